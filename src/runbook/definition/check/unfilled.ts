import { cut } from '../../../values/cut.ts';
import type { Finding } from '../../../written/problem.ts';
import { placeholdersOf } from '../../plan/template.ts';
import type { Action } from '../construct/action.ts';
import { allStepsOf } from '../construct/sequence.ts';
import { type Check, holds, textsIn } from './check.ts';

type Path = readonly PropertyKey[];

/** What people read of an item. Nothing is filled in there: it is shown before anybody gives a value. */
const TITLES = ['title', 'description', 'notes', 'summary', 'purpose', 'says'];
/** What stands in for what people type, and is taken like that. */
const OFFERED = ['default', 'example', 'choices'] as const;

/** What looks like a placeholder in the words of an action, of its parameters and its steps. */
export function unfilledFindings(action: Action): readonly Finding[] {
  const path: Path = ['actions', action.id];
  const params = Object.entries(action.params).flatMap(([name, param]) => {
    const at = [...path, 'params', name];
    const offered = OFFERED.flatMap((key) => [...textsIn(param[key], [...at, key])]);
    return [
      ...wordsOf(param, at),
      ...offered.flatMap(({ path: place, text }) =>
        placeholdersOf(text).length > 0 ? [literal(place, text)] : [],
      ),
    ];
  });
  const steps = allStepsOf(action).flatMap(({ step, list, index }) => {
    const at = [...path, list, index];
    return wordsOf({ title: step.title, notes: step.notes }, at);
  });
  const outcomes = Object.entries(action.outcomes).flatMap(([name, outcome]) =>
    wordsOf(outcome, [...path, 'outcomes', name]),
  );
  return [...wordsOf(action, path), ...params, ...outcomes, ...steps];
}

/** The same in every other item of a runbook. */
export const checkUnfilled: Check = (runbook) => unfilledIn(runbook);

/** The same in what an author wrote, whatever else of it is faulty. */
export function unfilledIn({
  actions: _actions,
  ...others
}: object & { readonly actions?: unknown }): readonly Finding[] {
  return Object.entries(others).flatMap(([collection, items]): readonly Finding[] => {
    if (TITLES.includes(collection)) return wordsOf({ [collection]: items }, []);
    if (typeof items !== 'object' || items === null) return [];
    return Object.entries(items).flatMap(([id, item]) => within(item, [collection, id]));
  });
}

function within(value: unknown, path: Path): readonly Finding[] {
  if (typeof value !== 'object' || value === null || !holds(value, '{{')) return [];
  return [
    ...wordsOf(value, path),
    ...Object.entries(value).flatMap(([key, item]) =>
      TITLES.includes(key) ? [] : within(item, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function wordsOf(item: object, path: Path): readonly Finding[] {
  return TITLES.flatMap((key) => {
    const words = (item as Readonly<Record<string, unknown>>)[key];
    if (!holds(words, '{{')) return [];
    return [...textsIn(words, [...path, key])].flatMap(({ path: place, text }) =>
      text.includes('{{') ? [literal(place, text)] : [],
    );
  });
}

function literal(path: Path, text: string): Finding {
  return {
    path,
    message: `Nothing is filled in here: ${JSON.stringify(cut(text, 80))} would be shown and taken as it stands.`,
    suggestion: 'Write the words themselves; the parameters of a run are shown beside its title.',
  };
}
