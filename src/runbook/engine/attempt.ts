import type { Logger } from 'pino';
import type { Json } from '../../canonical.ts';
import type { Clock } from '../../clock.ts';
import { crashPoint } from '../../crash-point.ts';
import { formatDuration } from '../../duration.ts';
import { messageOf, OpsError } from '../../errors.ts';
import type { Report } from '../run/step-run.ts';
import type { StepContext, StepKind, StepKinds, StepOutcome } from '../steps/step.ts';
import type { EffectIo, EffectPort } from './effect-port.ts';
import { type Recorder, storable } from './output/recorder.ts';
import type { Redactor } from './redact.ts';
import type { Stop } from './stop.ts';
import type { Assignment, Notice } from './turn.ts';

/** An effect that ignores its abort is given up after this; what it still does is not waited for. */
const ABORT_GRACE_MS = 10_000;

export interface AttemptDeps {
  readonly kinds: StepKinds;
  readonly effects: EffectPort;
  readonly clock: Clock;
  /** The value of a secret by name. @throws OpsError when it is not set. */
  readonly secret: (name: string) => string;
  readonly log: Logger;
}

export interface AttemptTools {
  readonly stop: Stop;
  readonly redactor: Redactor;
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
): Promise<{ readonly report: Report; readonly notices: readonly Notice[] } | undefined> {
  const { planned, step } = assignment;
  const { stop, redactor } = tools;
  const notices: Notice[] = [];
  const context = contextOf(deps, assignment, tools, notices);
  const timeout = setTimeout(() => {
    stop.now('timeout');
  }, planned.timeoutMs);
  try {
    const kind = kindOf(deps.kinds, planned.kind);
    if (step.interruptions > 0) await kind.reap?.(planned.spec, context);
    const probing = step.state !== 'running';
    const working = probing ? probe(kind, planned.spec, context) : kind.execute(planned.spec, context);
    const outcome = await orGivenUp(working, stop);
    crashPoint('after-effect');
    return { report: reportOf(probing, redacted(outcome, redactor)), notices };
  } catch (error) {
    const report = reportOfFailure(error, assignment, tools, deps.log);
    return report && { report, notices: [] };
  } finally {
    clearTimeout(timeout);
  }
}

function contextOf(
  { effects, clock, secret }: AttemptDeps,
  { run, step, planned }: Assignment,
  { stop, redactor, recorder }: AttemptTools,
  notices: Notice[],
): StepContext {
  const io: EffectIo = {
    signal: stop.signal,
    output(stream, text) {
      crashPoint('during-effect');
      recorder.push(stream, text);
    },
    secret(name) {
      if (!planned.secrets.includes(name))
        throw new Error(`${planned.id} was planned without the secret ${name}`);
      const value = secret(name);
      redactor.add(name, value);
      return value;
    },
  };
  return {
    runId: run.id,
    stepId: planned.id,
    attempt: step.attempt,
    signal: stop.signal,
    now: () => clock.now(),
    output: io.output,
    async effect(integration, operation, input) {
      if (integration === 'chat' && operation === 'post') {
        notices.push(input as unknown as Notice);
        return null;
      }
      crashPoint('before-effect');
      return cleaned(await effects(integration, operation, input, io), redactor);
    },
    resultOf: (id) =>
      resultOf(
        run.plan.steps.findIndex((candidate) => candidate.id === id),
        run.steps,
      ),
    answer: step.answer ?? undefined,
    startedAt: step.startedAt ?? clock.now(),
  };
}

/** A step's result with its outcome beside it, so that `{{ steps.x.outcome }}` can be used. */
function resultOf(position: number, steps: Assignment['run']['steps']): Json | undefined {
  const step = steps[position];
  if (step === undefined || step.state !== 'succeeded') return undefined;
  const { result, outcome } = step;
  if (result === null || typeof result !== 'object' || Array.isArray(result)) return result;
  return { outcome, ...result };
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

function reportOf(probing: boolean, outcome: StepOutcome | undefined): Report {
  if (probing) return { kind: 'probed', outcome };
  if (outcome === undefined) throw new Error('a step ended without an outcome');
  return { kind: 'outcome', outcome };
}

function reportOfFailure(
  error: unknown,
  { run, step, planned }: Assignment,
  { stop, redactor }: AttemptTools,
  log: Logger,
): Report | undefined {
  switch (stop.cause) {
    case 'lease':
      return undefined;
    case 'cancel':
      return { kind: 'cancelled' };
    case 'shutdown':
      return { kind: 'interrupted' };
    case 'timeout':
      return {
        kind: 'doubt',
        reason: `it took longer than ${formatDuration(planned.timeoutMs)} and was stopped`,
      };
    case undefined:
      break;
  }
  if (step.state !== 'running') return { kind: 'probed', outcome: undefined };
  if (error instanceof OpsError) {
    const { what, why, next } = error.refusal;
    const reason = redactor.text(`${what} ${why}`);
    return { kind: 'outcome', outcome: { status: 'failed', reason, next: redactor.text(next) } };
  }
  const reason = redactor.text(messageOf(error));
  log.error({ run: run.id, step: planned.id, reason }, 'a step failed in an unforeseen way');
  return { kind: 'doubt', reason };
}

/** Results come from outside: without secrets, and storable as JSON in the database. */
function cleaned(value: Json, redactor: Redactor): Json {
  return storableJson(redactor.json(value));
}

function redacted(outcome: StepOutcome | undefined, redactor: Redactor): StepOutcome | undefined {
  if (outcome === undefined) return undefined;
  const copy: Record<string, unknown> = { ...outcome };
  if ('result' in outcome && outcome.result !== undefined) copy.result = cleaned(outcome.result, redactor);
  if ('reason' in outcome) copy.reason = storable(redactor.text(outcome.reason));
  return copy as unknown as StepOutcome;
}

function storableJson(value: Json): Json {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map(storableJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storable(key), storableJson(item as Json)]),
  );
}
