import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OpsError } from '../../../src/errors.ts';
import { openTestPostgres } from '../../support/database.ts';
import {
  ballotOf,
  entriesOf,
  gist,
  HOUR,
  kindsOf,
  openIn,
  openRoom,
  policyOf,
  type TestRoom,
} from './room.ts';

const CROWD = Array.from({ length: 16 }, (_, index) => `voter-${index}`);

describe('approvals on a real Postgres, many at once', () => {
  let room: TestRoom;
  beforeAll(async () => {
    room = await openRoom(openTestPostgres);
  });
  afterAll(() => room.db.close());
  beforeEach(() => {
    for (const id of ['ana', 'ben', 'dora', ...CROWD]) room.people.put(id, 'sre');
    room.told.length = 0;
  });

  it('5.2 sixteen people vote on one request at once, twice each: every one is counted once', async () => {
    const request = await openIn(room, { policy: policyOf({ groups: [{ of: ['sre'], quorum: 16 }] }) });
    const answers = await Promise.all(
      [...CROWD, ...CROWD].map((id) => room.approvals.vote(ballotOf(request, id))),
    );
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(answers.filter((answer) => answer.ok && answer.changed)).toHaveLength(16);
    const kinds = await kindsOf(room, request.id);
    expect(kinds.filter((kind) => kind === 'vote.cast')).toHaveLength(16);
    expect(kinds.filter((kind) => kind === 'request.ready')).toHaveLength(1);
    expect(room.told).toEqual([`ready ${request.id}`]);
  });

  it('5.13 their entries form one chain without gaps', async () => {
    const request = await openIn(room, { policy: policyOf({ groups: [{ of: ['sre'], quorum: 16 }] }) });
    await Promise.all(CROWD.map((id) => room.approvals.vote(ballotOf(request, id))));
    const entries = await entriesOf(room, request.id);
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, index) => index + 1));
  });

  it('5.4 of many claims at once one wins', async () => {
    const request = await openIn(room);
    await room.approvals.vote(ballotOf(request, 'ben'));
    const claims = await Promise.all(
      CROWD.map(() => room.db.transact((tx) => room.approvals.claim(tx, request.id))),
    );
    expect(claims.filter((claim) => claim.ok)).toHaveLength(1);
  });

  it('5.4 an expiry and a vote race: either the vote was in time or it is refused, never both', async () => {
    for (let round = 0; round < 10; round += 1) {
      const request = await openIn(room);
      room.clock.advance(HOUR - 5);
      const [vote] = await Promise.all([
        room.approvals.vote(ballotOf(request, 'ben')),
        (async () => {
          await new Promise((resolve) => setTimeout(resolve, round));
          await room.db.transact(async (tx) =>
            room.approvals.timers['request.expiry']?.(tx, `request/${request.id}`, await tx.now()),
          );
        })(),
      ]);
      const kinds = await kindsOf(room, request.id);
      const ends = kinds.filter((kind) => kind === 'request.ready' || kind === 'request.expired');
      expect(ends).toHaveLength(vote.ok || kinds.includes('request.expired') ? 1 : 0);
      expect(kinds.includes('request.ready')).toBe(vote.ok);
    }
  });

  it('5.4 of two requests opened at once for one resource one is refused', async () => {
    const opening = () =>
      openIn(room, { resource: 'res/race' }).then(
        () => 'opened',
        (error: unknown) => (error instanceof OpsError ? error.code : Promise.reject(error)),
      );
    const outcomes = await Promise.all(CROWD.map(opening));
    expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'approval.resource-busy')).toHaveLength(15);
  });

  it('5.5 of many break-glasses at once only as many are let in as the limit says', async () => {
    room.people.put('ana', 'on-call');
    const breaking = () =>
      room.db
        .transact((tx) =>
          room.approvals.breakGlass(tx, {
            subject: { kind: 'plan', id: 'twist:pause', title: 'Pause' },
            document: {},
            policy: {
              of: ['on-call'],
              limit: { count: 3, perMs: HOUR },
              review: { of: ['sre'], quorum: 1, withinMs: HOUR },
              page: 'sre',
            },
            by: 'ana',
            reason: 'funds are leaving',
            confirmation: 'pause',
            environment: 'test',
            place: {},
          }),
        )
        .then(
          () => 'started',
          (error: unknown) => (error instanceof OpsError ? error.code : Promise.reject(error)),
        );
    const outcomes = await Promise.all(CROWD.map(breaking));
    expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome === 'approval.rate-limited')).toHaveLength(13);
  });

  it('5.1 the time and the votes that decide are read after the lock is held', async () => {
    const request = await openIn(room, { policy: policyOf({ groups: [{ of: ['sre'], quorum: 2 }] }) });
    // The server must wait for the lock for a while, and learn of a vote that was committed meanwhile.
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked = (): void => {};
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const holder = room.db.transact(async (tx) => {
      await tx.orm.execute(sql`select 1 from approval_request where id = ${request.id} for update`);
      locked();
      await held;
      await tx.orm.execute(sql`
        insert into approval_vote (request_id, principal, choice, at, via, account, standing)
        values (${request.id}, 'dora', 'approve', clock_timestamp(), 'button', 'console/local/dora',
          '{"human":true,"active":true,"roles":[{"role":"sre","since":"1970-01-01T00:00:00.000Z"}]}')`);
    });
    await isLocked;
    const voting = room.approvals.vote(ballotOf(request, 'ben'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const releasedAt = await room.db.read((reader) => reader.now());
    release();
    await holder;
    expect(gist(await voting)).toBe('ready');
    const cast = (await entriesOf(room, request.id)).find((entry) => entry.kind === 'vote.cast');
    expect(new Date(cast?.at ?? 0).getTime()).toBeGreaterThanOrEqual(releasedAt.getTime());
  });
});
