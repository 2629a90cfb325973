import type { Json } from '../../canonical.ts';
import { isNumeric, numberText } from '../../values/number.ts';
import type { Action } from '../definition/construct/action.ts';
import type { Inclusion } from '../definition/construct/inclusion.ts';
import type { Runbook } from '../definition/runbook.ts';
import { boundingParam } from './bound.ts';
import { type Frame, referenceWithin } from './frame.ts';
import type { Fact } from './occasion.ts';
import { BadParams, checkParams, type ParamProblem } from './param.ts';
import type { PlanPerson } from './person.ts';
import { createScope, type ScopeInput } from './scope.ts';
import { onlyReduces } from './undoing.ts';

/** What the steps of a frame are filled in with. */
export interface OpenFrame {
  readonly scope: ScopeInput;
  /** What is said of the run in what it was given. */
  readonly facts: readonly Fact[];
}

interface Deps {
  readonly runbook: Pick<Runbook, 'actions'>;
  readonly people: readonly PlanPerson[];
  readonly now: Date;
  /** Of the action that was asked for. */
  readonly asked: ScopeInput;
}

/**
 * Opens frames, each once: what an inclusion gives is filled in with the values of what includes it, and read like what people type.
 * @returns what throws BadParams where an action does not take what it is given.
 */
export function frameOpener(deps: Deps): (frame: Frame) => OpenFrame {
  const opened = new Map<Frame, OpenFrame>();
  const open = (frame: Frame): OpenFrame => {
    const known = opened.get(frame);
    if (known !== undefined) return known;
    const made =
      frame.above === undefined
        ? { scope: deps.asked, facts: [] }
        : openIncluded(frame, frame.above.inclusion, open(frame.above.frame).scope, deps);
    const scope: ScopeInput = {
      ...made.scope,
      referenceOf: (reference) => referenceWithin(deps.runbook, frame, reference),
    };
    const result = { ...made, scope };
    opened.set(frame, result);
    return result;
  };
  return open;
}

function openIncluded(
  { action, prefix }: Frame,
  { with: given }: Inclusion,
  above: ScopeInput,
  { people, now }: Deps,
): OpenFrame {
  const filler = createScope(above);
  const texts = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'string' ? filler.text(value) : textOf(value),
    ]),
  );
  const { values, problems } = checkParams(action.params, texts, {
    now,
    people,
    lists: undefined,
    ...(above.vars === undefined ? {} : { vars: above.vars }),
    lessensRisk: onlyReduces(action),
  });
  if (problems.length > 0)
    throw new BadParams(
      above.action,
      problems.map((problem) => ofIncluder(problem, given, prefix)),
    );
  const scope: ScopeInput = {
    ...above,
    declared: Object.keys(action.params),
    params: values,
    persons: personsIn(action, values, people),
  };
  return { scope, facts: [...filler.facts] };
}

/** A value of an inclusion as a person would type it. */
export function textOf(value: Exclude<Inclusion['with'][string], string>): string {
  return isNumeric(value) ? numberText(value) : String(value);
}

/** Where an inclusion hands a value on as it is, its form shows the problem at the field from which it came. */
function ofIncluder(problem: ParamProblem, given: Inclusion['with'], prefix: string): ParamProblem {
  const value = given[problem.param];
  const param = (typeof value === 'string' ? boundingParam(value) : undefined) ?? problem.param;
  return { ...problem, param, message: `In ${prefix.replace(/\/$/, '')}, ${problem.message}` };
}

/** The people among the parameters that were given, by the name of the parameter. */
export function personsIn(
  { params }: Pick<Action, 'params'>,
  values: Readonly<Record<string, Json>>,
  people: readonly PlanPerson[],
): Readonly<Record<string, PlanPerson>> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, { type }]) => {
      const person = type === 'person' ? people.find(({ id }) => id === values[name]) : undefined;
      return person === undefined ? [] : [[name, person] as const];
    }),
  );
}
