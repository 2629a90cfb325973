import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ballotOf,
  gist,
  HOUR,
  kindsOf,
  MINUTE,
  openIn,
  openRoom,
  personOf,
  policyOf,
  type TestRoom,
} from './room.ts';

describe('votes', () => {
  let room: TestRoom;
  beforeAll(async () => {
    room = await openRoom();
  });
  afterAll(() => room.db.close());
  beforeEach(() => {
    room.people.failure = undefined;
    for (const id of ['ana', 'ben', 'chen', 'dora']) room.people.put(id, 'sre');
    room.people.put('chen', 'sre', 'security-lead');
    room.people.put('ivan');
    room.told.length = 0;
  });

  it('5.1 another eligible person makes the request ready, and it can be claimed once', async () => {
    const request = await openIn(room);
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben')))).toBe('ready');
    expect(room.told).toEqual([`ready ${request.id}`]);
    const claims = [1, 2].map(() => room.db.transact((tx) => room.approvals.claim(tx, request.id)));
    expect((await Promise.all(claims)).map((claim) => claim.ok)).toEqual([true, false]);
    await room.db.transact((tx) => room.approvals.settle(tx, request.id, 'executed'));
    expect(await kindsOf(room, request.id)).toEqual([
      'request.opened',
      'vote.cast',
      'request.ready',
      'request.claimed',
      'claim.refused',
      'request.executed',
    ]);
    expect(room.told).toEqual([`ready ${request.id}`]);
  });

  it("5.1 the requester's own vote does not count, not even to reject", async () => {
    const request = await openIn(room);
    for (const choice of ['approve', 'reject'] as const)
      expect(gist(await room.approvals.vote(ballotOf(request, 'ana', { choice })))).toBe(
        'approval.own-request',
      );
    expect(await kindsOf(room, request.id)).toEqual(['request.opened', 'vote.refused', 'vote.refused']);
  });

  it('5.1 a card that shows something else does not count', async () => {
    const request = await openIn(room);
    const ballot = ballotOf(request, 'ben', { digest: '0'.repeat(64) });
    expect(gist(await room.approvals.vote(ballot))).toBe('approval.stale-card');
  });

  it('5.2 one human has one vote whatever account it comes from', async () => {
    const request = await openIn(room, { policy: policyOf({ groups: [{ of: ['sre'], quorum: 2 }] }) });
    const other = { platform: 'slack', workspace: 'T1', id: 'U1' } as const;
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben')))).toBe('pending');
    const again = await room.approvals.vote(ballotOf(request, 'ben', { account: other }));
    expect(again).toMatchObject({ ok: true, changed: false, request: { state: 'pending' } });
    expect(await kindsOf(room, request.id)).toEqual(['request.opened', 'vote.cast']);
  });

  it('5.2 unlinked accounts, bots, services and people without the role cannot vote', async () => {
    room.people.service('deployer', 'sre');
    const request = await openIn(room);
    const vote = async (ballot: Parameters<typeof room.approvals.vote>[0]) =>
      gist(await room.approvals.vote(ballot));
    expect(await vote({ ...ballotOf(request, 'jo'), voter: undefined })).toBe('approval.unlinked');
    expect(await vote(ballotOf(request, 'ben', { human: false }))).toBe('approval.not-human');
    expect(await vote(ballotOf(request, 'deployer'))).toBe('approval.not-human');
    expect(await vote(ballotOf(request, 'ivan'))).toBe('approval.role-missing');
    expect(await vote(ballotOf(request, 'nobody'))).toBe('approval.not-active');
    room.people.deactivate('dora');
    expect(await vote(ballotOf(request, 'dora'))).toBe('approval.not-active');
    expect((await kindsOf(room, request.id)).filter((kind) => kind === 'vote.refused')).toHaveLength(6);
  });

  it('5.2 a failed eligibility look-up means not eligible, and is logged', async () => {
    const request = await openIn(room);
    room.people.failure = new Error('directory down');
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben')))).toBe('approval.cannot-check');
    expect(await kindsOf(room, request.id)).toEqual(['request.opened', 'vote.refused']);
    room.people.failure = undefined;
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben')))).toBe('ready');
    room.people.failure = new Error('directory down');
    await expect(room.db.transact((tx) => room.approvals.claim(tx, request.id))).rejects.toThrow(
      'roles could not',
    );
  });

  it('5.2 a role that is too fresh cannot approve yet, says when it can, and can reject', async () => {
    const request = await openIn(room, { policy: policyOf({ hold: '24h', expires: '7d' }) });
    const since = await room.db.read((reader) => reader.now());
    room.people.put('ben', { role: 'sre', since });
    const answer = await room.approvals.vote(ballotOf(request, 'ben'));
    expect(gist(answer)).toBe('approval.role-too-fresh');
    const counts = new Date(since.getTime() + 24 * HOUR).toISOString().slice(0, 16).replace('T', ' ');
    expect(!answer.ok && answer.refusal.why).toContain(counts);
    room.clock.advance(24 * HOUR);
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben')))).toBe('ready');
    room.people.put('dora', { role: 'sre', since: await room.db.read((reader) => reader.now()) });
    expect(gist(await room.approvals.vote(ballotOf(request, 'dora', { choice: 'reject' })))).toBe('denied');
  });

  it('5.4 a vote can be changed and withdrawn; losing the quorum goes back to pending and restarts the timelock', async () => {
    const request = await openIn(room, { policy: policyOf({ timelock: '48h', expires: '7d' }) });
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben')))).toBe('timelocked');
    room.clock.advance(47 * HOUR);
    const withdrawn = await room.approvals.withdrawVote({ ...personOf(request.id, 'ben'), via: 'button' });
    expect(gist(withdrawn)).toBe('pending');
    const twice = await room.approvals.withdrawVote({ ...personOf(request.id, 'ben'), via: 'button' });
    expect(twice).toMatchObject({ ok: true, changed: false });
    expect(gist(await room.approvals.vote(ballotOf(request, 'chen')))).toBe('timelocked');
    room.clock.advance(2 * HOUR);
    const early = await room.db.transact((tx) => room.approvals.claim(tx, request.id));
    expect(early).toMatchObject({ ok: false, ended: false, refusal: { code: 'approval.timelocked' } });
    room.clock.advance(46 * HOUR);
    expect((await room.db.transact((tx) => room.approvals.claim(tx, request.id))).ok).toBe(true);
  });

  it('5.4 so many rejections as the policy says end it; changing to a rejection counts', async () => {
    const policy = policyOf({ groups: [{ of: ['sre'], quorum: 3 }], denials: 2 });
    const request = await openIn(room, { policy });
    await room.approvals.vote(ballotOf(request, 'ben'));
    expect(gist(await room.approvals.vote(ballotOf(request, 'dora', { choice: 'reject' })))).toBe('pending');
    room.clock.advance(1_000);
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben', { choice: 'reject' })))).toBe('denied');
    expect(room.told).toEqual([`ended ${request.id} denied`]);
    const late = await room.approvals.vote(ballotOf(request, 'chen'));
    expect(!late.ok && late.refusal.why).toContain('rejected by Ben');
    expect(await kindsOf(room, request.id)).toEqual([
      'request.opened',
      'vote.cast',
      'vote.cast',
      'vote.changed',
      'request.denied',
      'vote.refused',
    ]);
  });

  it('5.4 a vote after the expiry expires the request even when no timer fired', async () => {
    const request = await openIn(room, { policy: policyOf({ expires: '30m' }) });
    room.clock.advance(30 * MINUTE);
    const late = await room.approvals.vote(ballotOf(request, 'ben'));
    expect(gist(late)).toBe('approval.finished');
    expect(await kindsOf(room, request.id)).toEqual(['request.opened', 'request.expired', 'vote.refused']);
  });

  it('5.6 a way of voting that the policy does not allow is refused', async () => {
    const request = await openIn(room, { policy: policyOf({ via: ['button'] }) });
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben', { via: 'reaction' })))).toBe(
      'approval.wrong-way',
    );
  });

  it('approvers type the confirmation where the policy asks for it', async () => {
    const request = await openIn(room, { policy: policyOf({ confirm: 'approvers' }) });
    const wrong = await room.approvals.vote(ballotOf(request, 'ben', { confirmation: 'yes' }));
    expect(!wrong.ok && wrong.refusal.next).toContain('circuit-breaker/reset');
    const right = ballotOf(request, 'ben', { confirmation: 'circuit-breaker/reset' });
    expect(gist(await room.approvals.vote(right))).toBe('ready');
  });

  it('a vote for a request that does not exist is refused and logged', async () => {
    const request = await openIn(room);
    const ballot = { ...ballotOf(request, 'ben'), requestId: 'apr-nothing0' };
    expect(gist(await room.approvals.vote(ballot))).toBe('approval.unknown-request');
  });
});
