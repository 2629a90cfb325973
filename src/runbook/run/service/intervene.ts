import { record } from '../../../audit/service.ts';
import type { Json } from '../../../canonical.ts';
import { OpsError, type Refusal } from '../../../errors.ts';
import type { Jobs } from '../../../jobs/port.ts';
import type { Standing } from '../../../people/standing.ts';
import { holdsAny } from '../../../people/standing.ts';
import type { Database, Reader, Tx } from '../../../store/database.ts';
import { checkAnswer, refuseAnswerer } from '../answer.ts';
import { approverRoles } from '../approver-roles.ts';
import { isEnded, isTaken, type Run, runChain } from '../run.ts';
import { type Choice, decide, type StepRun } from '../step-run.ts';
import { holdRun, updateRun, updateStep } from '../store.ts';

const REASON_LIMIT = 2_000;

export interface InterveneDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly people: {
    membership(reader: Reader, principals: readonly string[]): Promise<ReadonlyMap<string, Standing>>;
  };
}

/** What a person does to a run, decided on its locked row. */
interface Intervention {
  readonly run?: Partial<Run>;
  readonly step?: StepRun;
  readonly kind: `run.${string}`;
  readonly data: { readonly [key: string]: Json };
}

interface Scene {
  readonly run: Run;
  readonly now: Date;
  readonly standing: Standing | undefined;
}

/** @throws OpsError when nobody asks, the person may not answer, or the answer does not fit. */
export function answerPrompt(
  deps: InterveneDeps,
  runId: string,
  stepId: string,
  by: string,
  given: { readonly [field: string]: string },
): Promise<void> {
  return intervene(deps, runId, by, ({ run, now, standing }) => {
    const step = stepOf(run, stepId);
    if (step?.state !== 'asking' || step.prompt === null || step.answer !== null)
      return notAsked(run, stepId, step);
    const unfit = refuseAnswerer(step.prompt, standing, run.requester, now);
    if (unfit !== undefined) return unfit;
    const checked = checkAnswer(step.prompt, given);
    if ('refusal' in checked) return checked.refusal;
    const { value } = checked;
    return {
      step: { ...step, answer: { by, at: now.toISOString(), value } },
      kind: 'run.answered',
      data: { step: stepId, value },
    };
  });
}

/** Stops a run: at once when nobody works on it, else as soon as its worker hears of it. */
export function cancelRun(deps: InterveneDeps, runId: string, by: string, reason?: string): Promise<void> {
  return intervene(deps, runId, by, ({ run, standing }) => {
    if (!isActivePerson(standing)) return notAPerson('The run was not cancelled:');
    if (isEnded(run)) return over('The run was not cancelled:', run);
    const said = reason?.trim().slice(0, REASON_LIMIT) || null;
    return {
      run: { cancel: run.cancel ?? { by, reason: said } },
      kind: 'run.cancel-requested',
      data: { reason: said },
    };
  });
}

/** A person says what became of a step of which the program cannot tell. */
export function decideUnknown(
  deps: InterveneDeps,
  runId: string,
  stepId: string,
  { by, choice, reason }: { readonly by: string; readonly choice: Choice; readonly reason: string },
): Promise<void> {
  return intervene(deps, runId, by, ({ run, now, standing }) => {
    const what = 'Your decision was not taken:';
    const step = stepOf(run, stepId);
    if (step?.state !== 'unknown') return notUnknown(what, run, stepId, step);
    if (!isActivePerson(standing) || standing === undefined) return notAPerson(what);
    const roles = approverRoles(run.plan);
    if (roles.length > 0 && by !== run.requester && !holdsAny(standing, roles, now))
      return {
        code: 'run.role-missing',
        what,
        why: `it needs the role ${roles.join(' or ')}, or to be the requester.`,
        next: `Ask somebody with the role ${roles.join(' or ')}.`,
      };
    const said = reason.trim().slice(0, REASON_LIMIT);
    if (said === '')
      return { code: 'run.reason-missing', what, why: 'it needs a reason.', next: 'Say what you saw.' };
    return {
      step: decide(step, choice, by, said, now),
      kind: 'run.decided',
      data: { step: stepId, choice, reason: said },
    };
  });
}

/** One transaction: the change or the refusal is logged, and the engine is woken. @throws OpsError with the refusal. */
async function intervene(
  { db, jobs, people }: InterveneDeps,
  runId: string,
  by: string,
  judge: (scene: Scene) => Intervention | Refusal,
): Promise<void> {
  const refusal = await db.transact(async (tx) => {
    const held = await holdRun(tx, runId);
    if (held === undefined) return unknownRun(runId);
    const { run, now } = held;
    const standing = (await people.membership(tx, [by])).get(by);
    const judged = judge({ run, now, standing });
    const entry = { chain: runChain(runId), actor: `principal/${by}`, at: now } as const;
    if ('code' in judged) {
      const data = { code: judged.code, why: judged.why };
      await record(tx, { ...entry, kind: 'run.intervention-refused', data });
      return judged;
    }
    await record(tx, { ...entry, kind: judged.kind, data: judged.data });
    await apply(tx, run, judged, now);
    await jobs.emit(tx, {
      kind: 'run.changed',
      subject: runChain(runId),
      at: now,
      data: { state: run.state },
    });
    await jobs.wake(tx, 'run', runId);
    return undefined;
  });
  if (refusal !== undefined) throw new OpsError(refusal);
}

async function apply(tx: Tx, run: Run, { run: change, step }: Intervention, now: Date): Promise<void> {
  // A worker that holds the lease hears of it through the wake-up; the end of its lease must stay as it is.
  await updateRun(tx, { ...run, ...change, dueAt: isTaken(run, now) ? run.dueAt : now });
  if (step !== undefined) await updateStep(tx, run.id, step);
}

function stepOf(run: Run, stepId: string): StepRun | undefined {
  return run.steps[run.plan.steps.findIndex((planned) => planned.id === stepId)];
}

function isActivePerson(standing: Standing | undefined): boolean {
  return standing?.human === true && standing.active;
}

function unknownRun(runId: string): Refusal {
  return {
    code: 'run.unknown',
    what: 'Nothing was changed:',
    why: `there is no run ${runId}.`,
    next: 'Look at the latest runs with /ops status.',
  };
}

function notAPerson(what: string): Refusal {
  return {
    code: 'run.not-a-person',
    what,
    why: 'only active people in the settings can do this.',
    next: 'Ask a colleague, or an administrator to add you to the people in keyturn.yaml.',
  };
}

function over(what: string, run: Run): Refusal {
  return {
    code: 'run.ended',
    what,
    why: `it has ended already: ${run.state}.`,
    next: 'Nothing needs to be done. Ask for the action again if it is still needed.',
  };
}

function notAsked(run: Run, stepId: string, step: StepRun | undefined): Refusal {
  const what = 'Your answer was not taken:';
  if (isEnded(run)) return over(what, run);
  const by = step?.answer?.by;
  const why =
    by === undefined ? `the step ${stepId} does not ask anything now.` : `${by} has answered already.`;
  return { code: 'run.not-asked', what, why, next: `Look at the current card of ${run.id}.` };
}

function notUnknown(what: string, run: Run, stepId: string, step: StepRun | undefined): Refusal {
  if (isEnded(run)) return over(what, run);
  const why = step === undefined ? `there is no step ${stepId}.` : `the step ${stepId} is ${step.state}.`;
  return { code: 'run.not-unknown', what, why, next: `Look at the current card of ${run.id}.` };
}
