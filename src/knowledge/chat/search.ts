import { type CardDraft, type DraftControl, draftButton } from '../../chat/draft.ts';
import type { CommandContext } from '../../commands/command.ts';
import { findActions } from '../../commands/search.ts';
import { actionsSeenBy } from '../../commands/seen.ts';
import { systemNamed } from '../../commands/system-named.ts';
import { waysTo } from '../../commands/ways-to.ts';
import { requireAllowed } from '../../commands/who.ts';
import { cut } from '../../values/cut.ts';
import { quoted } from '../../values/quoted.ts';
import { anyOf } from '../../values/saying.ts';
import { KNOWLEDGE } from '../key.ts';
import { findEntries, nearestWords, unknownWords } from './find-entries.ts';
import { listCard } from './list-card.ts';
import { oneCard } from './one.ts';
import { booksCard } from './overview-card.ts';

/** What somebody looks for. */
export interface Sought {
  readonly text: string;
  readonly system?: string | undefined;
  /** Where the page begins. Default: with the best. */
  readonly from?: number | undefined;
}

/**
 * What of the runbooks has to do with some words, best first; what is found alone is shown at once.
 * @throws OpsError for whoever may not look, and where there is no such system
 */
export async function searchCard(context: CommandContext, sought: Sought): Promise<CardDraft> {
  await requireAllowed(context, { do: 'view' });
  const { text, from = 0 } = sought;
  const knowledge = KNOWLEDGE.in(context.services);
  if (text.trim() === '') return booksCard(knowledge.books(), knowledge.entries());
  const system = sought.system?.trim() ? systemNamed(context.services, sought.system.trim()).id : undefined;
  const entries = findEntries(knowledge.entries(), text, system);
  const [first] = entries;
  if (first === undefined) return nothingCard(context, text, system);
  const unknown = unknownWords(knowledge.entries(), text, system);
  if (entries.length === 1 && unknown.length === 0) return oneCard(context, first);
  return listCard({
    title: `What the runbooks say of ${quoted(text, 80)}`,
    entries,
    from,
    isSection: false,
    remarks:
      unknown.length === 0 ? [] : [`Nothing in them has ${anyOf(unknown.map((word) => quoted(word)))}.`],
    again: { kind: 'knowledge.search', data: { text, ...(system === undefined ? {} : { system }) } },
    more: await waysToActions(context, text),
  });
}

/** What can be done about it stands in the help. */
async function waysToActions(context: CommandContext, text: string): Promise<readonly DraftControl[]> {
  const isSeen = await actionsSeenBy(context);
  const found = findActions(context.services.catalogue.actions(), text, { isSeen });
  return found.length === 0
    ? []
    : [draftButton('What can be run', 'help.show', { topic: text.slice(0, 200) })];
}

/** That nothing has these words is an answer: it says where was looked, and what is spelt most like them. */
async function nothingCard(
  context: CommandContext,
  text: string,
  system: string | undefined,
): Promise<CardDraft> {
  const knowledge = KNOWLEDGE.in(context.services);
  const entries = knowledge.entries().filter((entry) => system === undefined || entry.system === system);
  const elsewhere = system === undefined ? 0 : findEntries(knowledge.entries(), text).length;
  const nearest = nearestWords(entries, text);
  const books = knowledge.books().filter(({ id }) => system === undefined || id === system);
  return {
    title: `Nothing in the runbooks has to do with ${quoted(text, 80)}`,
    tone: 'neutral',
    blocks: [
      {
        type: 'text',
        text: [
          `Looked at: ${entries.length} entries of ${cut(books.map(({ title }) => title).join(', '), 300)}.`,
          ...(elsewhere > 0 ? [`Other systems have ${elsewhere}.`] : []),
          nearest.length === 0
            ? 'No word in them is spelt nearly so: try another one.'
            : 'Spelt most like it are the words below.',
        ].join(' '),
      },
    ],
    controls: [
      ...waysTo(
        nearest.map((word) => ({ value: word, label: word })),
        { kind: 'knowledge.search', field: 'text' },
        'Look for one of them',
      ),
      ...(elsewhere > 0 ? [draftButton('Look in all systems', 'knowledge.search', { text })] : []),
      ...(await waysToActions(context, text)),
    ],
  };
}
