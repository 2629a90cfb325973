import { cut } from '../../../values/cut.ts';
import type { Finding } from '../../../written/problem.ts';
import { describeComparison } from '../../plan/comparison.ts';
import { resolveCondition } from '../../plan/condition.ts';
import { isLate } from '../../plan/late-comparison.ts';
import { mayHold } from '../../plan/may-hold.ts';
import { resolveMeter } from '../../plan/meter.ts';
import { FACTS, type Fact } from '../../plan/occasion.ts';
import { offeredTexts } from '../../plan/param.ts';
import type { PlanPerson } from '../../plan/person.ts';
import { answerersOf, policyOf } from '../../plan/plan-policy.ts';
import { resolveProgress } from '../../plan/progress.ts';
import { referencesIn } from '../../plan/reference.ts';
import { createScope, type Results, type ScopeInput } from '../../plan/scope.ts';
import type { DefinitionProblem, Scope } from '../../steps/step.ts';
import type { Action } from '../construct/action.ts';
import type { PlacedStep } from '../construct/sequence.ts';
import { holds, textsIn } from './check.ts';
import type { Known } from './known.ts';
import { possibleValues } from './possible.ts';
import { resultsBefore, resultsOfLook } from './results.ts';
import { stepId } from './step-id.ts';

/** Stands for a value that is known only when somebody gives it. */
const STAND_IN = 'x';
/** What is known of a run when there is one. */
const STAND_INS = Object.fromEntries(FACTS.map((fact) => [fact, STAND_IN])) as Record<Fact, string>;
/** Stands for whoever is named. */
const SOMEBODY: PlanPerson = {
  id: STAND_IN,
  name: STAND_IN,
  roles: [STAND_IN],
  accounts: (['discord', 'slack', 'console'] as const).map((platform) => ({
    platform,
    workspace: STAND_IN,
    id: STAND_IN,
  })),
};
/** Stands for a variable that begins an address and has no default. */
const SOME_SERVER = 'https://server.invalid';

/**
 * What a step of a kind cannot be resolved with, whatever people give: the step is resolved as a plan resolves it, with
 * stand-ins for values, and every problem is noted instead of the first one thrown.
 */
export function textFindings(
  action: Action,
  sequence: readonly PlacedStep[],
  position: number,
  at: readonly PropertyKey[],
  known: KnownOfAction,
): readonly Finding[] {
  const step = sequence[position]?.step;
  const kind = step && known.kinds.get(step.kind);
  if (step === undefined || kind === undefined) return [];
  const place = { written: step.written, base: [...at, step.kind] };
  const { scope, found } = noting(action, sequence, position, place, known);
  kind.resolve(step.written, scope);
  return found();
}

/** The same for the condition of a step on a value; one that never holds leaves a step that never runs. */
export function conditionFindings(
  action: Action,
  sequence: readonly PlacedStep[],
  position: number,
  at: readonly PropertyKey[],
  known: KnownOfAction,
): readonly Finding[] {
  const when = sequence[position]?.step.when ?? null;
  if (when === null || !('condition' in when)) return [];
  const { condition } = when;
  const place = { written: condition, base: [...at, 'when'] };
  const { scope, found } = noting(action, sequence, position, place, known);
  const { expected } = resolveCondition(condition, scope);
  const { value, ...wanted } = condition;
  if (!isLate(wanted) && !mayHold(scope.possible(value), expected))
    scope.at('value').wrong({
      message: `This step never runs: ${value} is never ${describeComparison(expected)}.`,
      suggestion: 'Compare it with what it may be, or take the step away.',
    });
  return found();
}

/** The same for what a step that looks again says of what it has found; without that it would always say the same. */
export function progressFindings(
  action: Action,
  sequence: readonly PlacedStep[],
  position: number,
  at: readonly PropertyKey[],
  known: KnownOfAction,
): readonly Finding[] {
  const step = sequence[position]?.step;
  const { show, progress } = step?.poll ?? {};
  if (step === undefined || (show === undefined && progress === undefined)) return [];
  const own = stepId(step, position);
  const results = resultsOfLook(sequence, position, known.kinds);
  const written = {
    ...(show === undefined ? {} : { show }),
    ...(progress === undefined ? {} : { progress }),
  };
  const place = { written, base: [...at, 'poll'], results };
  const { scope, found } = noting(action, sequence, position, place, known);
  if (show !== undefined) resolveProgress(show, scope.at('show'));
  if (progress !== undefined) resolveMeter(progress, scope.at('progress'));
  if (found().length > 0) return found();
  if (show !== undefined) refuseStanding(show, own, scope.at('show'));
  if (progress !== undefined) refuseStanding(progress.done, own, scope.at('progress', 'done'));
  return found();
}

function refuseStanding(text: string, own: string, scope: Scope): void {
  if (referencesIn(text).some((reference) => reference.step === own)) return;
  scope.wrong({
    message: 'Nothing of what this step finds stands in it, so it always says the same.',
    suggestion: `Write what its last look gave, such as \`{{ steps.${own}.… }}\`.`,
  });
}

/** What a step of an action is resolved with wherever it stands, made once for all of them. */
interface KnownOfAction extends Known {
  readonly given: Omit<ScopeInput, 'path'>;
  /** Variables of which nobody knows the value. */
  readonly unset: readonly string[];
}

export function knownOfAction(action: Action, known: Known): KnownOfAction {
  const { runbook, vars, held, operators } = known;
  const params = Object.entries(action.params);
  const values = Object.entries(runbook.vars).map(
    ([name, variable]) => [name, Object.hasOwn(vars, name) ? vars[name] : variable.default] as const,
  );
  const given = {
    action: action.id,
    declared: params.map(([name]) => name),
    optional: params.flatMap(([name, param]) => (param.required === false ? [name] : [])),
    offered: Object.fromEntries(params.map(([name, param]) => [name, offeredTexts(param)])),
    params: Object.fromEntries(params.map(([name]) => [name, STAND_IN])),
    persons: Object.fromEntries(
      params.flatMap(([name, { type }]) => (type === 'person' ? [[name, SOMEBODY] as const] : [])),
    ),
    facts: STAND_INS,
    variables: Object.keys(runbook.vars),
    vars: Object.fromEntries(values.map(([name, value]) => [name, value ?? STAND_IN])),
    answerers: answerersOf(action.risk, policyOf(runbook, action), operators),
    held,
    workdir: '/',
    folder: runbook.folder,
    env: {},
  };
  return { ...known, given, unset: values.flatMap(([name, value]) => (value === undefined ? [name] : [])) };
}

/** What is written somewhere, and where. */
interface Placed {
  readonly written: unknown;
  readonly base: readonly PropertyKey[];
  /** What results may be spoken of there. Default: those of earlier steps. */
  readonly results?: Results;
}

/** A scope that notes every problem of what is written at a place, and what is found in the end. */
function noting(
  action: Action,
  sequence: readonly PlacedStep[],
  position: number,
  { written, base, results }: Placed,
  known: KnownOfAction,
): { readonly scope: Scope; readonly found: () => readonly Finding[] } {
  const found: Finding[] = [];
  const filledIn = new Set<string>();
  const note = (path: readonly PropertyKey[], { message, suggestion }: DefinitionProblem): void => {
    found.push({ path: [...base, ...path], message, suggestion });
  };
  const { kinds, given, unset } = known;
  const scope = createScope({
    ...given,
    vars: { ...given.vars, ...serversIn(written, unset) },
    path: [],
    possible: possibleValues(action, sequence, position, kinds),
    results: results ?? resultsBefore(sequence, position, kinds),
    report: note,
    resolved: (path) => filledIn.add(placeOf(path)),
  });
  return { scope, found: () => [...found, ...unfilled(written, filledIn, base)] };
}

/** What looks like a placeholder where nothing is filled in would be taken literally. */
function unfilled(
  written: unknown,
  filledIn: ReadonlySet<string>,
  base: readonly PropertyKey[],
): readonly Finding[] {
  if (!holds(written, '{{')) return [];
  return [...textsIn(written, [])].flatMap(({ path, text, isKey }): readonly Finding[] => {
    if (!text.includes('{{') || (!isKey && filledIn.has(placeOf(path)))) return [];
    return [
      {
        path: [...base, ...path],
        atKey: isKey,
        message: `Nothing is filled in here: ${JSON.stringify(cut(text, 80))} would be taken as it stands.`,
        suggestion: 'Write the value itself.',
      },
    ];
  });
}

function placeOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

/** Variables that begin an address stand for one. */
function serversIn(written: unknown, unset: readonly string[]): Readonly<Record<string, string>> {
  if (unset.length === 0 || !holds(written, 'vars.')) return {};
  const begins = new Set([...textsIn(written, [])].map(({ text }) => beginOf(text)));
  return Object.fromEntries(
    unset.flatMap((name) => (begins.has(`{{vars.${name}}}`) ? [[name, SOME_SERVER] as const] : [])),
  );
}

/** The placeholder that a text begins with, without spaces. */
function beginOf(text: string): string {
  return text.startsWith('{{') ? text.slice(0, text.indexOf('}}') + 2).replaceAll(' ', '') : '';
}
