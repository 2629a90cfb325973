import type { Finding } from '../../../written/problem.ts';
import type { Runbook } from '../runbook.ts';
import type { Check } from './check.ts';

/** What must be finished first, or is worked off with something, and leads back to where it began. */
export const checkCircles: Check = ({ checklists, schedules, procedures }) => [
  ...circlesIn('checklists', 'includes', checklists, ({ includes = [] }) => links(includes, ['includes'])),
  ...circlesIn('schedules', 'onlyAfter', schedules, ({ onlyAfter }) =>
    links(onlyAfter === undefined ? [] : [onlyAfter], ['onlyAfter']),
  ),
  ...circlesIn('procedures', 'procedure', procedures, proceduresIn),
];

/** How one item leads to another. */
interface Link {
  readonly to: string;
  /** Where it does, in the item. */
  readonly path: readonly PropertyKey[];
}

function links(names: readonly string[], path: readonly PropertyKey[]): readonly Link[] {
  return names.map((to) => ({ to, path }));
}

/** What is worked off whenever the procedure is: a step that hangs on something, or may be skipped, is a way out. */
function proceduresIn({ steps }: Runbook['procedures'][string]): readonly Link[] {
  return steps.flatMap(({ procedure, onlyIf, skippable }, index) =>
    procedure === undefined || onlyIf !== undefined || skippable
      ? []
      : [{ to: procedure, path: ['steps', index, 'procedure'] }],
  );
}

function circlesIn<Item>(
  collection: string,
  key: string,
  items: Readonly<Record<string, Item>>,
  linksOf: (item: Item) => readonly Link[],
): readonly Finding[] {
  const led = new Map(Object.entries(items).map(([id, item]) => [id, linksOf(item)]));
  return [...led].flatMap(([id, own]) => {
    const back = own.find(({ to }) => leadsTo(led, to, id));
    if (back === undefined) return [];
    const message = `'${id}' leads back to itself by ${key}, so it would never come to an end.`;
    return [{ path: [collection, id, ...back.path], message, suggestion: 'Take one of them out.' }];
  });
}

function leadsTo(led: ReadonlyMap<string, readonly Link[]>, from: string, wanted: string): boolean {
  // What is added while it is walked is walked as well.
  const seen = new Set([from]);
  for (const id of seen) {
    if (id === wanted) return true;
    for (const { to } of led.get(id) ?? []) seen.add(to);
  }
  return false;
}
