import type { Json } from '../../canonical.ts';
import { effectOf } from '../definition/check/steps.ts';
import type { Step, WrittenPoll } from '../definition/construct/step.ts';
import type { Runbook } from '../definition/runbook.ts';
import type { Answerers, Scope, StepKind, StepKinds } from '../steps/step.ts';
import type { Expanded } from './expand.ts';
import type { Frame } from './frame.ts';
import type { OpenFrame } from './frame-scope.ts';
import { resolveMeter } from './meter.ts';
import type { Fact } from './occasion.ts';
import type { PlannedStep, Poll } from './plan.ts';
import { resolveProgress } from './progress.ts';
import { resolveWhen } from './resolve-when.ts';
import { createScope, type RecordingScope } from './scope.ts';

export const DEFAULT_TIMEOUT_MS = 60_000;

export interface StepDeps {
  readonly runbook: Runbook;
  readonly kinds: StepKinds;
  readonly open: (frame: Frame) => OpenFrame;
  /** Who may answer in all of the run, whoever wrote the step. */
  readonly answerers: Answerers;
}

/** A step with everything resolved, and what it touches and says of the run. */
export interface StepPlan {
  readonly step: PlannedStep;
  readonly targets: readonly string[];
  readonly facts: readonly Fact[];
}

/** @throws OpsError when a value that it needs is missing, or the definition does not do. */
export function planStep(expanded: Expanded, { runbook, kinds, open, answerers }: StepDeps): StepPlan {
  const { step, id, phase, frame } = expanded;
  const kind = kindOf(step, kinds);
  const effect = effectOf(step, kinds);
  if (effect === undefined) throw new Error(`step ${id} was loaded without an effect`);
  const scope = createScope({ ...open(frame).scope, answerers });
  const spec: Json = kind.resolve(step.written, scope);
  const outer: RecordingScope[] = [];
  const scopeOf = (other: Frame): RecordingScope => {
    if (other === frame) return scope;
    const above = createScope(open(other).scope);
    outer.push(above);
    return above;
  };
  const when = resolveWhen(expanded.conditions, { runbook, kinds, scopeOf });
  const source = step.source ?? (frame.above === undefined ? undefined : frame.action.source);
  return {
    step: {
      id,
      title: [...expanded.titles, step.title ?? kind.describe(spec)[0] ?? kind.summary].join(': '),
      ...(phase === undefined ? {} : { phase }),
      ...(source === undefined ? {} : { source }),
      kind: step.kind,
      effect,
      spec,
      timeoutMs: step.timeoutMs ?? DEFAULT_TIMEOUT_MS + (kind.waitsOf?.(step.written) ?? 0),
      ...outputOf(step),
      ...(step.byHand ? { byHand: true as const } : {}),
      attempts: step.attempts,
      backoffMs: step.backoffMs,
      ...(step.poll === undefined ? {} : { poll: plannedPoll(step.poll, scope) }),
      when,
      secrets: [...scope.secrets].sort(),
    },
    targets: [...scope.targets],
    facts: [scope, ...outer].flatMap(({ facts }) => [...facts]),
  };
}

function plannedPoll({ show, progress, ...pace }: WrittenPoll, scope: Scope): Poll {
  return {
    ...pace,
    ...(show === undefined ? {} : { show: resolveProgress(show, scope) }),
    ...(progress === undefined ? {} : { progress: resolveMeter(progress, scope) }),
  };
}

function outputOf({ kept }: Step): Pick<PlannedStep, 'output'> {
  if (kept === undefined) return {};
  return { output: kept.length === 0 ? 'withheld' : { only: kept } };
}

function kindOf(step: Step, kinds: StepKinds): StepKind {
  const kind = kinds.get(step.kind);
  if (kind === undefined) throw new Error(`a step of unknown kind '${step.kind}' was loaded`);
  return kind;
}
