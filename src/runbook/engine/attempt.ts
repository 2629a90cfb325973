import type { Json } from '../../canonical.ts';
import { crashPoint } from '../../crash-point.ts';
import { OpsError } from '../../errors.ts';
import type { Report } from '../run/conclude.ts';
import type { StepContext, StepKind, StepKinds, StepOutcome } from '../steps/step.ts';
import type { Assignment } from './assignment.ts';
import type { AttemptDeps } from './attempt-deps.ts';
import { watchBeginning } from './beginning.ts';
import { redacted, redactedInside } from './clean-outcome.ts';
import { notAgain, reportOfFailure, reportOfUnbegun } from './failure-report.ts';
import type { Inside } from './inside.ts';
import { keptBack } from './kept-back.ts';
import type { Recorder } from './output/recorder.ts';
import { withheld, withholding } from './output/withhold.ts';
import { reapStep } from './reap-step.ts';
import { withSeen } from './seen-so-far.ts';
import { type ContextTools, contextOf } from './step-context.ts';
import type { Stop } from './stop.ts';

/** An effect that ignores its abort is given up after this; what it still does is not waited for. */
const ABORT_GRACE_MS = 10_000;
/** Who is stopped together with a program may see its end before hearing of its own. */
const TOGETHER_MS = 1_000;

export interface AttemptTools extends ContextTools {
  /** Whether this process is being stopped, or is told so within some milliseconds. */
  readonly stopping: (withinMs: number) => Promise<boolean>;
  readonly recorder: Recorder;
}

/**
 * Carries out one attempt (or one probe) that was committed as started.
 * @returns what became of it, or undefined when the lease was lost: then nothing may be written.
 */
export async function attempt(
  deps: AttemptDeps,
  assignment: Assignment,
  tools: AttemptTools,
): Promise<{ readonly report: Report; readonly inside: readonly Inside[] } | undefined> {
  const { planned, step } = assignment;
  const { redactor } = deps;
  const { stop } = tools;
  const inside: Inside[] = [];
  const secretive = planned.output !== undefined;
  const only = typeof planned.output === 'object' ? planned.output.only : [];
  const recorder = secretive ? withholding(tools.recorder) : tools.recorder;
  const beginning = watchBeginning(deps.kinds.get(planned.kind), tools.permit);
  const context = contextOf(deps, assignment, { ...tools, recorder, permit: beginning.permit }, inside);
  const timeout = setTimeout(() => {
    stop.now('timeout');
  }, planned.timeoutMs);
  try {
    const kind = kindOf(deps.kinds, planned.kind);
    // However the attempts before this one ended: what hid from their end may have been found meanwhile.
    const beside =
      step.attempt > 1 ? await tools.permit.aside(() => reapStep(deps, assignment.run, step, planned)) : null;
    if (beside !== null) return { report: notAgain(beside), inside: [] };
    const probing = step.state !== 'running';
    const kept = probing ? undefined : keptBack(assignment);
    if (kept !== undefined) return { report: kept, inside: [] };
    const working = probing ? probe(kind, planned.spec, context) : kind.execute(planned.spec, context);
    const outcome = await orGivenUp(working, stop);
    crashPoint('after-effect');
    if (await endedWithUs(probing, outcome, tools))
      return { report: { kind: 'interrupted', stillRunning: null }, inside: [] };
    const shown = await redacted(
      secretive && outcome ? withheld(outcome, kind.printed ?? [], only) : outcome,
      redactor,
    );
    return {
      report: reportOf(probing, withSeen(shown, assignment, redactor)),
      inside: await redactedInside(inside, redactor),
    };
  } catch (error) {
    if (stop.cause === 'lease') return undefined;
    // What has not begun left nothing, and what came before it was looked for: it is no matter whether anybody can look now.
    if (beginning.hasNot(error))
      return { report: reportOfUnbegun(error, assignment, stop, deps), inside: [] };
    // What stopped it may be an error of ours as well: whatever it was, its programs must not go on beside what follows.
    const left = await tools.permit.aside(() => reapStep(deps, assignment.run, step, planned));
    return { report: reportOfFailure(error, assignment, stop, left, deps), inside: [] };
  } finally {
    clearTimeout(timeout);
  }
}

function kindOf(kinds: StepKinds, name: string): StepKind {
  const kind = kinds.get(name);
  if (kind !== undefined) return kind;
  throw new OpsError({
    code: 'run.unknown-step-kind',
    what: 'The step was not carried out.',
    why: `This version of Keyturn knows no step of the kind ${name}.`,
    next: 'Start the version that planned the run, or ask for the action again.',
  });
}

async function probe(kind: StepKind, spec: Json, context: StepContext): Promise<StepOutcome | undefined> {
  return kind.probe?.(spec, context);
}

/** Waits for the effect; once it was told to stop, only for a while. */
async function orGivenUp<T>(working: Promise<T>, stop: Stop): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const givenUp = new Promise<never>((_resolve, reject) => {
    const giveUp = () => {
      timer = setTimeout(() => {
        reject(new Error('the effect did not stop when told to'));
      }, ABORT_GRACE_MS);
    };
    if (stop.signal.aborted) giveUp();
    else stop.signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([working, givenUp]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A supervisor that stops this process stops its programs at once, too (systemd does, if not told otherwise): what ends
 * like that was interrupted, as by a crash. A probe that found nothing out then asks again.
 */
async function endedWithUs(
  probing: boolean,
  outcome: StepOutcome | undefined,
  { stopping }: AttemptTools,
): Promise<boolean> {
  if (outcome === undefined) return probing && stopping(TOGETHER_MS);
  const cutOff = 'cutOff' in outcome ? outcome.cutOff : undefined;
  return cutOff !== undefined && stopping(cutOff === 'surely' ? TOGETHER_MS : 0);
}

function reportOf(probing: boolean, outcome: StepOutcome | undefined): Report {
  if (probing) return { kind: 'probed', outcome };
  if (outcome === undefined) throw new Error('a step ended without an outcome');
  return { kind: 'outcome', outcome };
}
