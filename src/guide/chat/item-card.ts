import type { Block, Field } from '../../chat/card.ts';
import { type CardDraft, draftButton } from '../../chat/draft.ts';
import type { Guide } from '../guide.ts';
import { type Placed, standings } from '../model/state.ts';
import { NOUNS } from '../sheet/sheet.ts';
import { itemControls } from './item-controls.ts';
import { type Called, howItStands, whenSaid } from './words.ts';

/** One item, with all that the runbook says of it, for whoever wants to work on it; undefined where there is no such item. */
export function itemCard(guide: Guide, id: string, called: Called): CardDraft | undefined {
  const { sheet, state } = guide;
  const placed = standings(sheet, state).find(({ item }) => item.id === id);
  if (placed === undefined) return undefined;
  const { item, standing } = placed;
  const how = howItStands(placed, called);
  const when = whenSaid(placed.state.at);
  return {
    title: item.title,
    tone: standing === 'done' ? 'success' : standing === 'failed' ? 'danger' : 'neutral',
    status: `${capital(NOUNS[sheet.kind])} ${sheet.title}: ${how === '' ? 'open' : how}${when === '' ? '' : `, ${when}`}`,
    blocks: [...questionOf(placed), ...fieldsOf(placed, called)],
    controls: [
      ...(state.phase === 'open' ? itemControls(guide.id, placed, 'item') : []),
      draftButton('See all', 'guide.page', { guide: guide.id, from: 0, own: true }),
    ],
    footer: `${guide.id}, item ${item.id}${item.source === '' ? '' : ` · source ${item.source}`}`,
  };
}

function questionOf({ item, standing }: Placed): readonly Block[] {
  const { work, due, notes } = item;
  const asked = standing === 'asked' && due !== null && 'asked' in due ? [due.asked] : [];
  const question = work.by === 'person' || work.by === 'answer' ? [work.question] : [];
  return [...asked, ...question, ...notes].map((text) => ({ type: 'text', text, essential: true }));
}

function fieldsOf({ item, state }: Placed, called: Called): readonly Block[] {
  const { first } = state;
  const fields: readonly Field[] = [
    ...(item.section === '' ? [] : [{ label: 'Part', value: item.section }]),
    ...(item.of.length === 0 ? [] : [{ label: 'For', value: item.of.join(', ') }]),
    ...(item.twoPeople ? [{ label: 'Two people', value: 'Somebody else has to say so, too.' }] : []),
    ...(first === undefined
      ? []
      : [{ label: 'First said by', value: `${called(first.by)}, ${whenSaid(first.at)}` }]),
  ];
  const said = [
    ...(state.evidence === undefined ? [] : [{ label: 'Evidence', value: state.evidence }]),
    ...(first?.evidence === undefined ? [] : [{ label: 'Evidence of the first', value: first.evidence }]),
    ...(state.reason === undefined ? [] : [{ label: 'Why', value: state.reason }]),
  ];
  return [
    ...(fields.length === 0 ? [] : [{ type: 'fields', fields } as const]),
    ...(said.length === 0 ? [] : [{ type: 'said', title: 'In their words', entries: said } as const]),
  ];
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
