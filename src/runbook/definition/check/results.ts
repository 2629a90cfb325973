import { suggestName } from '../../../written/nearest.ts';
import type { Results } from '../../plan/scope.ts';
import type { DefinitionProblem, ResultShape, StepKinds } from '../../steps/step.ts';
import { INCLUDE } from '../construct/inclusion.ts';
import { type PlacedStep, phaseOf } from '../construct/sequence.ts';
import type { Step } from '../construct/step.ts';
import { outcomesOf } from './outcomes-of.ts';
import { stepId } from './step-id.ts';

/** What every step on the way down may ask of each step before it, whatever became of that. */
export const STANDING = ['state', 'reason'] as const;

/**
 * What the step at `index` may say of the results of earlier ones: they exist, have run when it runs, and hold the field.
 * On the way down nobody knows what has run: there a result may be missing, and is told as such.
 */
export function resultsBefore(sequence: readonly PlacedStep[], index: number, kinds: StepKinds): Results {
  const steps = sequence.map(({ step }) => step);
  const earlier = steps.slice(0, index);
  const ids = earlier.map(stepId);
  const ran = certainlyRan(steps, index);
  const list = sequence[index]?.list;
  const descending = list !== undefined && phaseOf(list) !== undefined;
  return (name, path) => {
    const position = ids.indexOf(name);
    const step = earlier[position];
    if (step === undefined) return noEarlier(name, ids);
    if (step.kind === INCLUDE && (path.length === 0 || isStanding(path))) return wholeInclusion(name);
    if (descending && isStanding(path)) return undefined;
    if (
      !descending &&
      step.when !== null &&
      !ran.has(name) &&
      !(isLasting(step) && ran.has(conditionOf(step)))
    ) {
      return {
        message: `Step '${name}' may be skipped, and this one is not.`,
        suggestion: sameWhen(step),
      };
    }
    return notGiven(step, path, name, kinds);
  };
}

/** The same for what a step that looks again says of itself: what its own last look gave is there as well. */
export function resultsOfLook(sequence: readonly PlacedStep[], index: number, kinds: StepKinds): Results {
  const before = resultsBefore(sequence, index, kinds);
  const own = sequence[index]?.step;
  return (name, path) =>
    own !== undefined && stepId(own, index) === name ? notGiven(own, path, name, kinds) : before(name, path);
}

/** Why the result of a step holds no such field; undefined where it does. */
function notGiven(
  step: Step,
  path: readonly string[],
  name: string,
  kinds: StepKinds,
): DefinitionProblem | undefined {
  const kind = kinds.get(step.kind);
  const [field] = path;
  if (step.kept !== undefined && field !== undefined && kind?.printed?.includes(field)) {
    const problem = missingOf(step.kept, path, name);
    if (problem !== undefined) return problem;
  }
  // Beside what it gives stands how it ended: `null` where that was plain success.
  if (field === 'outcome' && path.length === 1 && outcomesOf(step, kinds).length > 0) return undefined;
  const shape = kind?.resultOf(step.written);
  return shape === undefined ? undefined : missingField(shape, path, name, step.kind);
}

function isStanding(path: readonly string[]): boolean {
  return path.length === 1 && STANDING.some((each) => each === path[0]);
}

/** An inclusion is several steps: what became of them is not one value. */
function wholeInclusion(name: string): DefinitionProblem {
  return {
    message: `'${name}' includes another action: it has what that gives, and no result or state of its own.`,
    suggestion: `Name what it gives, such as \`{{ steps.${name}.buffer }}\`, and add it to \`gives\` there.`,
  };
}

/** Of output that is withheld later steps have what it says that they need, and nothing else. */
function missingOf(
  kept: readonly string[],
  [field = '', found = '']: readonly string[],
  name: string,
): DefinitionProblem | undefined {
  if (field === 'found' && kept.includes(found)) return undefined;
  const what = field === 'found' && found !== '' ? `found.${found}` : field;
  return {
    message: `Step '${name}' has no '${what}': its output is withheld.`,
    suggestion:
      'Do without it here, or write there what is kept all the same: `output: { only: [name] }`, a name under `find`.',
  };
}

export function noEarlier(name: string, ids: readonly string[]): DefinitionProblem {
  return { message: `There is no earlier step '${name}'.`, suggestion: suggestName(name, ids) };
}

/** The steps that have run, and the conditions that hold, whenever the step at `index` runs. */
function certainlyRan(steps: readonly Step[], index: number): ReadonlySet<string> {
  const certain = new Set<string>();
  let step = steps[index];
  while (step !== undefined && step.when !== null) {
    certain.add(conditionOf(step));
    if (!('step' in step.when)) break;
    const { step: above } = step.when;
    if (certain.has(above)) break;
    certain.add(above);
    step = steps.find((candidate, position) => stepId(candidate, position) === above);
  }
  return certain;
}

function conditionOf({ when }: Step): string {
  if (when === null) return '';
  return 'step' in when ? `${when.step} is ${when.choice}` : JSON.stringify(when.condition);
}

/** Whether a condition that held once holds for each step that has the same: one on time may have come about since, or be over. */
function isLasting({ when }: Step): boolean {
  if (when === null || 'step' in when) return true;
  const { past, withinLast } = when.condition;
  return past === undefined && withinLast === undefined;
}

function sameWhen(step: Step): string {
  if (isLasting(step)) return `Write the same \`when${whenText(step)}\` here, or take it away there.`;
  return 'Do without its result here, or take its `when` away: the time that it speaks of may come or pass between the two steps.';
}

function whenText({ when }: Step): string {
  return when !== null && 'step' in when ? `: { step: ${when.step}, is: ${when.choice} }` : ': { value: … }';
}

function missingField(
  shape: ResultShape,
  path: readonly string[],
  step: string,
  kind: string,
): DefinitionProblem | undefined {
  const [field, ...rest] = path;
  if (shape === 'anything') return undefined;
  if (shape === 'maybe') {
    return {
      message: `The answer may leave this field of '${step}' empty, and then there is nothing to fill in.`,
      suggestion: 'Make the field required, or do without it here.',
    };
  }
  if (field === undefined) return undefined;
  if (shape === 'always') {
    return { message: `It has no '${field}' inside.`, suggestion: 'End the reference one name earlier.' };
  }
  const inner = Object.hasOwn(shape, field) ? shape[field] : undefined;
  if (inner !== undefined) return missingField(inner, rest, step, kind);
  if (kind === 'shell' && field === 'json') {
    return {
      message: `Step '${step}' has no json: nothing says that its program prints any.`,
      suggestion: 'Add `parse: json` to its shell.',
    };
  }
  if (kind === 'shell' && field === 'text') {
    return {
      message: `Step '${step}' has no text: nothing says that what its program prints is one value.`,
      suggestion: 'Add `parse: text` to its shell.',
    };
  }
  return {
    message: `The result of the ${kind} step '${step}' has no '${field}'.`,
    suggestion: suggestName(field, Object.keys(shape)),
  };
}
