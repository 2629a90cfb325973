import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayRequest } from '../../../src/approval/replay.ts';
import { OpsError } from '../../../src/errors.ts';
import {
  ballotOf,
  entriesOf,
  gist,
  HOUR,
  MINUTE,
  openIn,
  openRoom,
  personOf,
  policyOf,
  type TestRoom,
} from './room.ts';

describe("a role's own hold counts wherever the role counts", () => {
  let room: TestRoom;
  let seen = 0;
  beforeAll(async () => {
    room = await openRoom();
  });
  afterAll(() => room.db.close());

  /** Somebody who has just been given the role, which counts after an hour. */
  async function fresh(role: string): Promise<string> {
    seen += 1;
    const since = await room.db.read((reader) => reader.now());
    room.people.put(`p${seen}`, { role, since, holdMs: HOUR });
    return `p${seen}`;
  }
  const breakGlass = (by: string) =>
    room.db
      .transact((tx) =>
        room.approvals.breakGlass(tx, {
          subject: { kind: 'plan', id: 'twist:pause', title: 'Pause' },
          document: {},
          policy: {
            of: ['on-call'],
            limit: { count: 20, perMs: HOUR },
            review: { of: ['sre'], quorum: 1, withinMs: 24 * HOUR },
            page: 'sre',
          },
          by,
          reason: 'funds are leaving',
          confirmation: 'pause',
          environment: 'test',
          place: {},
        }),
      )
      .then(
        (request) => ({ id: request.id, gist: request.state as string }),
        (error: unknown) => ({ id: '', gist: error instanceof OpsError ? error.code : String(error) }),
      );

  const deeds: Record<string, (person: string) => Promise<string>> = {
    'approving (sre)': async (person) =>
      gist(await room.approvals.vote(ballotOf(await openIn(room), person))),
    'rejecting (sre)': async (person) =>
      gist(await room.approvals.vote(ballotOf(await openIn(room), person, { choice: 'reject' }))),
    'vetoing (lead)': async (person) => {
      const request = await openIn(room, { policy: policyOf({ veto: ['lead'] }) });
      const answer = gist(await room.approvals.veto(personOf(request.id, person)));
      expect(replayRequest(await parsed(request.id))).toEqual([]);
      return answer;
    },
    'reviewing (sre)': async (person) => {
      room.people.put('ana', 'on-call');
      const { id } = await breakGlass('ana');
      const said = { ...personOf(id, person), opinion: 'ratify', reason: 'seen' } as const;
      const answer = gist(await room.approvals.review(said));
      expect(replayRequest(await parsed(id))).toEqual([]);
      return answer;
    },
    'breaking the glass (on-call)': async (person) => (await breakGlass(person)).gist,
  };
  const parsed = async (id: string) =>
    (await entriesOf(room, id)).map((entry) => ({ ...entry, at: new Date(entry.at) }));

  it.each(Object.keys(deeds))('5.1 %s is refused until it has been held long enough', async (name) => {
    const role = /\((.*)\)/.exec(name)?.[1] ?? '';
    const person = await fresh(role);
    expect(await deeds[name]?.(person)).toBe('approval.role-too-fresh');
    room.clock.advance(HOUR - MINUTE);
    expect(await deeds[name]?.(person)).toBe('approval.role-too-fresh');
    room.clock.advance(MINUTE);
    expect(await deeds[name]?.(person)).not.toMatch(/^approval\./);
  });

  it("5.1 the policy's hold is for approving alone: who holds the role rejects at once", async () => {
    const since = await room.db.read((reader) => reader.now());
    room.people.put('zoe', { role: 'sre', since });
    const request = await openIn(room, { policy: policyOf({ hold: '1h' }) });
    expect(gist(await room.approvals.vote(ballotOf(request, 'zoe')))).toBe('approval.role-too-fresh');
    expect(gist(await room.approvals.vote(ballotOf(request, 'zoe', { choice: 'reject' })))).toBe('denied');
  });
});
