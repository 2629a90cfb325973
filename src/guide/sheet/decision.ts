import type { Runbook } from '../../runbook/definition/runbook.ts';
import { actionWork, guideNamed, itemOf } from './parts.ts';
import type { Due, Item } from './sheet.ts';

type Written = Runbook['decisions'][string];

/**
 * The questions of a tree, each due by the answer to the one before, and what its ends lead to. A question that is on its own way
 * already begins as a guide of its own: no tree is without end.
 */
export function decisionItems(runbook: Runbook, id: string): readonly Item[] {
  return itemsFrom(runbook, id, { id, due: null, way: [] });
}

interface At {
  /** Of the item. */
  readonly id: string;
  readonly due: Due | null;
  /** The questions that lead here. */
  readonly way: readonly string[];
}

function itemsFrom(runbook: Runbook, name: string, { id, due, way }: At): readonly Item[] {
  const written = runbook.decisions[name];
  if (written === undefined) return [];
  const choices = written.choices.map(({ id: choice, label, tell = '' }) => ({ id: choice, label, tell }));
  const question = itemOf(written, {
    id,
    due,
    work: { by: 'answer', question: written.question, choices },
  });
  const on = [...way, name];
  return [question, ...written.choices.flatMap((choice) => endsOf(runbook, choice, id, on))];
}

function endsOf(
  runbook: Runbook,
  { id: choice, label, source, action, procedure, decision }: Written['choices'][number],
  question: string,
  way: readonly string[],
): readonly Item[] {
  const at = { id: `${question}/${choice}`, due: { item: question, is: choice }, way };
  const written = { title: label, source };
  const guide = (kind: 'procedures' | 'decisions', name: string, id: string): Item => {
    const named = guideNamed(runbook, kind, name);
    return itemOf(
      { ...written, title: named.title },
      { id, due: at.due, work: { by: 'guide', guide: named } },
    );
  };
  const ends: Item[] = [];
  if (action !== undefined) {
    const work = actionWork(runbook, action, false);
    const { title = label } = runbook.actions[action] ?? {};
    ends.push(
      itemOf(
        { ...written, title },
        { id: `${at.id}/do`, due: at.due, work: { ...work, automatic: false } as typeof work },
      ),
    );
  }
  if (procedure !== undefined) ends.push(guide('procedures', procedure, `${at.id}/guide`));
  if (decision === undefined) return ends;
  return way.includes(decision)
    ? [...ends, guide('decisions', decision, at.id)]
    : [...ends, ...itemsFrom(runbook, decision, at)];
}
