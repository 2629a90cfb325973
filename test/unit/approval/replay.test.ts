import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplayedEntry } from '../../../src/approval/replay/story.ts';
import { replayRequest } from '../../../src/approval/replay.ts';
import type { Json } from '../../../src/canonical.ts';
import { ballotOf, entriesOf, HOUR, openIn, openRoom, personOf, policyOf, type TestRoom } from './room.ts';

type Edit = (entries: ReplayedEntry[]) => ReplayedEntry[];

describe('the replay of a request from its log', () => {
  let room: TestRoom;
  let entries: ReplayedEntry[];

  beforeAll(async () => {
    room = await openRoom();
    for (const id of ['ana', 'ben', 'dora', 'emil']) room.people.put(id, 'sre');
    room.people.put('chen', 'security-lead');
    const policy = policyOf({
      groups: [{ of: ['sre'], quorum: 2 }],
      timelock: '2h',
      expires: '24h',
      veto: ['security-lead'],
    });
    const request = await openIn(room, { policy });
    await room.approvals.vote(ballotOf(request, 'ben'));
    await room.approvals.vote(ballotOf(request, 'dora'));
    await room.approvals.withdrawVote({ ...personOf(request.id, 'dora'), via: 'button' });
    await room.approvals.vote(ballotOf(request, 'ana'));
    await room.approvals.vote(ballotOf(request, 'emil'));
    room.clock.advance(2 * HOUR);
    await room.db.transact((tx) => room.approvals.claim(tx, request.id));
    await room.db.transact((tx) => room.approvals.settle(tx, request.id, 'executed'));
    entries = (await entriesOf(room, request.id)).map((entry) => ({ ...entry, at: new Date(entry.at) }));
  });
  afterAll(() => room.db.close());

  /** The entry of a kind (the n-th of them) replaced, everything else as it was. */
  const change =
    (kind: string, edit: (entry: ReplayedEntry) => Partial<ReplayedEntry>, nth = 0): Edit =>
    (all) => {
      const target = all.filter((entry) => entry.kind === kind)[nth];
      return all.map((entry) => (entry === target ? { ...entry, ...edit(entry) } : entry));
    };
  const drop =
    (kind: string, nth = 0): Edit =>
    (all) => {
      const target = all.filter((entry) => entry.kind === kind)[nth];
      return all.filter((entry) => entry !== target);
    };
  const data = (edit: { [key: string]: Json }) => (entry: ReplayedEntry) => ({
    data: { ...entry.data, ...edit },
  });
  const shift = (ms: number) => (entry: ReplayedEntry) => ({ at: new Date(entry.at.getTime() + ms) });
  const stranger = {
    human: true,
    active: true,
    roles: [{ role: 'viewer', since: '2020-01-01T00:00:00.000Z' }],
  };

  it('5.14 finds nothing in an honest log', () => {
    expect(entries.map((entry) => entry.kind)).toEqual([
      'request.opened',
      'vote.cast',
      'vote.cast',
      'request.timelocked',
      'vote.withdrawn',
      'request.reopened',
      'vote.refused',
      'vote.cast',
      'request.timelocked',
      'request.ready',
      'request.claimed',
      'request.executed',
    ]);
    expect(replayRequest(entries)).toEqual([]);
    expect(replayRequest([])).toEqual([]);
  });

  it.each<[string, Edit, string]>([
    [
      'a changed document',
      change('request.opened', data({ digest: 'f'.repeat(64) })),
      'digest is not that of',
    ],
    [
      'an opening in the name of another',
      change('request.opened', () => ({ actor: 'principal/ben' })),
      'in the name of ana',
    ],
    ['a lost opening', drop('request.opened'), 'the chain begins with vote.cast'],
    [
      'a vote of the requester',
      change('vote.cast', () => ({ actor: 'principal/ana' }), 2),
      'ana voted on their own request',
    ],
    [
      'a vote of nobody',
      change('vote.cast', () => ({ actor: 'unidentified/x' }), 2),
      'is nobody who can vote',
    ],
    [
      'a vote of somebody without the role',
      change('vote.cast', data({ standing: stranger }), 2),
      'emil was not eligible',
    ],
    ['a vote on another digest', change('vote.cast', data({ digest: 'f'.repeat(64) }), 2), 'another digest'],
    [
      'a second vote as if it were the first',
      change('vote.cast', () => ({ actor: 'principal/ben' }), 1),
      'ben had a vote before',
    ],
    ['a vote after the expiry', change('vote.cast', shift(25 * HOUR)), 'ben voted after the time was over'],
    ['a removed vote', drop('vote.cast', 2), 'there were not enough approvals'],
    [
      'a shortened timelock',
      change('request.timelocked', (entry) => data({ notBefore: entry.at.toISOString() })(entry), 1),
      'its timelock is not the one',
    ],
    [
      'a skipped timelock',
      change('request.timelocked', () => ({ kind: 'request.ready' }), 1),
      'it skipped its timelock',
    ],
    ['a claim before its time', change('request.ready', shift(-HOUR)), 'its timelock was not over'],
    ['a claim after its time', change('request.claimed', shift(2 * HOUR)), 'it was too late to start'],
    [
      'a claim with a voter who had lost the role',
      change('request.claimed', (entry) =>
        data({
          counted: (entry.data.counted as unknown as { principal: string }[]).map(({ principal }) => ({
            principal,
            standing: stranger,
          })),
        })(entry),
      ),
      'too few of those who approved',
    ],
    [
      'a claim of something else',
      change('request.claimed', data({ digest: 'f'.repeat(64) })),
      'something else was claimed',
    ],
    [
      'a second claim',
      (all) => [...all, { ...(all.at(-2) as ReplayedEntry), seq: 99 }],
      'it was claimed although it was executed',
    ],
    ['an outcome without a claim', drop('request.claimed'), 'it was executed although it was ready'],
    [
      'a claim after a veto',
      change('vote.refused', () => ({
        kind: 'request.vetoed',
        actor: 'principal/chen',
        data: {
          standing: { ...stranger, roles: [{ role: 'security-lead', since: '2020-01-01T00:00:00.000Z' }] },
        },
      })),
      'although the request was vetoed',
    ],
    [
      'a veto of somebody without the role',
      change('vote.refused', () => ({
        kind: 'request.vetoed',
        actor: 'principal/ben',
        data: { standing: stranger },
      })),
      'ben was not entitled to veto',
    ],
    [
      'a denial without rejections',
      change('vote.refused', () => ({ kind: 'request.denied', data: {} })),
      'denied with too few rejections',
    ],
    [
      'an early expiry',
      change('vote.refused', () => ({ kind: 'request.expired', data: {} })),
      'expired before its time',
    ],
    [
      'a withdrawal by another',
      change('vote.refused', () => ({ kind: 'request.withdrawn', actor: 'principal/ben', data: {} })),
      'instead of its requester',
    ],
    [
      'an entry that goes back in time',
      change('request.executed', shift(-3 * HOUR)),
      'older than the entry before',
    ],
    [
      'an unknown entry',
      change('vote.refused', () => ({ kind: 'vote.invented' })),
      'vote.invented is no entry of a request',
    ],
  ])('5.14 names %s', (_name, edit, problem) => {
    const problems = replayRequest(edit(entries)).map((finding) => finding.problem);
    expect(problems.join('\n')).toContain(problem);
  });
});
