import type { Json } from '../../canonical.ts';
import type { Refusal } from '../../errors.ts';
import { holdsAny, isActivePerson, type Standing } from '../../people/standing.ts';
import { refuseUnproved } from '../../people/unproved.ts';
import { isBlank } from '../../values/characters.ts';
import { cut } from '../../values/cut.ts';
import { suggestName } from '../../written/nearest.ts';
import type { Known } from '../plan/known.ts';
import { benefits } from '../plan/plan-policy.ts';
import { readValue } from '../plan/value.ts';
import type { Prompt } from '../steps/step.ts';
import { approverRoles } from './approver-roles.ts';
import type { Run } from './run.ts';
import type { StepRun } from './step-run.ts';

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
  if (prompt.notRequester && benefits(plan, standing.principal))
    return refusal(
      'run.beneficiary',
      'somebody else than who benefits from the run has to answer.',
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
  known: Known,
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
    const text = given[field.name]?.trim() ?? '';
    if (isBlank(text) && !field.required) continue;
    const read = isBlank(text) ? MISSING : readValue(field.label, field, text, known);
    if ('value' in read) value[field.name] = read.value;
    else {
      problems.push(`${field.label} ${read.why}`);
      mistakes[field.name] = `${field.label} ${read.why}. ${read.next}`.trim();
    }
  }
  const names = new Set(['choice', ...prompt.fields.map(({ name }) => name)]);
  for (const name of Object.keys(given).filter((name) => !names.has(name)))
    problems.push(`there is no field ${JSON.stringify(cut(name, 60))}`);
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

const MISSING = { why: 'is missing', next: 'Write something here.' };

function refusal(code: string, why: string, next: string): Refusal {
  return { code, what: WHAT, why, next };
}
