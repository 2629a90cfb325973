import { stepId } from '../definition/check/step-id.ts';
import type { Action } from '../definition/construct/action.ts';
import type { Inclusion } from '../definition/construct/inclusion.ts';
import { type PlacedStep, sequenceOf } from '../definition/construct/sequence.ts';
import { inclusionOf, type Step } from '../definition/construct/step.ts';
import { actionNamed } from '../definition/inclusion/graph.ts';
import type { Runbook } from '../definition/runbook.ts';
import { loneReference, type StepReference } from './reference.ts';

/** Between the id of an inclusion and that of a step in it: no id has one of its own. */
const WITHIN = '/';

/** An action whose steps stand in a plan: that which was asked for, or one that it includes. */
export interface Frame {
  readonly action: Action;
  /** Before the ids of its steps: empty for what was asked for, else `verify/`. */
  readonly prefix: string;
  /** Those of its steps that stand in the plan. */
  readonly sequence: readonly PlacedStep[];
  readonly mode: Mode;
  /** What includes it; absent: it was asked for. */
  readonly above?: { readonly frame: Frame; readonly inclusion: Inclusion };
}

type Mode = 'execute' | 'dry-run';
type Actions = Pick<Runbook, 'actions'>;

/** The frame of an action that is asked for. */
export function frameOf(action: Action, mode: Mode): Frame {
  return { action, prefix: '', sequence: sequenceOf(action, mode), mode };
}

/** The id of a step of a frame in the whole plan. */
export function idWithin(frame: Frame, step: Step, position: number): string {
  return `${frame.prefix}${stepId(step, position)}`;
}

/** The frame of what a step of another includes; undefined where it includes nothing, or what there is not. */
export function includedFrame(runbook: Actions, frame: Frame, step: Step, id: string): Frame | undefined {
  const inclusion = inclusionOf(step);
  const action = inclusion && actionNamed(runbook, inclusion.action);
  if (inclusion === undefined || action === undefined) return undefined;
  const sequence = sequenceIncluded(action, frame.mode);
  return { action, prefix: `${id}${WITHIN}`, sequence, mode: frame.mode, above: { frame, inclusion } };
}

/** In a rehearsal an inclusion is one as well; what only looks is its own rehearsal. */
function sequenceIncluded(action: Action, mode: Mode): readonly PlacedStep[] {
  const isRehearsed = mode === 'dry-run' && action.dryRun !== undefined;
  return sequenceOf(action, isRehearsed || mode === 'execute' ? mode : 'execute');
}

/** The frame of an inclusion by the name that what includes it has for it; undefined for a step that is none. */
export function frameNamed(runbook: Actions, frame: Frame, name: string): Frame | undefined {
  const position = frame.sequence.findIndex(({ step }, index) => stepId(step, index) === name);
  const placed = frame.sequence[position];
  return placed && includedFrame(runbook, frame, placed.step, idWithin(frame, placed.step, position));
}

/** What a reference of a frame means in the whole plan: what an inclusion gives is the result of a step in it. */
export function referenceWithin(runbook: Actions, frame: Frame, reference: StepReference): StepReference {
  const { step, path } = reference;
  const included = frameNamed(runbook, frame, step);
  if (included === undefined) return { step: `${frame.prefix}${step}`, path };
  const [name = '', ...rest] = path;
  const given = loneReference(included.action.gives[name] ?? '');
  if (given === undefined) return { step: included.prefix, path };
  const found = referenceWithin(runbook, included, given);
  return { step: found.step, path: [...found.path, ...rest] };
}
