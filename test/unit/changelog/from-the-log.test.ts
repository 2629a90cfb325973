import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authenticated, authorityOf } from '../../../src/audit/authority.ts';
import { generateSignerKey, parseSigner } from '../../../src/audit/note.ts';
import { type ChangeQuery, isAltered, type Listed } from '../../../src/changelog/change.ts';
import { type Changelog, createChangelog } from '../../../src/changelog/service.ts';
import type { PlannedStep } from '../../../src/runbook/plan/plan.ts';
import { openTestDatabase, openTestEmbedded } from '../../support/database.ts';
import { type Execution, openExecution } from '../../support/execution.ts';
import { fakeStep, planWith } from '../../support/planned.ts';

const HOUR = 3_600_000;
const BEN = { id: 'ben', name: 'Ben', kind: 'human', active: true } as const;
const people = {
  named: async () => new Map(),
  authorize: async () => ({ effect: 'allow', reason: 'linked' }) as const,
};
const registry = { runbooks: () => [], action: () => undefined };

describe.each([
  ['a server', openTestDatabase],
  ['the embedded database', openTestEmbedded],
] as const)('on %s, the change log', (_where, open) => {
  let rig: Execution;
  let changelog: Changelog;
  beforeAll(async () => {
    const authority = authorityOf(parseSigner(generateSignerKey('log.test')));
    rig = await openExecution(undefined, async (clock) => authenticated(await open(clock), authority));
    changelog = createChangelog({ db: rig.db, jobs: rig.jobs, people, registry });
  });
  afterAll(() => rig.close());
  let began: Date;
  beforeEach(() => {
    // The log keeps what the tests before wrote.
    rig.clock.advance(24 * HOUR);
    began = rig.clock.now();
  });

  const list = (query: ChangeQuery = {}, limit = 12) => changelog.list({ since: began, ...query }, limit);
  const ago = (ms: number): Date => new Date(rig.clock.now().getTime() - ms);
  const told = (changes: readonly Listed[]) =>
    changes.map((one) => (isAltered(one) ? 'altered' : [one.what, one.ended]));
  const note = (what: string, doneAt?: Date) =>
    changelog.note(BEN, { system: 'test', what, type: undefined, doneAt }, null);
  const failing = (name: string): void => {
    rig.fakes.set(name, { execute: async () => ({ status: 'failed', reason: 'no', next: 'Look.' }) });
  };
  const run = async (steps: readonly PlannedStep[], change = {}): Promise<string> => {
    for (const { id } of steps) if (!rig.fakes.has(id)) rig.fakes.set(id, {});
    return (await rig.carryOut(planWith(steps, change))).id;
  };
  /** What somebody does who can write to the database. */
  const forge = (statement: ReturnType<typeof sql>) =>
    rig.db.transact(async (tx) => {
      await tx.orm.execute(sql`alter table audit_entry disable trigger all`);
      await tx.orm.execute(statement);
      await tx.orm.execute(sql`alter table audit_entry enable trigger all`);
    });

  it('has a run that failed in the middle of a program, and one whose way down was carried out', async () => {
    failing('half');
    await run([fakeStep('half', { effect: 'unsafe' })], { title: 'Half a pause' });
    rig.clock.advance(1_000);
    failing('deaf');
    await run([fakeStep('deaf'), fakeStep('stop', { effect: 'idempotent', phase: 'on-failure' })], {
      title: 'Pause it',
    });
    expect(told((await list()).changes)).toEqual([
      ['Pause it', 'The run failed; its way down was carried out'],
      ['Half a pause', 'The run failed; what had been done by then is not known'],
    ]);
  });

  it('has no run that failed where nothing but looks had begun', async () => {
    failing('look');
    await run([fakeStep('look'), fakeStep('never', { effect: 'unsafe' })]);
    expect((await list()).changes).toEqual([]);
  });

  it('has a run first that goes on and has changed something, and no run that has only looked by then', async () => {
    const asks = {
      execute: async () => ({
        status: 'asking' as const,
        prompt: { title: 'Go on?', of: ['sre'], choices: [{ id: 'yes', label: 'Yes' }] } as never,
      }),
    };
    rig.fakes.set('drain', {});
    rig.fakes.set('ask', asks);
    const plan = planWith([fakeStep('drain', { effect: 'unsafe' }), fakeStep('ask')], {
      title: 'Upgrade it',
    });
    const live = await rig.queue(plan);
    await rig.engine.work(live);
    const looks = await rig.queue(planWith([fakeStep('ask')], { title: 'Only asks' }));
    await rig.engine.work(looks);
    const found = await list({ system: 'test' });
    expect(told(found.underWay)).toEqual([['Upgrade it', 'waits for people']]);
    expect(found.changes).toEqual([]);
    expect((await list({ until: ago(HOUR) })).underWay).toEqual([]);
    expect((await list({ system: 'other' })).underWay).toEqual([]);
    await rig.service.cancel(live, 'ben', 'enough');
    await rig.engine.work(live);
    await rig.service.cancel(looks, 'ben', 'enough');
    await rig.engine.work(looks);
    const after = await list();
    expect(after.underWay).toEqual([]);
    expect(told(after.changes)).toEqual([
      ['Upgrade it', 'The run was cancelled, after part of it had been done'],
    ]);
  });

  it('is in the order of when things were done, and found by that, whenever they were written down', async () => {
    rig.clock.advance(8 * HOUR);
    await note('At noon', ago(HOUR));
    await note('At night', ago(6 * HOUR));
    await note('Just now');
    expect(told((await list()).changes).map(([what]) => what)).toEqual(['Just now', 'At noon', 'At night']);
    const night = await list({ since: ago(7 * HOUR), until: ago(5 * HOUR), system: 'test' });
    expect(told(night.changes).map(([what]) => what)).toEqual(['At night']);
    expect((await list({ since: ago(HOUR / 2) })).changes).toHaveLength(1);
  });

  it('has a run under each time at which it went on', async () => {
    const id = await rig.queue(planWith([fakeStep('long', { effect: 'unsafe' })], { title: 'Long' }));
    rig.fakes.set('long', {
      async execute() {
        rig.clock.advance(3 * HOUR);
        return { status: 'succeeded', result: null };
      },
    });
    await rig.engine.work(id);
    if ((await rig.view(id)).state !== 'succeeded') await rig.engine.work(id);
    const middle = { since: ago(2 * HOUR), until: ago(HOUR) };
    expect(told((await list(middle)).changes)).toEqual([['Long', undefined]]);
    expect((await list({ until: ago(4 * HOUR) })).changes).toEqual([]);
  });

  it('goes on page after page to its oldest, also where many were done at one moment', async () => {
    const at = ago(0);
    rig.clock.advance(HOUR);
    for (let number = 1; number <= 5; number += 1) await note(`Number ${number}`, at);
    const seen: unknown[] = [];
    for (let found = await list({}, 2); ; found = await list({ before: found.before as never }, 2)) {
      seen.push(...told(found.changes).map(([what]) => what));
      if (found.before === undefined) break;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1].map((number) => `Number ${number}`));
  });

  it('says of what somebody altered that nobody knows whether it was a change, and repeats nothing of it', async () => {
    const { change } = await note('New contract');
    await forge(
      sql`update audit_entry set body = replace(body, 'New contract', 'Sold the mill') where chain = ${change.chain}`,
    );
    const [one] = (await list({ system: 'test' })).changes;
    expect(one).toMatchObject({ chain: change.chain, isAltered: true });
    expect(JSON.stringify(one)).not.toContain('Sold');
  });

  it('says so as well where nothing of it can be read, not even when it was', async () => {
    const { change } = await note('New contract');
    await forge(sql`update audit_entry set body = 'none' where chain = ${change.chain}`);
    expect((await list()).changes).toMatchObject([{ chain: change.chain, isAltered: true }]);
  });

  it('hides no older change behind a run whose first entry is gone, and has that run', async () => {
    await note('The oldest');
    rig.clock.advance(1_000);
    const id = await run([fakeStep('done', { effect: 'unsafe' })]);
    await forge(sql`delete from audit_entry where chain = ${`run/${id}`} and seq = 1`);
    for (const system of [undefined, 'test']) {
      const { changes, before } = await list(system === undefined ? {} : { system });
      expect(told(changes)).toEqual(['altered', ['The oldest', undefined]]);
      expect(before).toBeUndefined();
    }
  });

  it.each(['no plan', '{}', '{"params":{}}'])(
    'has a run whose row says %j for its plan, and says that what was given to it is lost',
    async (plan) => {
      const id = await run([fakeStep('done', { effect: 'unsafe' })]);
      await rig.db.transact((tx) => tx.orm.execute(sql`update run set plan = ${plan} where id = ${id}`));
      expect((await list()).changes).toMatchObject([{ what: 'Go', given: 'lost' }]);
    },
  );

  it('has a run that goes on and whose row nobody can read', async () => {
    rig.fakes.set('stays', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
    const id = await rig.queue(planWith([fakeStep('stays', { effect: 'unsafe' })]));
    await rig.engine.work(id);
    await rig.db.transact((tx) => tx.orm.execute(sql`update run set plan = 'no plan' where id = ${id}`));
    expect(told((await list()).underWay)).toEqual(['altered']);
    await rig.db.transact((tx) => tx.orm.execute(sql`update run set finished_at = now() where id = ${id}`));
  });

  it('says how a run ended that came to something', async () => {
    rig.fakes.set('verdict', {
      execute: async () => ({ status: 'succeeded', result: null, outcome: 'false-positive' }),
    });
    await run([fakeStep('verdict', { effect: 'unsafe' })]);
    expect(told((await list()).changes)).toEqual([
      ['Go', expect.stringContaining('it came to "false-positive"') as string],
    ]);
  });
});
