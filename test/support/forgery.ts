import { sql } from 'drizzle-orm';
import { type Authority, authenticated } from '../../src/audit/authority.ts';
import { canonicalJson, type Json } from '../../src/canonical.ts';
import { createPeople, type People } from '../../src/people/service.ts';
import type { Plan } from '../../src/runbook/plan/plan.ts';
import type { Database } from '../../src/store/database.ts';
import type { ManualClock } from './clock.ts';
import { type Execution, openExecution } from './execution.ts';
import { fakeStep, ONE_SRE, planWith } from './planned.ts';

/** What is approved, and what somebody would rather have run. */
export const PAY = planWith([fakeStep('pay')], { policy: ONE_SRE, risk: 'high' });
export const OTHER = planWith([fakeStep('other')], { policy: ONE_SRE, risk: 'high' });

/** An account on the console, and the person of the settings whose it is. */
export const local = (id: string) => ({ platform: 'console', workspace: 'local', id }) as const;
export const human = (id: string) => ({ id, name: id, kind: 'human' as const, accounts: [local(id)] });

/** Opens the rooms that carry out plans with people of the settings, whose standings the log proves. */
export async function openWithPeople(
  open: (clock: ManualClock) => Promise<Database>,
  authority: Authority,
): Promise<{ readonly rig: Execution; readonly people: People }> {
  let people: People | undefined;
  const rig = await openExecution(
    undefined,
    async (clock) => authenticated(await open(clock), authority),
    undefined,
    (db, jobs) => {
      people = createPeople({ db, jobs, access: () => ({ high: ['sre'] }) });
      return { ...people, checkCode: async () => ({ ok: true }) };
    },
  );
  if (people === undefined) throw new Error('nobody asked for the people');
  return { rig, people };
}

/** What somebody does who can write to the database. */
export interface Forger {
  exec(statement: string): Promise<unknown>;
  /** A queued run with one pending step. @param change columns, as SQL. */
  insertRun(id: string, plan: Plan, change?: Readonly<Record<string, string>>): Promise<void>;
  /** Has a trigger put another plan into each run that is queued, until it is dropped. */
  alterWhatIsQueued(plan: Plan): Promise<void>;
  dropTrigger(): Promise<void>;
}

export function forger(db: () => Database): Forger {
  const exec = (statement: string) => db().transact((tx) => tx.orm.execute(sql.raw(statement)));
  return {
    exec,
    async insertRun(id, plan, change = {}) {
      const columns = {
        id: `'${id}'`,
        action: "'test:go'",
        environment: "'test'",
        mode: `'${plan.mode}'`,
        plan: `'${sqlText(plan)}'`,
        requester: "'ana'",
        place: "'null'::jsonb",
        state: "'queued'",
        queued_at: 'now()',
        lease_epoch: '0',
        due_at: 'now()',
        ...change,
      };
      const names = Object.keys(columns).join();
      await exec(`insert into run (${names}) values (${Object.values(columns).join()})`);
      await exec(`insert into step_run (run_id, position, state, attempt, failures, interruptions)
        values ('${id}', 0, 'pending', 0, 0, 0)`);
    },
    async alterWhatIsQueued(plan) {
      await exec(`create or replace function forge() returns trigger language plpgsql as
        $$ begin new.plan := '${sqlText(plan)}'; return new; end $$`);
      await exec('create trigger forge before insert on run for each row execute function forge()');
    },
    async dropTrigger() {
      await exec('drop trigger if exists forge on run');
    },
  };
}

/** A plan between the quotes of a statement. */
export function sqlText(plan: Plan): string {
  return canonicalJson(plan as unknown as Json).replaceAll("'", "''");
}
