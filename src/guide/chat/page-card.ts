import type { Block } from '../../chat/card.ts';
import { type CardDraft, draftButton } from '../../chat/draft.ts';
import { labelsWithin } from '../../chat/fit.ts';
import type { Guide } from '../guide.ts';
import { type Placed, standings } from '../model/state.ts';
import { type Called, countsOf, itemLine } from './words.ts';

/** As many as one menu of each platform holds, and a card has room for. */
const PAGE = 15;
const LABEL = 70;

/** All items of a guide in their order, a page at a time, each to be opened. */
export function pageCard({ id, sheet, state }: Guide, from: number, called: Called): CardDraft {
  const placed = standings(sheet, state);
  const page = placed.slice(from, from + PAGE);
  const labels = labelsWithin(
    page.map(({ item }) => item.title),
    LABEL,
  );
  const options = page.map(({ item }, index) => ({ value: item.id, label: labels[index] ?? item.id }));
  const turn = (label: string, to: number) =>
    draftButton(label, 'guide.page', { guide: id, from: to, own: true });
  return {
    title: sheet.title,
    tone: 'neutral',
    status: `${countsOf(placed)}. ${from + 1} to ${from + page.length} of ${placed.length}:`,
    blocks: sectionsOf(page, called),
    controls: [
      {
        type: 'select',
        label: 'Open an item',
        options,
        intent: { kind: 'guide.item', data: { guide: id, own: true } },
      },
      ...(from === 0 ? [] : [turn('Back', Math.max(0, from - PAGE))]),
      ...(from + PAGE >= placed.length ? [] : [turn('On', from + PAGE)]),
    ],
    footer: id,
  };
}

function sectionsOf(page: readonly Placed[], called: Called): readonly Block[] {
  const blocks: Block[] = [];
  for (const [section, its] of Map.groupBy(page, ({ item }) => item.section)) {
    if (section !== '') blocks.push({ type: 'text', text: section });
    blocks.push({ type: 'list', items: its.map((one) => itemLine(one, called)) });
  }
  return blocks;
}
