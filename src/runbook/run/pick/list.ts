import type { Json } from '../../../canonical.ts';
import { readJson } from '../../../values/json.ts';
import { isExact, isNumeric, numberText } from '../../../values/number.ts';

/** One of what there is to pick. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What there is to pick; or why nobody can tell, in words that stand behind the name of the action that lists it. */
export type PickList = { readonly choices: readonly Choice[] } | { readonly why: string };

const MOST = 1_000;
/** As of a choice that an author writes. */
const LONGEST = 100;

/**
 * Reads what an action handed on as a list: JSON with texts, numbers, or `{ value, label }`, or lines of a text. Each stands once.
 * @param given as a person would type it
 */
export function readList(given: string): PickList {
  const items = itemsOf(given);
  if (!Array.isArray(items)) return { why: 'gave no list' };
  const choices = new Map<string, Choice>();
  for (const item of items as readonly Json[]) {
    const choice = choiceOf(item);
    if (choice === undefined) return { why: 'gave a list with something in it that is no value' };
    if (choice.value.length > LONGEST)
      return { why: `gave a list with a value of more than ${LONGEST} characters` };
    if (!choices.has(choice.value)) choices.set(choice.value, choice);
  }
  if (choices.size === 0) return { why: 'found nothing to pick' };
  if (choices.size > MOST) return { why: `found more than ${MOST.toLocaleString('en')} things to pick` };
  return { choices: [...choices.values()] };
}

/** What begins as JSON does is JSON: a list that was cut off is none, and no line of it is a choice. */
function itemsOf(given: string): Json | undefined {
  if (!given.trimStart().startsWith('[')) return linesOf(given);
  const read = readJson(given);
  return 'value' in read ? read.value : undefined;
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

function choiceOf(item: Json): Choice | undefined {
  const plain = textOf(item);
  if (plain !== undefined) return { value: plain, label: plain };
  if (typeof item !== 'object' || item === null || Array.isArray(item) || isExact(item)) return undefined;
  const { value, label } = item as { readonly [field: string]: Json };
  const text = value === undefined ? undefined : textOf(value);
  if (text === undefined) return undefined;
  return { value: text, label: typeof label === 'string' && label.trim() !== '' ? label : text };
}

function textOf(value: Json): string | undefined {
  if (isNumeric(value)) return numberText(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
