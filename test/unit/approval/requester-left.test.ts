import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayRequest } from '../../../src/approval/replay.ts';
import {
  ballotOf,
  entriesOf,
  failingOnce,
  gist,
  HOUR,
  openIn,
  openRoom,
  policyOf,
  type TestRoom,
} from './room.ts';

describe('the request of somebody who has left', () => {
  let room: TestRoom;
  beforeAll(async () => {
    room = await openRoom();
    room.people.put('ana', 'sre');
    room.people.put('ben', 'sre');
  });
  afterAll(() => room.db.close());
  const view = (id: string) => room.db.read((reader) => room.approvals.get(reader, id));

  it.each(['pending', 'timelocked', 'ready'])(
    'is ended when it is %s, and its card says why',
    async (state) => {
      room.people.put('ana', 'sre');
      const request = await openIn(room, {
        policy: policyOf(state === 'timelocked' ? { timelock: '1h' } : {}),
      });
      if (state !== 'pending') await room.approvals.vote(ballotOf(request, 'ben'));
      expect((await view(request.id))?.state).toBe(state);
      room.people.deactivate('ana');
      await room.approvals.endRequestsOf('ana');
      await room.approvals.endRequestsOf('ana');
      expect(await view(request.id)).toMatchObject({
        state: 'invalidated',
        status: 'No longer valid: whoever asked for it is no longer among the people in the settings.',
      });
      const entries = (await entriesOf(room, request.id)).map((one) => ({ ...one, at: new Date(one.at) }));
      expect(entries.filter(({ kind }) => kind === 'request.invalidated')).toHaveLength(1);
      expect(replayRequest(entries)).toEqual([]);
    },
  );

  it('is ended also when another of theirs cannot be', async () => {
    room.people.put('ana', 'sre');
    const requests = [await openIn(room), await openIn(room), await openIn(room)];
    room.people.deactivate('ana');
    await expect(failingOnce(room).endRequestsOf('ana')).rejects.toThrow('never');
    const states = await Promise.all(requests.map(async ({ id }) => (await view(id))?.state));
    expect(states.toSorted()).toEqual(['invalidated', 'invalidated', 'pending']);
  });

  it('never starts, also when nobody has heard yet that they left', async () => {
    room.people.put('ana', 'sre');
    const request = await openIn(room);
    await room.approvals.vote(ballotOf(request, 'ben'));
    room.people.deactivate('ana');
    const claim = await room.db.transact((tx) => room.approvals.claim(tx, request.id));
    expect(claim).toMatchObject({
      ok: false,
      ended: true,
      refusal: { code: 'approval.requester-left', next: 'If it is still needed, somebody else asks for it.' },
    });
    expect((await view(request.id))?.state).toBe('invalidated');
  });

  it('stays when they are back before anybody acted on it, and never touches those of others', async () => {
    room.people.put('ana', 'sre');
    const mine = await openIn(room);
    room.people.put('zoe', 'sre');
    const others = await openIn(room, { requester: 'zoe' });
    await room.approvals.endRequestsOf('ana');
    room.people.deactivate('ana');
    await room.approvals.endRequestsOf('ana');
    expect((await view(mine.id))?.state).toBe('invalidated');
    room.clock.advance(HOUR / 2);
    expect(gist(await room.approvals.vote(ballotOf(others, 'ben')))).toBe('ready');
  });
});
