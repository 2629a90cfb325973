import { type CardDraft, draftButton } from '../../chat/draft.ts';
import type { CommandContext } from '../../commands/command.ts';
import { requireAllowed } from '../../commands/who.ts';
import { quoted } from '../../values/quoted.ts';
import type { Entry } from '../entry.ts';
import { KNOWLEDGE } from '../key.ts';
import { isCollection, SECTIONS } from '../sections.ts';
import { listCard } from './list-card.ts';
import { oneCard } from './one.ts';
import { bookCard, booksCard } from './overview-card.ts';
import { searchCard } from './search.ts';

/**
 * What somebody wants to see: all runbooks where they name nothing, a runbook (`shop`), a section of it (`shop:contacts`), an entry
 * (`shop:contacts/lead`, or by its title or name alone where only one is called so); anything else is looked for.
 * @param from where in a section the page begins
 * @throws OpsError for whoever may not look
 */
export async function showCard(context: CommandContext, typed: string, from = 0): Promise<CardDraft> {
  await requireAllowed(context, { do: 'view' });
  const knowledge = KNOWLEDGE.in(context.services);
  const [books, entries, wanted] = [knowledge.books(), knowledge.entries(), typed.trim()];
  if (wanted === '') return booksCard(books, entries);
  const book = books.find(({ id }) => id === wanted.toLowerCase());
  if (book !== undefined) return bookCard(book, entries);
  const section = sectionCard(entries, wanted, from);
  if (section !== undefined) return section;
  const [named, ...others] = entriesNamed(entries, wanted.toLowerCase());
  if (named !== undefined && others.length === 0) return oneCard(context, named);
  return goneCard(wanted) ?? searchCard(context, { text: typed });
}

/** Whoever follows a control or an address to what a runbook has no more is told so: other things with these words are not it. */
function goneCard(wanted: string): CardDraft | undefined {
  const [system = '', name = ''] = wanted.split(':');
  const [collection = '', ...rest] = name.split('/');
  if (!isCollection(collection) || rest.length === 0) return undefined;
  return {
    title: `No runbook has ${quoted(wanted, 100)}`,
    tone: 'neutral',
    blocks: [
      {
        type: 'text',
        text: 'It has been renamed or taken out since, or it was never there under this name.',
      },
    ],
    controls: [
      draftButton('Look for its name', 'knowledge.search', { text: rest.join(' ').replaceAll('-', ' ') }),
      draftButton('Show the runbook', 'knowledge.show', { ref: system }),
    ],
  };
}

function entriesNamed(entries: readonly Entry[], wanted: string): readonly Entry[] {
  const whole = entries.filter(({ ref }) => ref.toLowerCase() === wanted);
  if (whole.length > 0) return whole;
  return entries.filter(({ ref, title }) => title.toLowerCase() === wanted || ref.endsWith(`/${wanted}`));
}

function sectionCard(entries: readonly Entry[], ref: string, from: number): CardDraft | undefined {
  const [system = '', typed = ''] = ref.toLowerCase().split(':');
  const collection = Object.keys(SECTIONS).find((name) => name.toLowerCase() === typed);
  if (collection === undefined || !isCollection(collection)) return undefined;
  const its = entries.filter((entry) => entry.system === system && entry.collection === collection);
  const [first] = its;
  if (first === undefined) return undefined;
  return listCard({
    title: `${SECTIONS[collection].title} of ${first.systemTitle}`,
    entries: its,
    from,
    isSection: true,
    again: { kind: 'knowledge.show', data: { ref } },
  });
}
