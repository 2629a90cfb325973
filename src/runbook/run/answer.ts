import type { Json } from '../../canonical.ts';
import type { Refusal } from '../../errors.ts';
import { patternMismatch } from '../../pattern/pattern.ts';
import { holdsAny, isActivePerson, type Standing } from '../../people/standing.ts';
import { refuseUnproved } from '../../people/unproved.ts';
import { isBlank, unstorable } from '../../values/characters.ts';
import { readDecimal } from '../../values/number.ts';
import { type WebAddressProblem, webAddressProblem } from '../../values/web-address.ts';
import { suggestName } from '../../written/nearest.ts';
import { LONGEST_ANSWER } from '../plan/plan.ts';
import type { Prompt, PromptField } from '../steps/step.ts';
import { approverRoles } from './approver-roles.ts';
import type { Run } from './run.ts';
import type { StepRun } from './step-run.ts';

const NOT_A_NUMBER = 'is not a number: write digits with a point, such as 12 or 0.5';
const WRONG_ADDRESS = {
  form: 'is not an address that begins with https:// or http:// and a server',
  backslash: 'holds a backslash, which some programs read as a slash: write / or %5C instead',
  user: 'holds a user name or password: leave it out, secrets never go through chat',
} as const satisfies Record<WebAddressProblem, string>;

const WHAT = 'Your answer was not taken:';

export type AnswerValue = { readonly [field: string]: Json };

/** Why this person may not answer, or undefined when they may. */
export function refuseAnswerer(
  prompt: Prompt,
  standing: Standing | undefined,
  { requester, plan }: Pick<Run, 'requester' | 'plan'>,
  now: Date,
): Refusal | undefined {
  if (!isActivePerson(standing))
    return (
      (standing && refuseUnproved(WHAT, standing)) ??
      refusal('run.not-a-person', 'only active people in the settings can answer.', 'Ask a colleague to.')
    );
  if (prompt.notRequester && standing.principal === requester)
    return refusal(
      'run.own-request',
      'somebody else than the requester has to answer.',
      'Ask a colleague to.',
    );
  // A plan that names nobody was made before plans named everybody: then it is whoever has a say in the run.
  const of = prompt.of.length > 0 ? prompt.of : approverRoles(plan);
  const asRequester = prompt.requester === true || prompt.of.length === 0;
  if (of.length === 0 || (asRequester && standing.principal === requester)) return undefined;
  if (holdsAny(standing, of, now)) return undefined;
  const wanted = of.join(' or ');
  const unproved = refuseUnproved(WHAT, standing, of);
  if (unproved !== undefined) return unproved;
  return refusal('run.role-missing', `it needs the role ${wanted}.`, `Ask somebody with the role ${wanted}.`);
}

/**
 * Checks an answer against its prompt and gives it its types.
 * @returns the value to store, or everything that is wrong with it.
 */
export function checkAnswer(
  prompt: Prompt,
  given: { readonly [field: string]: string },
): { readonly value: AnswerValue } | { readonly refusal: Refusal } {
  const problems: string[] = [];
  const mistakes: Record<string, string> = {};
  const value: Record<string, Json> = {};
  if (prompt.choices.length > 0) {
    if (prompt.choices.some(({ id }) => id === given.choice)) value.choice = given.choice ?? '';
    else {
      problems.push(`choose one of ${prompt.choices.map(({ label }) => label).join(', ')}`);
      mistakes.choice = suggestName(
        given.choice ?? '',
        prompt.choices.map(({ id }) => id),
      );
    }
  }
  for (const field of prompt.fields) {
    const text = isBlank(given[field.name] ?? '') ? '' : (given[field.name]?.trim() ?? '');
    const problem = fieldProblem(field, text);
    if (problem !== undefined) {
      problems.push(`${field.label} ${problem}`);
      mistakes[field.name] = `${field.label} ${problem}.`;
    } else if (text !== '') value[field.name] = field.type === 'number' ? (readDecimal(text) ?? text) : text;
  }
  const known = new Set(['choice', ...prompt.fields.map(({ name }) => name)]);
  for (const name of Object.keys(given).filter((name) => !known.has(name)))
    problems.push(`there is no field ${JSON.stringify(name.slice(0, 60))}`);
  if (problems.length === 0) return { value };
  const bad = refusal('run.bad-answer', `${problems.join('; ')}.`, 'Correct it and send it again.');
  return { refusal: { ...bad, mistakes } };
}

/** What was typed into the fields of a form, in the form's order: what is stored keeps none. */
export function answeredFields({
  answer,
  prompt,
}: Pick<StepRun, 'answer' | 'prompt'>): readonly (readonly [field: string, value: Json])[] {
  const { choice: _choice, ...typed } = answer?.value ?? {};
  const inOrder = (prompt?.fields ?? []).map(({ name }) => name);
  const names = new Set([...inOrder.filter((name) => Object.hasOwn(typed, name)), ...Object.keys(typed)]);
  return [...names].map((name) => [name, typed[name] ?? null]);
}

function fieldProblem(field: PromptField, text: string): string | undefined {
  if (text === '') return field.required ? 'is missing' : undefined;
  if (text.length > LONGEST_ANSWER) return `is longer than ${LONGEST_ANSWER} characters`;
  const lost = unstorable(text);
  if (lost !== undefined) return `holds ${lost.name}, which cannot be kept`;
  if (field.type === 'number' && readDecimal(text) === undefined) return NOT_A_NUMBER;
  const wrong = field.type === 'url' ? webAddressProblem(text) : undefined;
  if (wrong !== undefined) return WRONG_ADDRESS[wrong];
  return field.pattern === undefined ? undefined : patternMismatch(field.pattern, text);
}

function refusal(code: string, why: string, next: string): Refusal {
  return { code, what: WHAT, why, next };
}
