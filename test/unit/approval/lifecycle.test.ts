import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/canonical.ts';
import { OpsError } from '../../../src/errors.ts';
import {
  ballotOf,
  entriesOf,
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

describe('the life of a request', () => {
  let room: TestRoom;
  beforeAll(async () => {
    room = await openRoom();
  });
  afterAll(() => room.db.close());
  beforeEach(() => {
    for (const id of ['ana', 'ben', 'dora']) room.people.put(id, 'sre');
    room.people.put('chen', 'security-lead');
    room.told.length = 0;
    room.jobs.events.length = 0;
  });

  const claim = (id: string) => room.db.transact((tx) => room.approvals.claim(tx, id));
  const fire = (kind: string, id: string) =>
    room.db.transact(async (tx) => {
      const due = [...room.jobs.timers].filter(([name]) => name.startsWith(`${kind} request/${id}`)).at(-1);
      const now = await tx.now();
      if (due === undefined || due[1] > now) throw new Error(`no ${kind} is due`);
      await room.approvals.timers[kind]?.(tx, due[0].slice(kind.length + 1), now);
    });
  const refusalOf = (work: Promise<unknown>) =>
    work.then(
      () => 'accepted',
      (error: unknown) => (error instanceof OpsError ? error.refusal : Promise.reject(error)),
    );

  it('5.3 the digest covers everything that was asked, and the log holds what it covers', async () => {
    const request = await openIn(room, { reason: 'false positive', resource: 'res/digest' });
    const [opened] = await entriesOf(room, request.id);
    expect(digestOf(opened?.data.content ?? null)).toBe(request.digest);
    expect(opened?.data.content).toMatchObject({
      request: request.id,
      requester: 'ana',
      environment: 'test',
      reason: 'false positive',
      timelockMs: 0,
      expiresAt: request.expiresAt.toISOString(),
      policy: { groups: [{ of: ['sre'], quorum: 1 }] },
      document: { plan: { steps: [{ argv: ['reset', '--verify'] }] } },
    });
  });

  it('5.3 what was stored is what runs: content that was changed behind our back is not carried out', async () => {
    const request = await openIn(room);
    await room.approvals.vote(ballotOf(request, 'ben'));
    await room.db.transact((tx) =>
      tx.orm.execute(
        sql`update approval_request set content = replace(content, '--verify', '--force') where id = ${request.id}`,
      ),
    );
    expect(await claim(request.id)).toMatchObject({
      ok: false,
      ended: true,
      refusal: { code: 'approval.content-changed' },
    });
    expect((await kindsOf(room, request.id)).slice(-2)).toEqual(['request.invalidated', 'claim.refused']);
  });

  it('5.1 a voter who lost the role before the claim does not count, and the request waits for others', async () => {
    const request = await openIn(room);
    await room.approvals.vote(ballotOf(request, 'ben'));
    room.people.revoke('ben', 'sre');
    room.clock.advance(1_000);
    expect(await claim(request.id)).toMatchObject({
      ok: false,
      ended: false,
      refusal: { code: 'approval.not-approved' },
    });
    room.people.grant('ben', { role: 'sre', since: await room.db.read((reader) => reader.now()) });
    expect(await claim(request.id)).toMatchObject({ ok: false, ended: false });
    expect(gist(await room.approvals.vote(ballotOf(request, 'dora')))).toBe('ready');
    expect((await claim(request.id)).ok).toBe(true);
  });

  it('5.1 whoever lost the role and got it again can give the same vote anew', async () => {
    const request = await openIn(room);
    await room.approvals.vote(ballotOf(request, 'ben'));
    room.people.revoke('ben', 'sre');
    room.clock.advance(1_000);
    expect(await claim(request.id)).toMatchObject({ ok: false, ended: false });
    room.people.grant('ben', { role: 'sre', since: await room.db.read((reader) => reader.now()) });
    expect(await room.approvals.vote(ballotOf(request, 'ben'))).toMatchObject({ changed: true });
    expect((await claim(request.id)).ok).toBe(true);
  });

  it('5.4 an approval that was lost in silence and then replaced restarts the timelock', async () => {
    const request = await openIn(room, { policy: policyOf({ timelock: '10h', expires: '7d' }) });
    await room.approvals.vote(ballotOf(request, 'ben'));
    room.clock.advance(9 * HOUR);
    room.people.revoke('ben', 'sre');
    expect(gist(await room.approvals.vote(ballotOf(request, 'dora')))).toBe('timelocked');
    room.clock.advance(2 * HOUR);
    expect(await claim(request.id)).toMatchObject({ refusal: { code: 'approval.timelocked' } });
    expect(await kindsOf(room, request.id)).toContain('request.reopened');
  });

  it('5.1 a veto ends it, whoever approved before, and only by an entitled role', async () => {
    const request = await openIn(room, { policy: policyOf({ veto: ['security-lead'], timelock: '1h' }) });
    await room.approvals.vote(ballotOf(request, 'ben'));
    expect(gist(await room.approvals.veto(personOf(request.id, 'dora')))).toBe('approval.role-missing');
    expect(gist(await room.approvals.veto({ ...personOf(request.id, 'chen'), reason: 'not now' }))).toBe(
      'vetoed',
    );
    room.clock.advance(2 * HOUR);
    expect(await claim(request.id)).toMatchObject({ ok: false, ended: true });
    expect(room.told).toEqual([`ended ${request.id} vetoed`]);
  });

  it('5.4 a veto where the policy names nobody is refused', async () => {
    const request = await openIn(room);
    const answer = await room.approvals.veto(personOf(request.id, 'chen'));
    expect(!answer.ok && answer.refusal.why).toBe('nobody is entitled to this here.');
  });

  it('5.4 only the requester withdraws', async () => {
    const request = await openIn(room);
    expect(gist(await room.approvals.withdraw(personOf(request.id, 'ben')))).toBe('approval.not-requester');
    expect(gist(await room.approvals.withdraw(personOf(request.id, 'ana')))).toBe('withdrawn');
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben')))).toBe('approval.finished');
  });

  it('5.4 one live request a resource: the second is refused and names the first', async () => {
    const first = await openIn(room, { resource: 'res/one' });
    expect(await refusalOf(openIn(room, { resource: 'res/one' }))).toMatchObject({
      code: 'approval.resource-busy',
      why: expect.stringContaining('"Reset the circuit breaker" was asked for already'),
      next: `Decide that one first: /ops approvals show request:${first.id}. That is for sre; whoever asked for it can withdraw it.`,
    });
    room.clock.advance(2 * HOUR);
    const second = await openIn(room, { resource: 'res/one' });
    expect(second.id).not.toBe(first.id);
    expect(await kindsOf(room, first.id)).toEqual(['request.opened', 'request.expired']);
  });

  it('5.4 the second is told how far the first has come: there is nothing to decide once it is approved', async () => {
    const told = async (resource: string) => {
      const refusal = await refusalOf(openIn(room, { resource }));
      if (typeof refusal === 'string') throw new Error(refusal);
      return `${refusal.why} ${refusal.next}`;
    };
    const locked = await openIn(room, { resource: 'res/locked', policy: policyOf({ timelock: '30m' }) });
    await room.approvals.vote(ballotOf(locked, 'ben'));
    expect(await told('res/locked')).toMatch(
      /is approved and waits until [-\d]+ [:\d]+ UTC.*starts by itself/,
    );
    const ready = await openIn(room, { resource: 'res/ready' });
    await room.approvals.vote(ballotOf(ready, 'ben'));
    expect(await told('res/ready')).toMatch(/is approved and about to start.*Nothing is left to approve/);
    await claim(ready.id);
    expect(await told('res/ready')).toMatch(
      /was started at [-\d]+ [:\d]+ UTC.*wait for its end: .*request:apr-/,
    );
  });

  it('5.3 a change makes a new request with no votes', async () => {
    const first = await openIn(room, { resource: 'res/two' });
    await room.approvals.vote(ballotOf(first, 'ben'));
    const second = await room.db.transact(async (tx) => {
      await room.approvals.supersede(tx, first.id, 'a corrected plan', 'principal/ana');
      const { policy, subject, requester, environment, place } = first;
      const document = { plan: 'corrected' };
      return room.approvals.open(tx, {
        policy,
        subject,
        requester,
        environment,
        place,
        document,
        resource: 'res/two',
      });
    });
    expect(await claim(first.id)).toMatchObject({ ok: false, ended: true });
    const view = await room.db.read((reader) => room.approvals.get(reader, second.id));
    expect(view).toMatchObject({ state: 'pending', votes: [] });
    expect(gist(await room.approvals.vote(ballotOf(second, 'ben', { digest: first.digest })))).toBe(
      'approval.stale-card',
    );
  });

  it('5.4 what was started can neither be invalidated nor settled twice differently', async () => {
    const request = await openIn(room);
    await room.approvals.vote(ballotOf(request, 'ben'));
    await claim(request.id);
    const invalidated = room.db.transact((tx) =>
      room.approvals.invalidate(tx, request.id, 'the runbook changed'),
    );
    expect(await refusalOf(invalidated)).toMatchObject({ code: 'approval.already-started' });
    await room.db.transact((tx) => room.approvals.settle(tx, request.id, 'failed'));
    await room.db.transact((tx) => room.approvals.settle(tx, request.id, 'failed'));
    const other = room.db.transact((tx) => room.approvals.settle(tx, request.id, 'executed'));
    expect(await refusalOf(other)).toMatchObject({ code: 'approval.not-settled' });
  });

  it('5.18 timers expire it, end its timelock and its grace; twice or for an earlier round they do nothing', async () => {
    const expiring = await openIn(room);
    room.clock.advance(HOUR);
    await fire('request.expiry', expiring.id);
    await fire('request.expiry', expiring.id);
    expect(await kindsOf(room, expiring.id)).toEqual(['request.opened', 'request.expired']);

    const waiting = await openIn(room, { policy: policyOf({ timelock: '30m', grace: '10m' }) });
    await room.approvals.vote(ballotOf(waiting, 'ben'));
    room.clock.advance(30 * MINUTE);
    await fire('request.timelock', waiting.id);
    expect(room.told.at(-1)).toBe(`ready ${waiting.id}`);
    room.clock.advance(10 * MINUTE);
    await fire('request.timelock', waiting.id);
    await fire('request.grace', waiting.id);
    expect(await claim(waiting.id)).toMatchObject({
      ok: false,
      ended: true,
      refusal: { code: 'approval.finished' },
    });
    expect(room.told.at(-1)).toBe(`ended ${waiting.id} expired`);
  });

  it('5.18 a timer is never moved: each time that there are enough votes has timers of its own', async () => {
    const request = await openIn(room, { policy: policyOf({ timelock: '30m' }) });
    await room.approvals.vote(ballotOf(request, 'ben'));
    await room.approvals.withdrawVote({ ...personOf(request.id, 'ben'), via: 'button' });
    await room.approvals.vote(ballotOf(request, 'dora'));
    const names = [...room.jobs.timers.keys()].filter((name) => name.includes(request.id));
    expect(names).toEqual([
      `request.expiry request/${request.id}`,
      `request.reminder request/${request.id}`,
      `request.timelock request/${request.id}/1`,
      `request.timelock request/${request.id}/2`,
    ]);
  });

  it.each([
    ['three spaces', '   '],
    ['a space without width', '\u200b'],
    ['fillers', '\u3164 \u2800'],
    ['line ends', '\n\t\u00a0'],
  ])('takes nothing but blanks for no reason, whoever gives it: %s', async (_what, reason) => {
    const policy = policyOf({ reason: 'required' });
    expect(await refusalOf(openIn(room, { policy, reason }))).toMatchObject({
      code: 'approval.reason-missing',
    });
    const request = await openIn(room, { reason });
    expect(request.reason).toBeNull();
    await room.approvals.vote(ballotOf(request, 'ben', { choice: 'reject', reason }));
    const view = await room.db.read((reader) => room.approvals.get(reader, request.id));
    expect(view).toMatchObject({ votes: [{ choice: 'reject', reason: null }] });
  });

  it('5.20 asks for the reason and the typed confirmation where the policy wants them', async () => {
    const policy = policyOf({ reason: 'required', confirm: 'requester' });
    expect(await refusalOf(openIn(room, { policy }))).toMatchObject({ code: 'approval.reason-missing' });
    const wrong = openIn(room, { policy, reason: 'because', confirmation: 'reset' });
    expect(await refusalOf(wrong)).toMatchObject({ next: 'Type exactly: circuit-breaker/reset' });
    const right = openIn(room, { policy, reason: 'because', confirmation: 'circuit-breaker/reset' });
    expect((await right).reason).toBe('because');
  });

  it('5.20 shows by the roles of today what is missing, and which approval counts no more', async () => {
    const policy = policyOf({ groups: [{ of: ['sre'], quorum: 2 }] });
    const request = await openIn(room, { policy });
    const shown = async () => {
      const view = await room.db.read((reader) => room.approvals.get(reader, request.id));
      return {
        status: view?.status,
        awaited: view?.awaited,
        counting: view?.votes.filter(({ counts }) => counts).map(({ by }) => by.id),
      };
    };
    await room.approvals.vote(ballotOf(request, 'ben'));
    await room.approvals.vote(ballotOf(request, 'dora'));
    room.people.revoke('dora', 'sre');
    room.clock.advance(1_000);
    try {
      await room.db.transact((tx) => room.approvals.claim(tx, request.id));
      const missing = {
        status: 'Waiting for approvals: 1 of 2 from sre.',
        awaited: ['sre'],
        counting: ['ben'],
      };
      expect(await shown()).toEqual(missing);
      // What was lost and given again revives nothing.
      const since = await room.db.read((reader) => reader.now());
      room.people.grant('dora', { role: 'sre', since });
      expect(await shown()).toEqual(missing);
      await room.approvals.vote(ballotOf(request, 'dora'));
      expect(await shown()).toMatchObject({
        status: 'Approved; about to start.',
        counting: ['ben', 'dora'],
      });
    } finally {
      room.people.put('dora', 'sre');
    }
  });

  it('shows who agreed, what is missing, and what the state means', async () => {
    const policy = policyOf({ groups: [{ of: ['sre'], quorum: 2 }], veto: ['security-lead'] });
    const request = await openIn(room, { policy });
    await room.approvals.vote(ballotOf(request, 'ben', { reason: 'looks right' }));
    const view = await room.db.read((reader) => room.approvals.get(reader, request.id));
    expect(view).toMatchObject({
      state: 'pending',
      status: 'Waiting for approvals: 1 of 2 from sre.',
      requester: { id: 'ana', name: 'Ana' },
      groups: [{ of: ['sre'], quorum: 2, filledBy: [{ id: 'ben', name: 'Ben' }] }],
      votes: [{ by: { name: 'Ben' }, choice: 'approve', reason: 'looks right' }],
      awaited: ['sre'],
      veto: ['security-lead'],
      rejections: { count: 0, limit: 1 },
    });
    const listed = await room.db.read((reader) => room.approvals.list(reader, { live: true, limit: 50 }));
    expect(listed.map((one) => one.id)).toContain(request.id);
    const others = await room.db.read((reader) =>
      room.approvals.list(reader, { live: false, requester: 'ana', limit: 50 }),
    );
    expect(others.map((one) => one.id)).not.toContain(request.id);
    expect(await room.db.read((reader) => room.approvals.get(reader, 'apr-none0000'))).toBeUndefined();
  });

  it('says each change once', async () => {
    const request = await openIn(room, { policy: policyOf({ groups: [{ of: ['sre'], quorum: 2 }] }) });
    await room.approvals.vote(ballotOf(request, 'ben'));
    await room.approvals.vote(ballotOf(request, 'ben'));
    await room.approvals.vote(ballotOf(request, 'dora'));
    const said = room.jobs.events.filter((event) => event.subject === `request/${request.id}`);
    expect(said.map((event) => [event.kind, event.data.state])).toEqual([
      ['request.changed', 'pending'],
      ['request.changed', 'pending'],
      ['request.changed', 'ready'],
    ]);
  });
});
