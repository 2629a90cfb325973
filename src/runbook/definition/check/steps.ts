import { formatDuration } from '../../../duration.ts';
import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import type { Effect } from '../../plan/plan.ts';
import type { StepKind, StepKinds } from '../../steps/step.ts';
import type { Action } from '../construct/action.ts';
import { type PlacedStep, phaseOf, type StepList, sequenceOf } from '../construct/sequence.ts';
import type { Step } from '../construct/step.ts';
import type { Known } from './known.ts';
import { outcomesOf } from './outcomes-of.ts';
import { SUCCEEDED } from './requirements.ts';
import { noEarlier } from './results.ts';
import { stepId } from './step-id.ts';
import { conditionFindings, knownOfAction, progressFindings, textFindings } from './texts.ts';

const REPEATABLE: readonly (Effect | undefined)[] = ['pure', 'idempotent'];

/** The effect of a step, given or the kind's own. */
export function effectOf(step: Step, kinds: StepKinds): Effect | undefined {
  const kind = kinds.get(step.kind);
  return step.effect ?? kind?.effectOf?.(step.written) ?? kind?.defaultEffect;
}

/** Steps have one name each, say what a crash means, repeat only what may be repeated, and speak of what is there. */
export function sequenceFindings(
  action: Action,
  mode: 'execute' | 'dry-run',
  checked: Known,
): readonly Finding[] {
  const earlier: string[] = [];
  const sequence = sequenceOf(action, mode);
  if (sequence.length === 0) return [];
  const known = knownOfAction(action, checked);
  return sequence.flatMap(({ step, list, index }, position) => {
    const id = stepId(step, position);
    const path = ['actions', action.id, list, index];
    const found = [
      ...duplicate(id, earlier, path),
      ...branch(step, sequence, earlier, known.kinds, path),
      ...conditionFindings(action, sequence, position, path, known),
      ...effect(step, action, mode, known.kinds, path),
      ...output(step, known.kinds, path),
      ...limits(step, known.kinds, path),
      ...polls(step, path),
      ...otherwise(step, action, list, path),
      ...progressFindings(action, sequence, position, path, known),
      ...textFindings(action, sequence, position, path, known),
    ];
    earlier.push(id);
    return found;
  });
}

function duplicate(id: string, earlier: readonly string[], path: readonly PropertyKey[]): readonly Finding[] {
  if (!earlier.includes(id)) return [];
  return [
    { path: [...path, 'id'], message: `Two steps are called '${id}'.`, suggestion: 'Rename one of the two.' },
  ];
}

function branch(
  step: Step,
  sequence: readonly PlacedStep[],
  earlier: readonly string[],
  kinds: StepKinds,
  path: readonly PropertyKey[],
): readonly Finding[] {
  if (step.when === null || !('step' in step.when)) return [];
  const { step: name, choice } = step.when;
  const above = sequence[earlier.indexOf(name)]?.step;
  if (above === undefined) return [{ path: [...path, 'when', 'step'], ...noEarlier(name, earlier) }];
  const outcomes = outcomesOf(above, kinds);
  if (outcomes === 'anything' || outcomes.includes(choice)) return [];
  const message = `Step '${name}' never ends as '${choice}'.`;
  const suggestion = outcomes.length === 0 ? NO_OUTCOMES : suggestName(choice, outcomes);
  return [{ path: [...path, 'when', 'is'], message, suggestion }];
}

const NO_OUTCOMES = 'It has no outcomes: name a branch, or a shell with `exits`.';

function effect(
  step: Step,
  action: Action,
  mode: 'execute' | 'dry-run',
  kinds: StepKinds,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const value = effectOf(step, kinds);
  const at = step.effect === undefined ? path : [...path, 'effect'];
  if (value === undefined) {
    const message = `This ${step.kind} step does not say what a crash in the middle means.`;
    // An emergency asks nobody.
    const unsafe = action.breakGlass === undefined ? 'ask a person' : 'it stays in doubt';
    const suggestion = `Add \`effect: pure\` (reads only), idempotent (may be repeated), probeable (can be checked) or unsafe (${unsafe}).`;
    return [{ path: at, message, suggestion }];
  }
  const found: Finding[] = [];
  if (step.attempts > 1 && !REPEATABLE.includes(value)) {
    const message = `A step with effect ${value} must not be retried.`;
    found.push({
      path: [...path, 'retry'],
      message,
      suggestion: 'Remove `retry`, or make the step idempotent.',
    });
  }
  if (step.poll !== undefined && value !== 'pure') {
    const message = `A step with effect ${value} must not be done again and again: \`poll\` is for what only looks.`;
    const suggestion =
      'Do it in one step, and look for what came of it in the next, with effect pure and `poll`.';
    found.push({ path: [...path, 'poll'], message, suggestion });
  }
  if (value === 'probeable' && !canProbe(step, kinds)) {
    const message = `This ${step.kind} step is probeable, but nothing says how to ask what became of it.`;
    found.push({
      path: at,
      message,
      suggestion: `Add \`probe:\` to the ${step.kind}, or write \`effect: unsafe\`.`,
    });
  }
  if (value === 'pure' && leavesDoubt(step, kinds)) {
    const message = `This ${step.kind} step changes nothing, so no end of it is in doubt.`;
    const suggestion = 'Write `failed` or an outcome for that code, or say that the step changes something.';
    found.push({ path: at, message, suggestion });
  }
  const onlyReads = value === 'pure' || mode === 'dry-run' || action.risk === 'read';
  if (onlyReads && REPEATABLE.includes(value) && isKnownToChange(step, kinds)) {
    const message = `This ${step.kind} step changes something, whatever is said of it.`;
    const suggestion = 'Have it only read, or say that it changes something: by its effect, and by the risk.';
    found.push({ path: at, message, suggestion });
  }
  if (mode === 'dry-run' && !REPEATABLE.includes(value)) {
    const message = `A dry run changes nothing, but this step has effect ${value}.`;
    found.push({ path: at, message, suggestion: 'Use a step with effect pure.' });
  }
  if (action.risk === 'read' && !REPEATABLE.includes(value)) {
    const message = `'${action.id}' has risk read, but this step has effect ${value}.`;
    found.push({ path: at, message, suggestion: 'Raise the risk of the action, or write `effect: pure`.' });
  }
  return found;
}

function output(step: Step, kinds: StepKinds, path: readonly PropertyKey[]): readonly Finding[] {
  const kind = kinds.get(step.kind);
  if (step.kept === undefined) return printedKey(kind?.keysPrintedBy?.(step.written), path);
  if (kind?.printed !== undefined)
    return step.kept.flatMap((name, index) => keeps(step, kind, name, [...path, 'output', 'only', index]));
  const able = [...kinds.values()].filter(({ printed }) => printed !== undefined).map(({ kind }) => kind);
  const message = `A ${step.kind} step prints nothing that could be withheld.`;
  const suggestion = `Remove \`output\`; it is for one of ${able.join(', ')}.`;
  return [{ path: [...path, 'output'], message, suggestion }];
}

function printedKey(by: string | undefined, path: readonly PropertyKey[]): readonly Finding[] {
  if (by === undefined) return [];
  const message = `${by} prints a key, or what one is made of, and what a step prints stands on cards and in the log.`;
  const suggestion =
    'Add `output: withheld`, or `output: { only: […] }` with what `find` finds of its public part.';
  return [{ path, message, suggestion }];
}

/** What is kept of an output that is withheld is looked for in it. */
function keeps(step: Step, kind: StepKind, name: string, path: readonly PropertyKey[]): readonly Finding[] {
  const shape = kind.resultOf(step.written);
  const found = typeof shape === 'object' ? shape.found : undefined;
  const names = typeof found === 'object' ? Object.keys(found) : [];
  if (shape === 'anything' || names.includes(name)) return [];
  const message = `Nothing is looked for as '${name}' in what this step prints.`;
  const suggestion =
    names.length === 0
      ? `Add \`find: { ${name}: '^(\\S+)$' }\` to the ${step.kind}, with a pattern that fits.`
      : suggestName(name, names);
  return [{ path, message, suggestion }];
}

const SHORTEST_POLL_MS = 1_000;
/** Each look stands in the log. */
const MOST_LOOKS = 1_000;

/** A step that looks again and again does so at a pace that the log and what it asks can bear. */
function polls({ poll, attempts }: Step, path: readonly PropertyKey[]): readonly Finding[] {
  if (poll === undefined) return [];
  const { everyMs, forMs } = poll;
  const found: Finding[] = [];
  const find = (key: 'every' | 'for', message: string, suggestion: string): void => {
    found.push({ path: [...path, 'poll', key], message, suggestion });
  };
  if (everyMs < SHORTEST_POLL_MS)
    find('every', 'A step looks again after a second at the earliest.', 'Write at least 1s.');
  else if (forMs < everyMs)
    find(
      'for',
      'It would never look again in so short a time.',
      'Write longer than `every`, or remove `poll`.',
    );
  else if (forMs / everyMs > MOST_LOOKS) {
    const message = `It would look more than ${MOST_LOOKS.toLocaleString('en')} times, and each look stands in the log.`;
    find(
      'every',
      message,
      `Write at least ${formatDuration(Math.ceil(forMs / MOST_LOOKS / 1_000) * 1_000)}.`,
    );
  }
  if (attempts > 1) {
    const message = 'A step that polls tries again by itself.';
    found.push({ path: [...path, 'retry'], message, suggestion: 'Remove `retry`; `poll` says how long.' });
  }
  return found;
}

/** What ends while nobody knows what comes of it says so, and is never green. */
function otherwise(
  { poll }: Step,
  { id, outcomes }: Action,
  list: StepList,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const name = poll?.otherwise;
  if (name === undefined) return [];
  const at = [...path, 'poll', 'otherwise'];
  if (phaseOf(list) !== undefined)
    return [
      {
        path: at,
        message: 'The way down of an action decides no outcome.',
        suggestion: 'Remove `otherwise`: there the step has failed once its time is up.',
      },
    ];
  if (name === SUCCEEDED || name === 'failed')
    return [
      {
        path: at,
        message: `Once its time is up nobody knows whether it ${name}.`,
        suggestion: 'Give that an outcome of its own, such as `unfinished`.',
      },
    ];
  const severity = Object.hasOwn(outcomes, name) ? outcomes[name]?.severity : undefined;
  if (severity === 'warning' || severity === 'danger') return [];
  return [
    {
      path: at,
      message: `Nothing says that '${name}' needs attention: nobody knows then what came of it.`,
      suggestion: `Add \`${name}: { severity: warning, says: …, next: [<an action that looks again>] }\` to the outcomes of '${id}'.`,
    },
  ];
}

/** Only what calls something takes time, or may go otherwise when it is tried again. */
function limits(step: Step, kinds: StepKinds, path: readonly PropertyKey[]): readonly Finding[] {
  const kind = kinds.get(step.kind);
  if (kind?.printed !== undefined) return waits(step, kind, path);
  const found: Finding[] = [];
  if (step.timeoutMs !== undefined) {
    const message = `A step of the kind ${step.kind} is not ended by \`timeout\`.`;
    const suggestion = 'Remove `timeout`; it limits what calls a program or a service.';
    found.push({ path: [...path, 'timeout'], message, suggestion });
  }
  for (const key of ['retry', 'poll'] as const) {
    if (key === 'retry' ? step.attempts === 1 : step.poll === undefined) continue;
    const message = `A step of the kind ${step.kind} comes to the same when it is tried again.`;
    const suggestion =
      key === 'retry'
        ? 'Remove `retry`; write the step twice to ask twice.'
        : 'Remove `poll`; write it at the step that looks, with what is expected there.';
    found.push({ path: [...path, key], message, suggestion });
  }
  return found;
}

/** What waits for longer than it may take never sees what it waits for. */
function waits(step: Step, kind: StepKind, path: readonly PropertyKey[]): readonly Finding[] {
  const ms = kind.waitsOf?.(step.written) ?? 0;
  if (step.timeoutMs === undefined || step.timeoutMs > ms) return [];
  const message = `This ${step.kind} step may wait for ${formatDuration(ms)}, and is ended before.`;
  return [{ path: [...path, 'timeout'], message, suggestion: 'Take `timeout` away, or let it wait less.' }];
}

function leavesDoubt(step: Step, kinds: StepKinds): boolean {
  return kinds.get(step.kind)?.leavesDoubt?.(step.written) === true;
}

/** What a kind knows of what is written goes before what its author says. */
function isKnownToChange(step: Step, kinds: StepKinds): boolean {
  const known = kinds.get(step.kind)?.effectOf?.(step.written);
  return known !== undefined && known !== 'pure';
}

function canProbe(step: Step, kinds: StepKinds): boolean {
  const kind = kinds.get(step.kind);
  if (kind?.probe === undefined) return false;
  if (kind.probesItself) return true;
  return typeof step.written === 'object' && step.written !== null && 'probe' in step.written;
}
