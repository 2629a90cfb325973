import type { Runbook } from './runbook.ts';

type Written = Pick<Runbook, 'procedures' | 'decisions' | 'checklists' | 'troubleshooting'>;

/** Words that stand for an action elsewhere in its runbook. */
interface Leading {
  readonly action: string | undefined;
  readonly words: readonly string[];
}

/**
 * What the procedures, decisions, checklists and symptoms of a runbook are called, for each action that they lead to: whoever knows
 * the situation and not the action finds it by that.
 */
export function spokenOf(runbook: Written): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, Set<string>>();
  for (const { action, words: told } of leadingIn(runbook)) {
    if (action === undefined) continue;
    const known = words.get(action) ?? new Set();
    for (const word of told) known.add(word);
    words.set(action, known);
  }
  return new Map([...words].map(([action, told]) => [action, [...told]]));
}

function leadingIn({ procedures, decisions, checklists, troubleshooting }: Written): readonly Leading[] {
  return [
    ...Object.entries(procedures).flatMap(([id, { title, steps }]) =>
      steps
        .flatMap((step) => [step, ...(step.items ?? [])])
        .map(({ action, title: own }) => ({ action, words: [id, title, own] })),
    ),
    ...Object.entries(decisions).flatMap(([id, { title, choices }]) =>
      choices.map(({ action, label }) => ({ action, words: [id, title, label] })),
    ),
    ...Object.values(checklists).flatMap(({ items }) =>
      items.map(({ action, title }) => ({ action, words: [title] })),
    ),
    ...Object.values(troubleshooting).flatMap(({ title, symptoms, tries }) =>
      tries.map(({ action, title: own }) => ({ action, words: [title, ...symptoms, own] })),
    ),
  ];
}
