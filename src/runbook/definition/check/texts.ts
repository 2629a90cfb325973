import type { Finding } from '../../../written/problem.ts';
import { offeredTexts } from '../../plan/param.ts';
import { answerersOf, policyOf } from '../../plan/plan-policy.ts';
import { createScope } from '../../plan/scope.ts';
import type { DefinitionProblem } from '../../steps/step.ts';
import type { Action } from '../construct/action.ts';
import type { PlacedStep } from '../construct/sequence.ts';
import type { Runbook } from '../runbook.ts';
import { textsIn } from './check.ts';
import type { Known } from './known.ts';
import { possibleValues } from './possible.ts';
import { resultsBefore } from './results.ts';

/** Stands for a value that is known only when somebody gives it. */
const STAND_IN = 'x';
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
  { kinds, runbook, vars, held, operators }: Known,
): readonly Finding[] {
  const step = sequence[position]?.step;
  const kind = step && kinds.get(step.kind);
  if (step === undefined || kind === undefined) return [];
  const base = [...at, step.kind];
  const found: Finding[] = [];
  const filledIn = new Set<string>();
  const note = (path: readonly PropertyKey[], { message, suggestion }: DefinitionProblem): void => {
    found.push({ path: [...base, ...path], message, suggestion });
  };
  const declared = Object.keys(action.params);
  const scope = createScope({
    action: action.id,
    declared,
    optional: Object.entries(action.params).flatMap(([name, param]) =>
      param.required === false ? [name] : [],
    ),
    offered: Object.fromEntries(
      Object.entries(action.params).map(([name, param]) => [name, offeredTexts(param)]),
    ),
    params: Object.fromEntries(declared.map((name) => [name, STAND_IN])),
    variables: Object.keys(runbook.vars),
    vars: standInVars(runbook, vars, step.written),
    answerers: answerersOf(action.risk, policyOf(runbook, action), operators),
    held,
    workdir: '/',
    path: [],
    env: {},
    possible: possibleValues(action, sequence, position, kinds),
    results: resultsBefore(sequence, position, kinds),
    report: note,
    resolved: (path) => filledIn.add(placeOf(path)),
  });
  kind.resolve(step.written, scope);
  return [...found, ...unfilled(step.written, filledIn, base)];
}

/** What looks like a placeholder where nothing is filled in would be taken literally. */
function unfilled(
  written: unknown,
  filledIn: ReadonlySet<string>,
  base: readonly PropertyKey[],
): readonly Finding[] {
  return [...textsIn(written, [])].flatMap(({ path, text, isKey }): readonly Finding[] => {
    if (!text.includes('{{') || (!isKey && filledIn.has(placeOf(path)))) return [];
    return [
      {
        path: [...base, ...path],
        atKey: isKey,
        message: `Nothing is filled in here: ${JSON.stringify(text.slice(0, 80))} would be taken as it stands.`,
        suggestion: 'Write the value itself.',
      },
    ];
  });
}

function placeOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

function standInVars(
  runbook: Runbook,
  vars: Readonly<Record<string, string>>,
  written: unknown,
): Readonly<Record<string, string>> {
  const texts = [...textsIn(written, [])].map(({ text }) => text);
  return Object.fromEntries(
    Object.entries(runbook.vars).map(([name, variable]) => {
      const begins = texts.some((text) => beginOf(text) === `{{vars.${name}}}`);
      const unknown = begins ? SOME_SERVER : STAND_IN;
      return [name, Object.hasOwn(vars, name) ? (vars[name] ?? unknown) : (variable.default ?? unknown)];
    }),
  );
}

/** The placeholder that a text begins with, without spaces. */
function beginOf(text: string): string {
  return text.startsWith('{{') ? text.slice(0, text.indexOf('}}') + 2).replaceAll(' ', '') : '';
}
