import type { FormField } from '../chat/card.ts';
import { toldApart } from '../chat/told-apart.ts';
import type { PickLists } from '../runbook/service.ts';

/** Somebody whom a value may name. */
export interface Nameable {
  readonly id: string;
  readonly name: string;
  /** Roles that they hold, or may hold by a group of a platform. */
  readonly roles: readonly string[];
}

/** What a form can offer that no definition holds: the people of the settings, and what there is to pick for each parameter. */
export interface Offers {
  readonly people: readonly Nameable[];
  readonly lists: PickLists;
}

export const NOTHING_OFFERED: Offers = { people: [], lists: {} };

/** What a value of a type is asked by in a form, and what there is to choose from; what has no field of its own is typed. */
export function fieldType(
  type: string,
  choices: readonly string[],
  { people, lists }: Offers,
  name: string,
): Pick<FormField, 'type' | 'choices'> {
  const list = type === 'pick' && Object.hasOwn(lists, name) ? lists[name] : undefined;
  if (list !== undefined) return { type: 'choice', choices: toldApart(list) };
  if (type === 'person' && people.length > 0)
    return {
      type: 'choice',
      choices: people.map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
    };
  return {
    type: FIELD_TYPES[type] ?? 'text',
    ...(choices.length === 0 ? {} : { choices: choices.map((choice) => ({ value: choice, label: choice })) }),
  };
}

const FIELD_TYPES: Readonly<Record<string, FormField['type']>> = {
  longtext: 'longtext',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  choice: 'choice',
};

const MOST = 25;

/** What there is to pick that has what somebody has typed. */
export function searchChoices(
  choices: readonly { readonly value: string; readonly label: string }[],
  text: string,
): readonly { readonly value: string; readonly label: string }[] {
  const typed = text.trim().toLowerCase();
  const found = choices
    .filter(({ value, label }) => [value, label].some((one) => one.toLowerCase().includes(typed)))
    .slice(0, MOST);
  return toldApart(found);
}

/** Those who hold one of some roles; everybody where none is asked for. */
export function holding(people: readonly Nameable[], of: readonly string[] | undefined): readonly Nameable[] {
  return of === undefined ? people : people.filter(({ roles }) => of.some((role) => roles.includes(role)));
}

/** People whose name or id has what somebody has typed, by their id. */
export function searchPeople(
  people: readonly Nameable[],
  text: string,
): readonly { readonly value: string; readonly label: string }[] {
  return searchChoices(
    people.map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
    text,
  );
}
