import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { resolvePolicy, writtenPolicy } from '../../../../src/approval/policy.ts';
import type { Json } from '../../../../src/canonical.ts';
import type { Standing } from '../../../../src/people/standing.ts';
import { draftOf } from '../../../../src/runbook/engine/draft.ts';
import {
  isDecided,
  type Mandate,
  type Opinion,
  refuseOpinion,
} from '../../../../src/runbook/run/decision.ts';
import { queueApproved } from '../../../../src/runbook/run/service/propose.ts';
import { holdRun } from '../../../../src/runbook/run/store.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const MINUTE = 60_000;
const rig = await openExecution();
afterAll(() => rig.close());
const policyOf = (written: object) =>
  ({ kind: 'approval', policy: resolvePolicy(writtenPolicy.parse(written)) }) as unknown as Json;

let doubts = 0;
/** An approved run whose effect nobody knows. */
async function inDoubt(policy: Json = ONE_SRE): Promise<{ id: string; step: string }> {
  doubts += 1;
  const step = `doubt-${doubts}`;
  rig.fakes.set(step, { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
  const { run } = await rig.approved(planWith([fakeStep(step, { effect: 'unsafe' })], { policy }));
  await rig.engine.work(run);
  expect((await rig.view(run)).state).toBe('unknown');
  return { id: run, step };
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: { code?: string }) => error.code ?? String(error),
  );
const say = (id: string, step: string, by: string, choice: 'retry' | 'done' | 'abort' = 'retry') =>
  codeOf(rig.service.decideUnknown(id, step, { by, choice, reason: 'I looked' }));

describe('going on after an effect of which nobody knows', () => {
  beforeEach(() => {
    for (const one of ['ana', 'ben', 'cem']) rig.people.put(one, 'sre');
  });

  it.each(['retry', 'done'] as const)('21 is never for the requester alone: %s', async (choice) => {
    const { id, step } = await inDoubt();
    for (let time = 0; time < 3; time += 1)
      expect(await say(id, step, 'ana', choice)).toBe('run.own-request');
    expect((await rig.view(id)).state).toBe('unknown');
    expect(await say(id, step, 'ben', choice)).toBe('taken');
  });

  it('needs a reason, and blanks are none', async () => {
    const { id, step } = await inDoubt();
    for (const reason of ['   ', '\u200b', '\u3164 \u2800', '\n\t\u00a0'])
      for (const choice of ['retry', 'done', 'abort'] as const)
        expect(await codeOf(rig.service.decideUnknown(id, step, { by: 'ben', choice, reason }))).toBe(
          'run.reason-missing',
        );
    expect((await rig.view(id)).state).toBe('unknown');
  });

  it.each(['retry', 'done'] as const)(
    'asks each for the one-time code and the confirmation that approvers type: %s',
    async (choice) => {
      rig.people.codes.set('ben', '111111');
      const policy = policyOf({
        groups: [{ of: ['sre'], quorum: 1 }],
        code: 'approvers',
        confirm: 'approvers',
      });
      const typed = await inDoubt(policy);
      const decide = (given: object) =>
        codeOf(
          rig.service.decideUnknown(typed.id, typed.step, {
            by: 'ben',
            choice,
            reason: 'I looked',
            ...given,
          }),
        );
      expect(await decide({})).toBe('run.not-confirmed');
      expect(await decide({ confirmation: 'test:go', code: '111111' })).toBe('run.not-confirmed');
      expect(await decide({ confirmation: 'go' })).toBe('totp.wrong');
      expect(await decide({ confirmation: 'go', code: '222222' })).toBe('totp.wrong');
      expect((await rig.view(typed.id)).state).toBe('unknown');
      expect(await decide({ confirmation: ' go ', code: '111111' })).toBe('taken');
      const other = await inDoubt(policy);
      expect(await say(other.id, other.step, 'ben', 'abort')).toBe('taken');
    },
  );

  it('25 takes the roles as they are now, and the hold that the policy asks for', async () => {
    const { id, step } = await inDoubt(policyOf({ groups: [{ of: ['sre'], quorum: 1 }], hold: '5m' }));
    rig.people.revoke('ben', 'sre');
    expect(await say(id, step, 'ben')).toBe('run.role-missing');
    rig.people.put('ben', { role: 'sre', since: await rig.db.read((reader) => reader.now()) });
    expect(await say(id, step, 'ben')).toBe('run.role-too-fresh');
    rig.people.deactivate('cem');
    expect(await say(id, step, 'cem')).toBe('run.not-a-person');
    rig.clock.advance(5 * MINUTE);
    expect(await say(id, step, 'ben')).toBe('taken');
  });

  it.each(['retry', 'done', 'abort'] as const)(
    'takes nobody whose role does not count yet by its own hold: %s',
    async (choice) => {
      const { id, step } = await inDoubt();
      const since = await rig.db.read((reader) => reader.now());
      rig.people.put('ben', { role: 'sre', since, holdMs: 5 * MINUTE });
      rig.people.put('ana');
      const early = choice === 'abort' ? 'run.role-missing' : 'run.role-too-fresh';
      expect(await say(id, step, 'ben', choice)).toBe(early);
      rig.clock.advance(4 * MINUTE);
      expect(await say(id, step, 'ben', choice)).toBe(early);
      rig.clock.advance(MINUTE);
      expect(await say(id, step, 'ben', choice)).toBe('taken');
    },
  );

  it('counts no opinion of a time at which its role did not count', async () => {
    const two = policyOf({ groups: [{ of: ['sre'], quorum: 2 }] });
    rig.fakes.set('held', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
    const request = await rig.request(planWith([fakeStep('held', { effect: 'unsafe' })], { policy: two }));
    for (const voter of ['ben', 'cem']) await rig.approve(request, voter);
    const run = (await rig.service.list({ limit: 1 }))[0]?.id ?? '';
    await rig.engine.work(run);
    expect(await say(run, 'held', 'ben')).toBe('taken');
    // Lost and got again: it counts from then on, and what was said before does not.
    const since = await rig.db.read((reader) => reader.now());
    rig.people.put('ben', { role: 'sre', since: new Date(since.getTime() + 1), holdMs: MINUTE });
    rig.clock.advance(2 * MINUTE);
    expect(await say(run, 'held', 'cem')).toBe('taken');
    expect((await rig.view(run)).steps[0]).toMatchObject({ state: 'unknown' });
    expect(await say(run, 'held', 'ben')).toBe('taken');
    expect((await rig.view(run)).steps[0]).toMatchObject({ state: 'pending' });
  });

  it('25 is counted like votes: as many as approved it, each once, and only for the same choice', async () => {
    const { id, step } = await inDoubt(policyOf({ groups: [{ of: ['sre'], quorum: 1 }] }));
    expect(await say(id, step, 'ben')).toBe('taken');
    const two = policyOf({ groups: [{ of: ['sre'], quorum: 2 }] });
    rig.fakes.set('two', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
    const request = await rig.request(planWith([fakeStep('two', { effect: 'unsafe' })], { policy: two }));
    await rig.approve(request, 'ben');
    await rig.approve(request, 'cem');
    const run = (await rig.service.list({ limit: 1 }))[0]?.id ?? '';
    await rig.engine.work(run);
    expect(await say(run, 'two', 'ben')).toBe('taken');
    expect(await say(run, 'two', 'ben')).toBe('taken');
    expect(await say(run, 'two', 'cem', 'done')).toBe('taken');
    expect((await rig.view(run)).steps[0]).toMatchObject({ state: 'unknown' });
    rig.people.revoke('ben', 'sre');
    expect(await say(run, 'two', 'cem')).toBe('taken');
    expect((await rig.view(run)).steps[0]).toMatchObject({ state: 'unknown' });
    rig.people.put('ben', 'sre');
    expect(await say(run, 'two', 'cem')).toBe('taken');
    expect((await rig.view(run)).steps[0]).toMatchObject({
      state: 'pending',
      opinions: [
        { principal: 'ben', choice: 'retry', reason: 'I looked' },
        { principal: 'cem', choice: 'retry' },
      ],
    });
    expect(await rig.kindsOf(`run/${run}`)).toContain('run.opinion');
  });

  /** An emergency that waits for people, as a version left it that had it wait. */
  async function leftWaiting(run: string): Promise<string> {
    await rig.db.transact(async (tx) => {
      const held = await holdRun(tx, run);
      const step = held?.run.steps[0];
      if (held === undefined || step === undefined) throw new Error(`no run ${run}`);
      const draft = draftOf(held.run, held.now);
      draft.set({ state: 'unknown', startedAt: held.now, dueAt: null });
      draft.setStep({ ...step, state: 'unknown', attempt: 1, reason: 'no answer', startedAt: held.now });
      draft.say('run.step.unknown', { step: 'pause' });
      await draft.save(tx, rig.jobs);
    });
    return run;
  }

  it.each(['retry', 'done'] as const)(
    'after a broken glass is for another who may break or review it, until the review is due: %s',
    async (choice) => {
      const policy = {
        of: ['on-call'],
        limit: { count: 9, perMs: 60 * MINUTE },
        review: { of: ['lead'], quorum: 2, withinMs: 30 * MINUTE },
        page: 'lead',
      };
      rig.people.put('ana', 'on-call');
      rig.people.put('lea', 'lead');
      const plan = planWith([fakeStep('pause', { effect: 'unsafe' })], {
        policy: { kind: 'break-glass', policy } as unknown as Json,
        risk: 'critical',
      });
      const broken = () =>
        rig.db.transact(async (tx) => {
          const request = await rig.approvals.breakGlass(tx, {
            subject: { kind: 'plan', id: plan.action, title: plan.title },
            document: { plan: plan as unknown as Json },
            policy,
            by: 'ana',
            reason: 'funds are leaving',
            confirmation: 'go',
            environment: 'test',
            place: {},
          });
          return queueApproved(tx, rig.jobs, request, await tx.now());
        });
      const run = await leftWaiting(await broken());
      expect(await say(run, 'pause', 'ana', choice)).toBe('run.own-request');
      expect(await say(run, 'pause', 'ben', choice)).toBe('run.role-missing');
      expect(await say(run, 'pause', 'lea', choice)).toBe('taken');
      const late = await leftWaiting(await broken());
      rig.clock.advance(30 * MINUTE);
      expect(await say(late, 'pause', 'lea', choice)).toBe('run.window-over');
      expect(await say(late, 'pause', 'ana', 'abort')).toBe('taken');
    },
  );

  it('25 ends with the window of the approval; then there is only abort', async () => {
    const { id, step } = await inDoubt();
    rig.clock.advance(60 * MINUTE);
    expect(await say(id, step, 'ben')).toBe('run.window-over');
    expect(await say(id, step, 'ben', 'done')).toBe('run.window-over');
    expect(await say(id, step, 'ana', 'abort')).toBe('taken');
  });

  it('25 ends with the window that the log knows and not with that of its row', async () => {
    const { id, step } = await inDoubt();
    rig.clock.advance(60 * MINUTE);
    const { requestId } = await rig.view(id);
    await rig.db.transact((tx) =>
      tx.run(`update approval_request set not_after = not_after + interval '1 day' where id = $1`, [
        requestId,
      ]),
    );
    expect(await say(id, step, 'ben')).toBe('run.window-over');
    expect(await say(id, step, 'ana', 'abort')).toBe('taken');
  });

  it('25 is the only end of an unknown effect: a cancel takes no role and no reason, and is refused', async () => {
    const { id, step } = await inDoubt();
    rig.people.put('vera', 'viewer');
    for (const by of ['vera', 'ana']) {
      expect(await codeOf(rig.service.cancel(id, by))).toBe('run.in-doubt');
      expect(await codeOf(rig.service.cancel(id, by, 'I am sure'))).toBe('run.in-doubt');
    }
    expect((await rig.view(id)).state).toBe('unknown');
    expect(await rig.kindsOf(`run/${id}`)).toContain('run.intervention-refused');
    expect(await say(id, step, 'vera', 'abort')).toBe('run.role-missing');
    expect(await say(id, step, 'ana', 'abort')).toBe('taken');
  });

  it('20 refuses a reason that is too long, with its limit, instead of cutting it', async () => {
    const { run } = await rig.approved(planWith([fakeStep('later', {})], { policy: ONE_SRE }));
    expect(await codeOf(rig.service.cancel(run, 'ana', 'x'.repeat(2_001)))).toBe('run.reason-too-long');
    expect(await codeOf(rig.service.cancel(run, 'ana', 'x'.repeat(2_000)))).toBe('taken');
  });

  it('12 leaves an entry where a run is not there, or is not what Keyturn wrote', async () => {
    const { id, step } = await inDoubt();
    await rig.db.transact((tx) => tx.run(`update run set requester = 'ben' where id = $1`, [id]));
    expect(await say(id, step, 'cem')).toBe('run.forged');
    expect(await codeOf(rig.service.cancel('run-nowhere1', 'cem'))).toBe('run.unknown');
    const entries = await rig.db.read((reader) =>
      reader.run(
        `select body::jsonb->'data'->>'run' as run, body::jsonb->'data'->>'code' as code
         from audit_entry where chain = 'access' and kind = 'run.intervention-refused' order by id`,
        [],
      ),
    );
    expect(entries).toEqual([
      { run: id, code: 'run.forged' },
      { run: 'run-nowhere1', code: 'run.unknown' },
    ]);
  });

  it('25 holds for every crowd: never without as many eligible others as the policy wants', () => {
    const people = ['ana', 'ben', 'cem', 'dora', 'eli'];
    const at = new Date(10_000);
    const opinion = fc.record({
      principal: fc.constantFrom(...people),
      choice: fc.constantFrom('retry' as const, 'done' as const),
      holdsNow: fc.boolean(),
      heldThen: fc.boolean(),
      active: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(opinion, { selector: (one) => one.principal }),
        fc.integer({ min: 1, max: 3 }),
        (said, quorum) => {
          const mandate: Mandate = {
            policy: resolvePolicy(writtenPolicy.parse({ groups: [{ of: ['sre'], quorum }] })),
            requester: 'ana',
            until: new Date(20_000),
          };
          const standing = (principal: string, active: boolean, holds: boolean): Standing => ({
            principal,
            human: true,
            active,
            roles: holds ? [{ role: 'sre', since: new Date(0) }] : [],
          });
          const opinions: Opinion[] = said.map((one) => ({
            principal: one.principal,
            choice: one.choice,
            reason: 'x',
            at,
            standing: standing(one.principal, true, one.heldThen),
          }));
          const now = new Map(
            said.map((one) => [one.principal, standing(one.principal, one.active, one.holdsNow)]),
          );
          const right = said.filter(
            (one) =>
              one.choice === 'retry' && one.principal !== 'ana' && one.active && one.holdsNow && one.heldThen,
          );
          expect(isDecided(mandate, opinions, 'retry', now)).toBe(right.length >= quorum);
          for (const one of said) {
            const who = standing(one.principal, one.active, one.holdsNow);
            const mayNow = one.principal !== 'ana' && one.holdsNow;
            expect(refuseOpinion(mandate, who, one.choice, at) === undefined).toBe(mayNow);
            expect(refuseOpinion(mandate, who, one.choice, new Date(20_000))).toBeDefined();
          }
        },
      ),
    );
  });
});

describe('what a run asks is authorized like the run', () => {
  const prompt = { text: 'Really?', choices: [], fields: [], of: [], notRequester: false };

  it('25 an empty `of` is answered by whoever has a say in the run, and by nobody else', async () => {
    const step = fakeStep('ask', { kind: 'ask', spec: prompt as unknown as Json });
    for (const [by, code] of [
      ['vera', 'run.role-missing'],
      ['ben', 'taken'],
      ['ana', 'taken'],
    ] as const) {
      rig.people.put('vera', 'viewer');
      const { run } = await rig.approved(planWith([step], { policy: ONE_SRE }));
      await rig.engine.work(run);
      expect(await codeOf(rig.service.answer(run, 'ask', by, {}))).toBe(code);
    }
  });
});
