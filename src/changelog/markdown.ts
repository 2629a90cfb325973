import { cut } from '../values/cut.ts';
import { beganLongBefore, isAltered, type Listed, momentOf } from './change.ts';

/** What a file of changes says of itself. */
export interface Sheet {
  readonly title: string;
  /** When it was made. */
  readonly at: Date;
  /** What goes on, and may have changed something by then. */
  readonly underWay: readonly Listed[];
  /** The newest first. */
  readonly changes: readonly Listed[];
  /** Whether older ones were left out. */
  readonly isPart: boolean;
}

/** As much of what was given to a run, in all. */
const GIVEN = 600;

/** Changes as Markdown, day by day, the newest first. Nothing that people typed is read as markup. */
export function markdownOf({ title, at, underWay, changes, isPart }: Sheet): string {
  const days = Map.groupBy(changes, (change) => momentOf(change).toISOString().slice(0, 10));
  const oldest = changes.at(-1);
  const lines = [
    `# ${plain(title)}`,
    '',
    `${countInWords(changes.length)}, the newest first by when it was done, as the log of Keyturn has them at ${timeText(at)}. Times are UTC. Each ends with its id: \`/ops audit show\` shows all that happened to it, and \`keyturn audit verify\` proves it.`,
    ...(isPart && oldest !== undefined
      ? ['', `It begins with ${timeText(momentOf(oldest))}: older ones are not in this file.`]
      : []),
    ...(underWay.length === 0 ? [] : ['', '## Under way', '', ...underWay.map(lineOf)]),
    ...[...days].flatMap(([day, its]) => ['', `## ${day}`, '', ...its.map(lineOf)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** `One change`, `12 changes`. */
export function countInWords(count: number): string {
  return count === 1 ? 'one change' : `${count} changes`;
}

/** One change in a line of a list. */
export function lineOf(change: Listed): string {
  const { chain } = change;
  const time = momentOf(change).toISOString().slice(11, 19);
  const id = chain.slice(chain.indexOf('/') + 1);
  if (isAltered(change))
    return `- ${time} what stands there is not as Keyturn wrote it: nobody knows whether it was a change \`${id}\``;
  const began = beganLongBefore(change);
  const { at, by, what, type, doneAt, reason, ended, given, system } = change;
  const parts = [
    `**${plain(what)}**`,
    ...(type === undefined ? [] : [plain(type)]),
    ...(given === 'lost' ? [LOST] : given.length === 0 ? [] : [cut(given.map(plain).join('; '), GIVEN)]),
    ...(reason === undefined ? [] : [`why: ${plain(reason)}`]),
    ...(began === undefined ? [] : [`began ${timeText(began)}`]),
    ...(doneAt === undefined ? [] : [`written down ${timeText(at)}`]),
    ...(ended === undefined ? [] : [plain(ended)]),
  ];
  return `- ${time} ${plain(by)} (${plain(system)}): ${parts.join('; ')} \`${id}\``;
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
