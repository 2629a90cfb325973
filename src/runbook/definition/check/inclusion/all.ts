import type { Finding } from '../../../../written/problem.ts';
import { decidersOf } from '../../../plan/deciders.ts';
import { countSteps, expandable, MOST_STEPS } from '../../../plan/expand.ts';
import { frameNamed, frameOf } from '../../../plan/frame.ts';
import type { Action } from '../../construct/action.ts';
import { allStepsOf, type PlacedStep, sequenceOf } from '../../construct/sequence.ts';
import { inclusionOf } from '../../construct/step.ts';
import { actionNamed, circleThrough } from '../../inclusion/graph.ts';
import type { Runbook } from '../../runbook.ts';
import type { Known } from '../known.ts';
import { demandFindings } from './demands.ts';
import { givenFindings } from './given.ts';
import { wayFindings } from './ways.ts';

/** What an action includes exists and ends, takes what it is given, and is nowhere asked for less than it demands by itself. */
export function inclusionFindings(action: Action, known: Known): readonly Finding[] {
  const inclusions = allStepsOf(action).flatMap((placed) => ofStep(action, placed, known));
  // Of inclusions without an end nothing else can be said.
  if (inclusions.some(({ isEndless }) => isEndless)) return inclusions.flatMap(({ findings }) => findings);
  return [
    ...inclusions.flatMap(({ findings }) => findings),
    ...tooMany(known.runbook, action, 'execute'),
    ...tooMany(known.runbook, action, 'dry-run'),
    ...undecided(action, 'execute', known),
    ...undecided(action, 'dry-run', known),
  ];
}

interface OfStep {
  readonly findings: readonly Finding[];
  readonly isEndless?: true;
}

function ofStep(action: Action, placed: PlacedStep, known: Known): OfStep {
  const inclusion = inclusionOf(placed.step);
  const { runbook } = known;
  const included = inclusion && actionNamed(runbook, inclusion.action);
  // That there is no such action is said as of every other name.
  if (inclusion === undefined || included === undefined) return { findings: [] };
  const path = ['actions', action.id, placed.list, placed.index];
  const circle = circleThrough(runbook, action, included.id);
  if (circle !== undefined) {
    const message = `The inclusion leads back to where it stands: ${circle.join(' includes ')}.`;
    const suggestion =
      'Take one of these inclusions away; what both need stands in an action that includes neither.';
    return { findings: [{ path: [...path, 'include', 'action'], message, suggestion }], isEndless: true };
  }
  if (!expandable(runbook, included, 'execute')) return { findings: [] };
  return {
    findings: [
      ...effectFindings(placed, path),
      ...wayFindings(runbook, placed, included, path),
      ...(placed.list === 'dryRun' ? [] : demandFindings(action, included, path, known)),
      ...givenFindings(action, included, placed.step, path),
    ],
  };
}

function effectFindings({ step }: PlacedStep, path: readonly PropertyKey[]): readonly Finding[] {
  if (step.effect === undefined) return [];
  const message = 'What a crash means is said by each step of the action that is included.';
  return [{ path: [...path, 'effect'], message, suggestion: 'Take `effect` away here.' }];
}

/** A plan that nobody can read is approved unread. */
function tooMany(runbook: Runbook, action: Action, mode: 'execute' | 'dry-run'): readonly Finding[] {
  const steps = countSteps(runbook, frameOf(action, mode));
  const isCalling = sequenceOf(action, mode).some(({ step }) => inclusionOf(step) !== undefined);
  if (!isCalling || steps <= MOST_STEPS || !Number.isFinite(steps)) return [];
  const list = mode === 'execute' ? 'steps' : 'dryRun';
  const message = `With all that it includes '${action.id}' has ${steps} steps, and a plan has at most ${MOST_STEPS}.`;
  const suggestion = 'Make several actions of it that people ask for one after the other.';
  return [{ path: ['actions', action.id, list], atKey: true, message, suggestion }];
}

/** A step behind the outcome of an inclusion is behind that of one step in it. */
function undecided(
  action: Action,
  mode: 'execute' | 'dry-run',
  { runbook, kinds }: Known,
): readonly Finding[] {
  if (!expandable(runbook, action, mode)) return [];
  const frame = frameOf(action, mode);
  return frame.sequence.flatMap(({ step, list, index }): readonly Finding[] => {
    if (step.when === null || !('step' in step.when)) return [];
    const included = frameNamed(runbook, frame, step.when.step);
    const deciders = included === undefined ? [] : decidersOf(runbook, included, kinds);
    if (included === undefined || deciders.length < 2) return [];
    const message = `${deciders.length} steps of '${included.action.id}' have an outcome, so '${step.when.step}' has none of its own.`;
    const suggestion = 'Write the condition on a `value` that it `gives`.';
    return [{ path: ['actions', action.id, list, index, 'when', 'step'], message, suggestion }];
  });
}
