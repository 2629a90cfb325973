import type { Json } from '../../canonical.ts';
import type { Refusal } from '../../errors.ts';
import type { Standing } from '../../people/standing.ts';
import { holdsAny } from '../../people/standing.ts';
import type { Prompt, PromptField } from '../steps/step.ts';

const LONGEST = 4_000;

export type AnswerValue = { readonly [field: string]: Json };

/** Why this person may not answer, or undefined when they may. */
export function refuseAnswerer(
  prompt: Prompt,
  standing: Standing | undefined,
  requester: string,
  now: Date,
): Refusal | undefined {
  if (standing === undefined || !standing.human || !standing.active)
    return refusal(
      'run.not-a-person',
      'only active people in the settings can answer.',
      'Ask a colleague to.',
    );
  if (prompt.notRequester && standing.principal === requester)
    return refusal(
      'run.own-request',
      'somebody else than the requester has to answer.',
      'Ask a colleague to.',
    );
  if (prompt.of.length === 0 || holdsAny(standing, prompt.of, now)) return undefined;
  const wanted = prompt.of.join(' or ');
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
  const value: Record<string, Json> = {};
  if (prompt.choices.length > 0) {
    if (prompt.choices.some(({ id }) => id === given.choice)) value.choice = given.choice ?? '';
    else problems.push(`choose one of ${prompt.choices.map(({ label }) => label).join(', ')}`);
  }
  for (const field of prompt.fields) {
    const text = given[field.name]?.trim() ?? '';
    const problem = fieldProblem(field, text);
    if (problem !== undefined) problems.push(`${field.label} ${problem}`);
    else if (text !== '') value[field.name] = field.type === 'number' ? Number(text) : text;
  }
  const known = new Set(['choice', ...prompt.fields.map(({ name }) => name)]);
  for (const name of Object.keys(given).filter((name) => !known.has(name)))
    problems.push(`there is no field ${JSON.stringify(name.slice(0, 60))}`);
  if (problems.length === 0) return { value };
  return { refusal: refusal('run.bad-answer', `${problems.join('; ')}.`, 'Correct it and send it again.') };
}

function fieldProblem(field: PromptField, text: string): string | undefined {
  if (text === '') return field.required ? 'is missing' : undefined;
  if (text.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (field.type === 'number' && !/^-?\d+(\.\d+)?$/.test(text)) return 'is not a number';
  if (field.type === 'url' && !isWebAddress(text))
    return 'is not an address that begins with https:// or http://';
  if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(text))
    return `does not have the form ${field.pattern}`;
  return undefined;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function refusal(code: string, why: string, next: string): Refusal {
  return { code, what: 'Your answer was not taken:', why, next };
}
