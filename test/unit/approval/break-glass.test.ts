import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { replayRequest } from '../../../src/approval/replay.ts';
import type { GlassBreaking } from '../../../src/approval/service/break-glass.ts';
import { OpsError } from '../../../src/errors.ts';
import { entriesOf, gist, HOUR, kindsOf, openRoom, personOf, type TestRoom } from './room.ts';

const pause: GlassBreaking = {
  subject: { kind: 'plan', id: 'twist:emergency/pause-all', title: 'Pause everything' },
  document: { plan: 1 },
  policy: {
    of: ['on-call'],
    limit: { count: 2, perMs: HOUR },
    review: { of: ['sre'], quorum: 2, withinMs: 24 * HOUR },
    page: 'security-lead',
  },
  by: 'ana',
  reason: 'funds are leaving',
  confirmation: 'emergency/pause-all',
  environment: 'test',
  place: {},
};

describe('break-glass', () => {
  let room: TestRoom;
  beforeAll(async () => {
    room = await openRoom();
  });
  afterAll(() => room.db.close());
  beforeEach(() => {
    room.people.put('ana', 'on-call', 'sre');
    for (const id of ['ben', 'dora']) room.people.put(id, 'sre');
    room.clock.advance(HOUR);
  });

  const breaking = (change: Partial<GlassBreaking> = {}) =>
    room.db.transact((tx) => room.approvals.breakGlass(tx, { ...pause, ...change }));
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'accepted',
      (error: unknown) => (error instanceof OpsError ? error.code : Promise.reject(error)),
    );
  const verdict = (requestId: string, voter: string, opinion: 'ratify' | 'object' = 'ratify') =>
    room.approvals.review({ ...personOf(requestId, voter), opinion, reason: 'seen the graphs' });
  const overdue = (id: string) =>
    room.db.transact(async (tx) =>
      room.approvals.timers['review.overdue']?.(tx, `request/${id}`, await tx.now()),
    );

  it('5.5 is started at once by a listed person, with its review opened in the same transaction', async () => {
    const request = await breaking();
    expect(request).toMatchObject({ state: 'claimed', mode: 'break-glass', requester: 'ana' });
    expect(await kindsOf(room, request.id)).toEqual(['request.opened', 'request.claimed', 'review.opened']);
    expect(room.jobs.timers.get(`review.overdue request/${request.id}`)).toEqual(
      new Date(request.openedAt.getTime() + 24 * HOUR),
    );
    const again = await room.db.transact((tx) => room.approvals.claim(tx, request.id));
    expect(again).toMatchObject({ ok: false, refusal: { code: 'approval.already-started' } });
  });

  it.each([
    ['three spaces', '   '],
    ['a space without width', '\u200b'],
    ['fillers', '\u3164 \u2800'],
    ['line ends', '\n\t\u00a0'],
  ])(
    'takes nothing but blanks for no reason, from who breaks it and from who reviews it: %s',
    async (_what, reason) => {
      expect(await codeOf(breaking({ reason }))).toBe('approval.reason-missing');
      const { id } = await breaking();
      const said = { ...personOf(id, 'ben'), opinion: 'ratify', reason } as const;
      expect(await room.approvals.review(said)).toMatchObject({
        refusal: { code: 'approval.reason-missing' },
      });
    },
  );

  it('5.5 needs a listed role, a typed reason and the confirmation', async () => {
    expect(await codeOf(breaking({ by: 'ben' }))).toBe('approval.role-missing');
    expect(await codeOf(breaking({ by: 'nobody' }))).toBe('approval.not-active');
    expect(await codeOf(breaking({ reason: '  ' }))).toBe('approval.reason-missing');
    expect(await codeOf(breaking({ confirmation: 'pause' }))).toBe('approval.not-confirmed');
  });

  it('5.5 is limited to so many uses in a period, counted in the database', async () => {
    room.clock.advance(HOUR);
    const uses = await Promise.all([1, 2, 3, 4].map(() => codeOf(breaking())));
    expect(uses.toSorted()).toEqual([
      'accepted',
      'accepted',
      'approval.rate-limited',
      'approval.rate-limited',
    ]);
    room.clock.advance(HOUR);
    expect(await codeOf(breaking())).toBe('accepted');
  });

  it.each([
    [
      'deleted',
      (id: string) => [
        `delete from approval_review where request_id = '${id}'`,
        `delete from approval_request where id = '${id}'`,
      ],
    ],
    [
      'made older',
      (id: string) => [`update approval_request set opened_at = '2001-01-01' where id = '${id}'`],
    ],
    [
      'given to another subject',
      (id: string) => [`update approval_request set subject_id = 'x' where id = '${id}'`],
    ],
    [
      'made an ordinary one',
      (id: string) => [`update approval_request set mode = 'quorum' where id = '${id}'`],
    ],
  ])('5.5 counts by the log: a use whose row was %s counts all the same', async (_how, statements) => {
    room.clock.advance(HOUR);
    for (let use = 0; use < 2; use += 1) {
      const { id } = await breaking();
      for (const statement of statements(id))
        await room.db.transact((tx) => tx.orm.execute(sql.raw(statement)));
    }
    expect(await codeOf(breaking())).toBe('approval.rate-limited');
    const other = { ...pause.subject, id: 'twist:emergency/pause-one' };
    expect(await codeOf(breaking({ subject: other, confirmation: 'emergency/pause-one' }))).toBe('accepted');
    room.clock.advance(HOUR);
    expect(await codeOf(breaking())).toBe('accepted');
  });

  it('5.5 is not closed by verdicts that nobody gave, nor opened again by altering its row', async () => {
    const run = (text: string) => room.db.transact((tx) => tx.orm.execute(sql.raw(text)));
    const request = await breaking();
    await run(`insert into approval_verdict (request_id, principal, opinion, reason, at)
      values ('${request.id}', 'ben', 'ratify', 'fine', now())`);
    expect(gist(await verdict(request.id, 'dora'))).toBe('approval.forged');
    await run(`delete from approval_verdict where request_id = '${request.id}'`);
    await run(`update approval_review set state = 'ratified' where request_id = '${request.id}'`);
    expect(gist(await verdict(request.id, 'dora'))).toBe('approval.forged');
    await run(`update approval_review set state = 'open' where request_id = '${request.id}'`);
    expect((await verdict(request.id, 'dora')).ok).toBe(true);
  });

  it('5.5 is reviewed by others: enough verdicts close it, an objection marks it', async () => {
    const request = await breaking();
    expect(gist(await verdict(request.id, 'ana'))).toBe('approval.own-request');
    const may = (voter: string) => room.approvals.mayReview(personOf(request.id, voter)).then(gist);
    expect(await may('ana')).toBe('approval.own-request');
    expect(await may('nobody')).toBe('approval.not-active');
    expect(await may('ben')).toBe('claimed');
    expect((await verdict(request.id, 'ben')).ok).toBe(true);
    expect(await verdict(request.id, 'ben')).toMatchObject({ ok: true, changed: false });
    expect((await verdict(request.id, 'dora', 'object')).ok).toBe(true);
    expect(gist(await verdict(request.id, 'dora'))).toBe('approval.review-closed');
    const view = await room.db.read((reader) => room.approvals.get(reader, request.id));
    expect(view?.review).toMatchObject({
      state: 'objected',
      quorum: 2,
      verdicts: [{ by: { name: 'Ben' } }, {}],
    });
    room.clock.advance(25 * HOUR);
    await overdue(request.id);
    expect((await kindsOf(room, request.id)).at(-1)).toBe('review.refused');
    expect(replayRequest(asReplayed(await entriesOf(room, request.id)))).toEqual([]);
  });

  it('5.5 pages once when the review is overdue', async () => {
    const request = await breaking();
    await overdue(request.id);
    expect(room.jobs.events.filter((event) => event.kind === 'review.overdue')).toEqual([]);
    room.clock.advance(24 * HOUR);
    await overdue(request.id);
    await overdue(request.id);
    const pages = room.jobs.events.filter((event) => event.kind === 'review.overdue');
    expect(pages).toMatchObject([{ subject: `request/${request.id}`, data: { page: 'security-lead' } }]);
    expect((await verdict(request.id, 'ben')).ok).toBe(true);
  });

  it('5.5 stays listed until it is reviewed, even when it has been carried out', async () => {
    const request = await breaking();
    await room.db.transact((tx) => room.approvals.settle(tx, request.id, 'executed'));
    const listed = async () =>
      (await room.db.read((reader) => room.approvals.list(reader, { live: true, limit: 50 }))).map(
        (one) => one.id,
      );
    expect(await listed()).toContain(request.id);
    await verdict(request.id, 'ben');
    await verdict(request.id, 'dora');
    expect(await listed()).not.toContain(request.id);
    expect(replayRequest(asReplayed(await entriesOf(room, request.id)))).toEqual([]);
  });

  it('5.14 the replay names a review that was never opened, or was closed or given wrongly', async () => {
    const request = await breaking();
    await verdict(request.id, 'ben');
    await verdict(request.id, 'dora');
    const entries = asReplayed(await entriesOf(room, request.id));
    const problemsOf = (edited: typeof entries) =>
      replayRequest(edited)
        .map((one) => one.problem)
        .join('\n');
    const without = (kind: string) => entries.filter((entry) => entry.kind !== kind);
    const renamed = (kind: string, change: object) =>
      entries.map((entry) => (entry.kind === kind ? { ...entry, ...change } : entry));
    expect(problemsOf(entries)).toBe('');
    expect(problemsOf(without('review.opened'))).toContain('although the review was none');
    expect(problemsOf(entries.slice(0, 2))).toContain('no review was opened');
    expect(problemsOf(without('review.verdict'))).toContain('too few verdicts');
    expect(problemsOf(renamed('review.verdict', { actor: 'principal/ana' }))).toContain(
      'their own break-glass',
    );
    expect(problemsOf(renamed('review.ratified', { kind: 'review.objected' }))).toContain(
      'did not say objected',
    );
    expect(problemsOf(renamed('request.claimed', { actor: 'principal/ben' }))).toContain(
      'in the name of ana',
    );
  });

  it('5.5 cannot be voted on', async () => {
    const request = await breaking();
    const ballot = {
      ...personOf(request.id, 'ben'),
      choice: 'approve',
      via: 'button',
      digest: request.digest,
    } as const;
    expect(gist(await room.approvals.vote(ballot))).toBe('approval.break-glass');
  });
});

function asReplayed(entries: Awaited<ReturnType<typeof entriesOf>>) {
  return entries.map((entry) => ({ ...entry, at: new Date(entry.at) }));
}
