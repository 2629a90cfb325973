import type { CitingRunbook } from '../../../src/coverage/runbook.ts';
import type { Citation } from '../../../src/runbook/definition/citation/cited.ts';
import { rangesOf, showRange } from '../../../src/runbook/definition/citation/lines.ts';
import type { Runbook } from '../../../src/runbook/definition/runbook.ts';

/** What carries a collection out once it is there; nothing else of a runbook waits. */
const WAITS_FOR: Readonly<Record<string, string>> = {
  procedures: 'guides',
  decisions: 'guides',
  checklists: 'guides',
  schedules: 'guides',
  troubleshooting: 'guides',
  metrics: 'watches and alerts',
  monitors: 'watches and alerts',
  limits: 'watches and alerts',
  alerts: 'watches and alerts',
  routes: 'watches and alerts',
  backups: 'watches and alerts',
  settings: 'watches and alerts',
  severities: 'incidents',
  escalations: 'incidents',
  contacts: 'incidents',
  templates: 'incidents',
};

interface Item {
  readonly collection: string;
  readonly id: string;
  readonly lines: string;
}

/** The page of a system: what of its document runs and which test shows it, what waits and for what, what is left out and why. */
export function coveragePage(
  runbook: Runbook,
  { citations, document }: CitingRunbook,
  exercised: ReadonlyMap<string, readonly string[]>,
  command: string,
): string {
  const items = itemsOf(citations);
  const runs = items.filter(({ collection }) => collection === 'actions');
  const waits = items.filter(({ collection }) => Object.hasOwn(WAITS_FOR, collection));
  const held = items.filter(
    (item) => !runs.includes(item) && !waits.includes(item) && item.collection !== 'leftOut',
  );
  const played = runs.filter(({ id }) => exercised.has(id));
  return [
    `# ${runbook.title}`,
    '',
    `What became of \`${document}\`. Written by \`${command}\` from the runbook and the tests that are there; nobody edits it.`,
    `How lines are placed: [coverage](../coverage.md).`,
    '',
    `## Actions: ${played.length} of ${runs.length} are exercised`,
    '',
    ...table(
      ['lines', 'action', 'exercised by'],
      runs.map(({ id, lines }) => [lines, action(runbook, id), tests(exercised.get(id))]),
    ),
    '',
    `## What actions and cards are made of`,
    '',
    ...table(
      ['lines', 'what'],
      held.map(({ collection, id, lines }) => [lines, `${collection} \`${id}\``]),
    ),
    '',
    '## What is checked, and waits for what carries it out',
    '',
    ...table(
      ['lines', 'what', 'waits for'],
      waits.map(({ collection, id, lines }) => [
        lines,
        `${collection} \`${id}\``,
        WAITS_FOR[collection] ?? '',
      ]),
    ),
    '',
    '## Left out',
    '',
    ...table(
      ['lines', 'why'],
      citations.flatMap(({ ranges, leftOut }) =>
        leftOut === undefined ? [] : [[ranges.map(showRange).join(', '), leftOut]],
      ),
    ),
    '',
  ].join('\n');
}

function itemsOf(citations: readonly Citation[]): readonly Item[] {
  const lines = new Map<string, { collection: string; id: string; numbers: Set<number> }>();
  for (const { path, ranges } of citations) {
    const [collection, id] = path.map(String);
    if (collection === undefined || id === undefined) continue;
    const key = `${collection}/${id}`;
    const item = lines.get(key) ?? { collection, id, numbers: new Set() };
    for (const { from, to } of ranges) for (let line = from; line <= to; line += 1) item.numbers.add(line);
    lines.set(key, item);
  }
  return [...lines.values()]
    .map(({ collection, id, numbers }) => ({ collection, id, numbers: [...numbers].sort((a, b) => a - b) }))
    .toSorted((a, b) => (a.numbers[0] ?? 0) - (b.numbers[0] ?? 0))
    .map(({ collection, id, numbers }) => ({
      collection,
      id,
      lines: rangesOf(numbers).map(showRange).join(', '),
    }));
}

function action(runbook: Runbook, id: string): string {
  const found = runbook.actions[id];
  return found === undefined ? `\`${id}\`` : `\`${id}\` ${found.title}`;
}

function tests(files: readonly string[] | undefined): string {
  return files === undefined
    ? '**nothing yet**'
    : files.map((file) => `\`${file.replace(/^(test|runbooks)\//, '')}\``).join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return ['Nothing.'];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
