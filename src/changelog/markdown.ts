import type { ShownChange } from './change.ts';

/** What a file of changes says of itself. */
export interface Sheet {
  readonly title: string;
  /** When it was made. */
  readonly at: Date;
  /** The newest first. */
  readonly changes: readonly ShownChange[];
  /** Whether older ones were left out. */
  readonly isPart: boolean;
}

/** Changes as Markdown, day by day, the newest first. Nothing that people typed is read as markup. */
export function markdownOf({ title, at, changes, isPart }: Sheet): string {
  const days = Map.groupBy(changes, (change) => change.at.toISOString().slice(0, 10));
  const oldest = changes.at(-1);
  const lines = [
    `# ${plain(title)}`,
    '',
    `${changes.length} changes, the newest first, as the log of Keyturn has them at ${timeText(at)}. Times are UTC. Each ends with its id: \`/ops audit show\` shows all that happened to it, and \`keyturn audit verify\` proves it.`,
    ...(isPart && oldest !== undefined
      ? ['', `Older ones than ${timeText(oldest.at)} are not in this file.`]
      : []),
    ...[...days].flatMap(([day, its]) => ['', `## ${day}`, '', ...its.map(lineOf)]),
  ];
  return `${lines.join('\n')}\n`;
}

function lineOf({ at, by, what, type, doneAt, reason, ended, given, system, chain }: ShownChange): string {
  const parts = [
    `**${plain(what)}**`,
    ...(type === undefined ? [] : [plain(type)]),
    ...(given === 'lost' ? [LOST] : given.map(plain)),
    ...(reason === undefined ? [] : [`why: ${plain(reason)}`]),
    ...(doneAt === undefined ? [] : [`done ${timeText(doneAt)}`]),
    ...(ended === undefined ? [] : [plain(ended)]),
  ];
  const id = chain.slice(chain.indexOf('/') + 1);
  return `- ${at.toISOString().slice(11, 19)} ${plain(by)} (${plain(system)}): ${parts.join('; ')} \`${id}\``;
}

const LOST = 'what was given to it is not what the log has';

function timeText(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** In one line, with whatever Markdown would read as markup marked as text. */
function plain(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\\`*_[\]<>#|~&!]/g, '\\$&');
}
