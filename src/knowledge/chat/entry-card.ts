import type { Block } from '../../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton } from '../../chat/draft.ts';
import type { ActionView } from '../../commands/services.ts';
import { waysTo } from '../../commands/ways-to.ts';
import { cut } from '../../values/cut.ts';
import type { Entry } from '../entry.ts';
import type { Shown } from '../service.ts';
import type { Line } from '../told.ts';

/** What belongs to an entry, as far as whoever looks may know of it. */
export interface Belonging {
  readonly actions: readonly ActionView[];
  readonly related: readonly Entry[];
}

/** What a runbook says of one thing: the answer, its lines of the document, and the way to what belongs to it. */
export function entryCard(
  { entry, restricted, hidden, seenBy, holders }: Shown,
  belonging: Belonging,
): CardDraft {
  const { title, noun, systemTitle, description, fields, lines, notes, assumed, ref, source } = entry;
  const who = holders === undefined ? [] : [{ label: 'Who that is', value: whoThatIs(holders) }];
  const all = [...fields, ...who, ...restricted];
  return {
    title,
    tone: 'neutral',
    status: `${capitalized(noun)} of ${systemTitle}`,
    blocks: [
      ...textBlock(description),
      ...(all.length === 0 ? [] : [{ type: 'fields', fields: all } as const]),
      ...(lines.length === 0 ? [] : [listOf(lines)]),
      ...(hidden === undefined ? [] : textBlock(`${hidden.text} ${whomToAsk(seenBy)}`)),
      ...(assumed ? textBlock('The document does not say this: it is assumed.') : []),
      ...notes.flatMap((note) => textBlock(`Note: ${note}`)),
    ],
    controls: waysFrom(entry, belonging),
    footer: source === '' ? ref : `${ref} · source ${source}`,
  };
}

/** Whoever has a role by a group of a platform is known once they have done something here. */
function whoThatIs(holders: readonly string[]): string {
  return holders.length === 0
    ? 'Nobody is known to hold this role now. Whoever has it by a group of a chat platform is known once they have used Keyturn.'
    : holders.join(', ');
}

const NAMES = 300;

function whomToAsk(seenBy: readonly string[]): string {
  return seenBy.length === 0
    ? 'Nobody is known to see it now: ask whoever wrote the runbook.'
    : `Ask somebody who sees it: ${cut(seenBy.join(', '), NAMES)}.`;
}

function textBlock(text: string): readonly Block[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

function listOf(lines: readonly Line[]): Block {
  return {
    type: 'list',
    items: lines.map(({ text, source }) => ({
      mark: 'bullet',
      text: source === undefined ? text : `${text} [${source}]`,
    })),
  };
}

/** What can be worked through step by step, by the collection of the runbook that it stands in. */
const GUIDED: ReadonlySet<string> = new Set(['checklists', 'procedures', 'decisions', 'troubleshooting']);

/** Nobody starts a symptom. */
function startLabel(collection: string, noun: string): string {
  return collection === 'troubleshooting' ? 'Look into it' : `Start this ${noun}`;
}

/** What can be done comes first. Each explains itself, and asks before it does anything. */
function waysFrom(
  { url, collection, noun, ref }: Entry,
  { actions, related }: Belonging,
): readonly DraftControl[] {
  return [
    ...(GUIDED.has(collection) ? [draftButton(startLabel(collection, noun), 'guide.start', { ref })] : []),
    ...waysTo(
      actions.map(({ ref, title }) => ({ value: ref, label: title })),
      { kind: 'help.show', field: 'topic' },
      'What can be run',
    ),
    ...waysTo(
      related.map(({ ref, title, noun }) => ({ value: ref, label: `${title} (${noun})` })),
      { kind: 'knowledge.show', field: 'ref' },
      'What belongs to it',
    ),
    ...(url === undefined ? [] : [{ type: 'link', url, label: 'Open the page' } as const]),
  ];
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
