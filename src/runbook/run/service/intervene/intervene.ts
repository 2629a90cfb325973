import { record, recordShared } from '../../../../audit/service.ts';
import type { EntryKind } from '../../../../audit/words.ts';
import type { Json } from '../../../../canonical.ts';
import { Logged, OpsError, type Refusal } from '../../../../errors.ts';
import type { Jobs } from '../../../../jobs/port.ts';
import type { Standing } from '../../../../people/standing.ts';
import type { Database, Reader, Tx } from '../../../../store/database.ts';
import { isEnded, isTaken, RUN, type Run } from '../../run.ts';
import { findForged, sealOf } from '../../seal.ts';
import type { StepRun } from '../../step-run.ts';
import { freeAtEnd } from '../../still-running/service.ts';
import { holdRun, updateRun } from '../../store.ts';
import { forged, unknownRun } from './refusals.ts';

/** What it takes to change a run as a person wants it. */
export interface InterveneDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly people: {
    membership(reader: Reader, principals: readonly string[]): Promise<ReadonlyMap<string, Standing>>;
    /** What people are called on cards. */
    named(
      reader: Reader,
      principals: readonly string[],
    ): Promise<ReadonlyMap<string, { readonly name: string }>>;
  };
}

/** What a person does to a run, decided on its locked row. */
export interface Intervention {
  readonly run?: Partial<Run>;
  readonly step?: StepRun;
  readonly kind: Extract<EntryKind, `run.${string}`>;
  readonly data: { readonly [key: string]: Json };
}

/** The run that somebody wants to change, on its locked row, and who they are. */
export interface Scene {
  readonly tx: Tx;
  readonly run: Run;
  readonly now: Date;
  readonly standing: Standing | undefined;
}

/** One transaction: the change or the refusal is logged, and the engine is woken. @throws Logged with the refusal. */
export async function intervene(
  { db, jobs, people }: InterveneDeps,
  runId: string,
  by: string,
  judge: (scene: Scene) => Intervention | Refusal | Promise<Intervention | Refusal>,
): Promise<void> {
  const refusal = await db.transact(async (tx) => {
    const held = await holdRun(tx, runId);
    if (held === undefined) return elsewhere(tx, runId, by, unknownRun(runId));
    const { run, now } = held;
    if ((await findForged(tx, run)) !== undefined) return elsewhere(tx, runId, by, forged(run));
    const standing = (await people.membership(tx, [by])).get(by);
    const judged = await judge({ tx, run, now, standing });
    const entry = { chain: RUN.subject(runId), actor: `principal/${by}`, at: now } as const;
    if ('code' in judged) {
      const data = { code: judged.code, why: judged.why, sealed: sealOf(run) };
      await record(tx, { ...entry, kind: 'run.intervention-refused', data });
      return judged;
    }
    const after = changed(run, judged);
    await record(tx, { ...entry, kind: judged.kind, data: { ...judged.data, sealed: sealOf(after) } });
    await apply(tx, after, judged, now);
    await jobs.emit(tx, {
      kind: 'run.changed',
      subject: RUN.subject(runId),
      at: now,
      data: { state: run.state },
    });
    if (isEnded(after)) {
      await freeAtEnd(tx, jobs, after);
      return undefined;
    }
    // Whoever has the lease must hear of it, in whichever process.
    await jobs.wake(tx, 'run', runId, isTaken(run, now) ? 'everybody' : 'us');
    return undefined;
  });
  if (refusal !== undefined) throw new Logged(refusal);
}

/**
 * Asks whether somebody could do it now, before they write down why: nothing changes.
 * @throws OpsError why not.
 */
export async function requireFit(
  { db, people }: InterveneDeps,
  runId: string,
  by: string,
  judge: (scene: Scene) => Promise<Refusal | undefined>,
): Promise<void> {
  const refusal = await db.transact(async (tx) => {
    const held = await holdRun(tx, runId);
    if (held === undefined) return unknownRun(runId);
    const { run, now } = held;
    if ((await findForged(tx, run)) !== undefined) return forged(run);
    return judge({ tx, run, now, standing: (await people.membership(tx, [by])).get(by) });
  });
  if (refusal !== undefined) throw new OpsError(refusal);
}

/** Where there is no chain of its own to trust, the entry goes to the log of refused access. */
async function elsewhere(tx: Tx, runId: string, by: string, refusal: Refusal): Promise<Refusal> {
  await recordShared(tx, {
    chain: 'access',
    kind: 'run.intervention-refused',
    actor: `principal/${by}`,
    at: await tx.now(),
    data: { run: runId, code: refusal.code, why: refusal.why },
  });
  return refusal;
}

function changed(run: Run, { run: change, step }: Intervention): Run {
  const steps = step === undefined ? run.steps : run.steps.with(step.position, step);
  return { ...run, ...change, steps };
}

async function apply(tx: Tx, run: Run, { step }: Intervention, now: Date): Promise<void> {
  // A worker that holds the lease hears of it through the wake-up; the end of its lease must stay as it is.
  const dueAt = isEnded(run) || isTaken(run, now) ? run.dueAt : now;
  await updateRun(tx, { ...run, dueAt }, step === undefined ? [] : [step]);
}

/** What somebody is called in what the step keeps for its card. */
export async function nameOf({ people }: InterveneDeps, tx: Tx, principal: string): Promise<string> {
  return (await people.named(tx, [principal])).get(principal)?.name ?? principal;
}

/** What people know a step by, in quotation marks; what a button carries is no name for them. */
export function calledIn({ plan }: Pick<Run, 'plan'>, stepId: string): string {
  return `"${plan.steps.find(({ id }) => id === stepId)?.title ?? 'of this button'}"`;
}

export function stepOf(run: Pick<Run, 'plan' | 'steps'>, stepId: string): StepRun | undefined {
  return run.steps[run.plan.steps.findIndex((planned) => planned.id === stepId)];
}
