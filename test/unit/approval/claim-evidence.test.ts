import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { replayRequest } from '../../../src/approval/replay.ts';
import {
  ballotOf,
  entriesOf,
  failingOnce,
  gist,
  kindsOf,
  openIn,
  openRoom,
  policyOf,
  type TestRoom,
} from './room.ts';

let room: TestRoom;
beforeAll(async () => {
  room = await openRoom();

  it('5.2 voids what was voted through a lost account also where that fails for another request', async () => {
    const policy = policyOf({ groups: [{ of: ['sre'], quorum: 2 }] });
    const requests = [await openIn(room, { policy }), await openIn(room, { policy })];
    for (const request of requests) await room.approvals.vote(ballotOf(request, 'ben'));
    await expect(failingOnce(room).voidVotes('console/local/ben', 'ben')).rejects.toThrow('never');
    const kinds = await Promise.all(requests.map(({ id }) => kindsOf(room, id)));
    expect(kinds.flat().filter((kind) => kind === 'vote.voided')).toHaveLength(1);
  });
});
afterAll(() => room.db.close());
beforeEach(() => {
  for (const person of ['ben', 'chen']) room.people.put(person, 'sre');
  room.people.moved.clear();
  room.people.codes.clear();
});

const claim = (id: string, ...seen: readonly string[]) =>
  room.db.transact((tx) => room.approvals.claim(tx, id, { reactions: new Set(seen) }));
const replay = async (id: string) =>
  replayRequest((await entriesOf(room, id)).map((entry) => ({ ...entry, at: new Date(entry.at) })));

describe('a claim', () => {
  it('5.6 counts a vote by reaction only if the reaction was just seen on the platform', async () => {
    const request = await openIn(room);
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben', { via: 'reaction' })))).toBe('ready');
    const unseen = await claim(request.id);
    expect(unseen).toMatchObject({
      ok: false,
      ended: false,
      refusal: { code: 'approval.reactions-unconfirmed' },
    });
    expect((await claim(request.id, 'chen')).ok).toBe(false);
    expect((await claim(request.id, 'ben')).ok).toBe(true);
    expect(await kindsOf(room, request.id)).not.toContain('request.reopened');
    expect(await replay(request.id)).toEqual([]);
  });

  it('5.6 goes on without the reaction when enough others clicked', async () => {
    const request = await openIn(room);
    await room.approvals.vote(ballotOf(request, 'ben', { via: 'reaction' }));
    await room.approvals.vote(ballotOf(request, 'chen'));
    expect((await claim(request.id)).ok).toBe(true);
    expect((await entriesOf(room, request.id)).at(-1)?.data).toMatchObject({
      counted: [{ principal: 'chen' }],
    });
  });

  it('5.2 does not count a vote whose account was taken from the voter, and the request waits again', async () => {
    const request = await openIn(room);
    await room.approvals.vote(ballotOf(request, 'ben'));
    room.people.moved.set('console/local/ben', 'chen');
    expect(await claim(request.id)).toMatchObject({ ok: false, refusal: { code: 'approval.not-approved' } });
    await room.approvals.voidVotes('console/local/ben', 'ben');
    await room.approvals.voidVotes('console/local/ben', 'ben');
    expect(await kindsOf(room, request.id)).toEqual([
      'request.opened',
      'vote.cast',
      'request.ready',
      'request.reopened',
      'claim.refused',
      'vote.voided',
    ]);
    expect(await replay(request.id)).toEqual([]);
  });
});

describe('a vote by reaction that goes', () => {
  it('5.6 takes no click back', async () => {
    const request = await openIn(room, { policy: policyOf({ groups: [{ of: ['sre'], quorum: 2 }] }) });
    await room.approvals.vote(ballotOf(request, 'ben'));
    const { choice: _choice, digest: _digest, ...person } = ballotOf(request, 'ben', { via: 'reaction' });
    expect(await room.approvals.withdrawVote(person)).toMatchObject({ ok: true, changed: false });
    expect(await room.approvals.withdrawVote({ ...person, via: 'button' })).toMatchObject({ changed: true });
  });
});

describe('a policy that asks for a code', () => {
  it('counts an approval with the right one only; the log proves that it was asked for', async () => {
    const request = await openIn(room, { policy: policyOf({ code: 'approvers' }) });
    expect(request.policy.via).toEqual(['button']);
    const vote = (code?: string) =>
      room.approvals.vote(ballotOf(request, 'ben', code === undefined ? {} : { code }));
    expect(gist(await vote('123456'))).toBe('approval.code-not-enrolled');
    room.people.codes.set('ben', '123456');
    expect(gist(await vote())).toBe('approval.code-wrong');
    expect(gist(await vote('123456'))).toBe('ready');
    expect(await replay(request.id)).toEqual([]);
    const forged = (await entriesOf(room, request.id)).map(({ data, ...entry }) => {
      const { code: _code, ...rest } = data as Record<string, never>;
      return { ...entry, at: new Date(entry.at), data: entry.kind === 'vote.cast' ? rest : data };
    });
    expect(replayRequest(forged).map(({ problem }) => problem)).toEqual([
      'ben approved without a one-time code',
    ]);
  });

  it('lets anybody entitled reject without one', async () => {
    const request = await openIn(room, { policy: policyOf({ code: 'approvers' }) });
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben', { choice: 'reject' })))).toBe('denied');
  });
});
