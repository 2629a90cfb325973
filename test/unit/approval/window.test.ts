import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApprovals } from '../../../src/approval/service.ts';
import { fakeJobs } from '../../support/jobs.ts';
import { fakePeople } from '../../support/people.ts';
import { openScriptedDatabase, type ScriptedDatabase } from '../../support/scripted-database.ts';
import { ballotOf, gist, HOUR, MINUTE, openingOf, policyOf } from './room.ts';

const START = Date.parse('2026-03-01T12:00:00Z');

describe('5.1 the window, to the millisecond', () => {
  let db: ScriptedDatabase;
  beforeAll(async () => {
    db = await openScriptedDatabase(new Date(START));
  });
  afterAll(() => db.close());

  /** A request that got its last vote at START; two hours of timelock, half an hour of grace. */
  async function approved() {
    const people = fakePeople();
    for (const id of ['ana', 'ben']) people.put(id, 'sre');
    const approvals = createApprovals({ db, jobs: fakeJobs(), people });
    approvals.handle('plan', { ready: async () => {}, ended: async () => {} });
    db.time = new Date(START);
    const policy = policyOf({ timelock: '2h', grace: '30m', expires: '1h' });
    const request = await db.transact((tx) => approvals.open(tx, openingOf({ policy })));
    const vote = () => approvals.vote(ballotOf(request, 'ben'));
    const claimAt = async (ms: number) => {
      db.time = new Date(START + ms);
      const claim = await db.transact((tx) => approvals.claim(tx, request.id));
      return claim.ok ? 'claimed' : claim.refusal.code;
    };
    const fireAt = async (ms: number) => {
      db.time = new Date(START + ms);
      await db.transact(
        (tx) =>
          approvals.timers['request.timelock']?.(tx, `request/${request.id}/1`, db.time) ?? Promise.resolve(),
      );
      return (await db.read((reader) => approvals.get(reader, request.id)))?.state;
    };
    return { vote, claimAt, fireAt };
  }

  it.each([
    [2 * HOUR - 1, 'approval.timelocked'],
    [2 * HOUR, 'claimed'],
    [2 * HOUR + 30 * MINUTE - 1, 'claimed'],
    [2 * HOUR + 30 * MINUTE, 'approval.finished'],
  ])('a claim %i ms after the last vote: %s', async (ms, outcome) => {
    const request = await approved();
    await request.vote();
    expect(await request.claimAt(ms)).toBe(outcome);
  });

  it('is refused when the clock was set back after it became ready', async () => {
    const request = await approved();
    await request.vote();
    expect(await request.fireAt(2 * HOUR)).toBe('ready');
    expect(await request.claimAt(HOUR)).toBe('approval.timelocked');
    expect(await request.claimAt(2 * HOUR)).toBe('claimed');
  });

  it.each([
    [2 * HOUR - 1, 'timelocked'],
    [2 * HOUR, 'ready'],
  ])('a look %i ms after the last vote finds it %s', async (ms, state) => {
    const request = await approved();
    await request.vote();
    expect(await request.fireAt(ms)).toBe(state);
  });

  it.each([
    [HOUR - 1, 'timelocked'],
    [HOUR, 'approval.finished'],
  ])('a vote %i ms after the opening: %s', async (ms, outcome) => {
    const request = await approved();
    db.time = new Date(START + ms);
    expect(gist(await request.vote())).toBe(outcome);
  });
});
