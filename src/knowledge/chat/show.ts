import type { CardDraft } from '../../chat/draft.ts';
import type { CommandContext } from '../../commands/command.ts';
import { requireAllowed } from '../../commands/who.ts';
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
  return named !== undefined && others.length === 0
    ? oneCard(context, named)
    : searchCard(context, { text: typed });
}

function entriesNamed(entries: readonly Entry[], wanted: string): readonly Entry[] {
  const whole = entries.filter(({ ref }) => ref.toLowerCase() === wanted);
  if (whole.length > 0) return whole;
  return entries.filter(({ ref, title }) => title.toLowerCase() === wanted || ref.endsWith(`/${wanted}`));
}

function sectionCard(entries: readonly Entry[], ref: string, from: number): CardDraft | undefined {
  const [system = '', collection = ''] = ref.split(':');
  if (!isCollection(collection)) return undefined;
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
