import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ballotOf, openIn, openRoom, type TestRoom } from './room.ts';

let room: TestRoom;

beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.db.close());
afterEach(() => void vi.restoreAllMocks());
beforeEach(() => {
  for (const person of ['ben', 'chen']) room.people.put(person, 'sre');
  room.people.moved.clear();
});

/** As a run is begun: the request is locked, its people are asked about, then it is claimed. */
const claim = (id: string) =>
  room.db.transact(async (tx) => {
    room.approvals.holdAhead(tx, id);
    return room.approvals.claim(tx, id);
  });

async function approved() {
  const request = await openIn(room);
  await room.approvals.vote(ballotOf(request, 'ben'));
  return request;
}

describe('what a claim asks about people', () => {
  it('is asked once, right behind the lock, of whom the votes came from and of who asked', async () => {
    const request = await approved();
    const membership = vi.spyOn(room.people, 'membership');
    const owners = vi.spyOn(room.people, 'owners');
    expect((await claim(request.id)).ok).toBe(true);
    expect(membership.mock.calls.map(([, ids]) => ids)).toEqual([['ana', 'ben']]);
    expect(owners.mock.calls.map(([, accounts]) => accounts)).toEqual([['console/local/ben']]);
  });

  it('is what is true then, and not when they voted', async () => {
    const lost = await approved();
    room.people.put('ben');
    expect(await claim(lost.id)).toMatchObject({ ok: false, refusal: { code: 'approval.not-approved' } });
    room.people.put('ben', 'sre');
    const moved = await approved();
    room.people.moved.set('console/local/ben', 'chen');
    expect(await claim(moved.id)).toMatchObject({ ok: false, refusal: { code: 'approval.not-approved' } });
  });

  it('is asked anew where something was waited for since', async () => {
    const request = await approved();
    const claimed = await room.db.transact(async (tx) => {
      room.approvals.holdAhead(tx, request.id);
      await tx.now();
      room.people.put('ben');
      room.approvals.askAgain(tx);
      return room.approvals.claim(tx, request.id);
    });
    expect(claimed).toMatchObject({ ok: false, refusal: { code: 'approval.not-approved' } });
  });

  it('is asked by the claim itself where another vote came meanwhile, or nobody knew', async () => {
    const request = await approved();
    // The next claim of this process has forgotten whom it concerns.
    await room.db.transact(async (tx) => room.approvals.holdAhead(tx, request.id));
    const membership = vi.spyOn(room.people, 'membership');
    expect((await claim(request.id)).ok).toBe(true);
    expect(membership).toHaveBeenCalledTimes(1);
  });

  it('that cannot be answered lets nothing begin', async () => {
    const request = await approved();
    vi.spyOn(room.people, 'membership').mockRejectedValueOnce(new Error('gone'));
    await expect(claim(request.id)).rejects.toThrow('roles could not be looked up');
    expect((await claim(request.id)).ok).toBe(true);
  });
});
