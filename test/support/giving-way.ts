import { type SQL, sql } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Plan } from '../../src/runbook/plan/plan.ts';
import type { Execution } from './execution.ts';
import { fakeStep, ONE_SRE, planWith } from './planned.ts';

/** What takes back an emergency of that name. */
export function resuming(name: string, change: Partial<Plan> = {}): Plan {
  return planWith([fakeStep(`${name}-resume`, { effect: 'unsafe' })], {
    action: `test:${name}/resume`,
    title: 'Resume',
    undoes: [`test:${name}/pause`],
    policy: ONE_SRE,
    ...change,
  });
}

/** The emergency. */
export function pausing(name: string, change: Partial<Plan> = {}): Plan {
  return planWith([fakeStep('paused')], {
    action: `test:${name}/pause`,
    title: 'Pause',
    undoneBy: [`test:${name}/resume`],
    ...change,
  });
}

/** A step that waits for half an hour. */
export const HALF_AN_HOUR = 1_800_000;
export const waitingStep = (name = 'wait') => fakeStep(name, { kind: 'wait', spec: { ms: HALF_AN_HOUR } });

/** What somebody who may write to the database does to the row of a run, to hide that it is one of an emergency. */
export const HIDING = [
  ['altered what it is a run of', sql`update run set action = 'test:other', started_at = null`],
  [
    'altered its plan',
    sql`update run set plan = replace(plan, '"environment":"test"', '"environment":"else"')`,
  ],
  ['altered where it ran', sql`update run set environment = 'elsewhere'`],
  ['deleted it', sql`delete from run`],
] as const;

export async function hide(rig: Execution, attack: SQL, id: string): Promise<void> {
  await rig.db.transact(async (tx) => {
    await tx.orm.execute(sql`delete from step_run where run_id = ${id}`);
    await tx.orm.execute(sql`${attack} where id = ${id}`);
  });
}

/** Lets a timer fire that was set for a run. */
export async function fires(rig: Execution, kind: string, id: string): Promise<void> {
  expect(rig.jobs.timers.has(`${kind} run/${id}`)).toBe(true);
  await rig.db.transact(async (tx) => rig.engine.timers[kind]?.(tx, `run/${id}`, await tx.now()));
}
