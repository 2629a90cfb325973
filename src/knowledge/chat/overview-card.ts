import type { CardDraft } from '../../chat/draft.ts';
import { waysTo } from '../../commands/ways-to.ts';
import type { Entry } from '../entry.ts';
import { SECTIONS } from '../sections.ts';
import type { Book } from '../service.ts';

const WAY = { kind: 'knowledge.show', field: 'ref' };

/** Which runbooks there are. */
export function booksCard(books: readonly Book[], entries: readonly Entry[]): CardDraft {
  return {
    title: 'The runbooks',
    tone: 'neutral',
    blocks: [
      {
        type: 'list',
        items: books.map(({ id, title }) => ({
          mark: 'bullet',
          text: `${title} (${id}): ${entries.filter(({ system }) => system === id).length} entries`,
        })),
      },
    ],
    controls: waysTo(
      books.map(({ id, title }) => ({ value: id, label: title })),
      WAY,
      'Show one of them',
    ),
    footer: 'By words, in all of them: /ops runbook search text:payments',
  };
}

/** What one runbook has, section by section. */
export function bookCard(
  { id, title, description = '', source }: Book,
  entries: readonly Entry[],
): CardDraft {
  const sections = Map.groupBy(
    entries.filter(({ system }) => system === id),
    ({ collection }) => collection,
  );
  const counted = [...sections].map(([collection, its]) => ({
    value: `${id}:${collection}`,
    label: SECTIONS[collection].title,
    count: its.length,
  }));
  return {
    title,
    tone: 'neutral',
    blocks: [
      ...(description === '' ? [] : [{ type: 'text', text: description } as const]),
      {
        type: 'list',
        items: counted.map(({ label, count }) => ({ mark: 'bullet', text: `${label}: ${count}` })),
      },
    ],
    controls: waysTo(counted, WAY, 'Show a section'),
    footer: source === undefined ? id : `${id} · taken from ${source}`,
  };
}
