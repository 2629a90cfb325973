import type { Block, Card, ListItem } from '../../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton, openingForm } from '../../chat/draft.ts';
import { labelsWithin } from '../../chat/fit.ts';
import { exactTime } from '../../chat/time-text.ts';
import { logButton } from '../../commands/log-button.ts';
import { quoted } from '../../values/quoted.ts';
import { GUIDE, type Guide } from '../guide.ts';
import { type Placed, type Standing, standings } from '../model/state.ts';
import { NOUNS } from '../sheet/sheet.ts';
import { itemControls } from './item-controls.ts';
import { type Called, countsOf, itemLine } from './words.ts';

/** As many lines as are read on a phone without scrolling far. */
const LINES = 8;
const DONE_LINES = 10;
/** One menu of the smallest platform. */
const CHOICES = 25;
const LABEL = 70;

/**
 * A guide as everybody sees it: how far it is, what is to be done now with its buttons, and what else waits. However many items it has,
 * it stays as long as a screen: the rest is on pages.
 */
export function guideCard(guide: Guide, called: Called): CardDraft {
  const { sheet, state, startedBy, startedAt, id } = guide;
  const placed = standings(sheet, state);
  const focus = state.phase === 'open' ? placed.find(isNow) : undefined;
  return {
    title: sheet.title,
    tone: toneOf(guide, placed),
    status: statusOf(guide, placed, called),
    blocks: [
      progressOf(placed),
      ...sheet.about.map((text) => ({ type: 'text', text, fold: 'What it is about' }) as const),
      ...conclusionOf(guide, placed),
      ...(focus === undefined ? [] : focusBlocks(focus)),
      ...waitingBlocks(placed, focus, called),
      ...doneBlocks(placed, called),
    ],
    controls: [
      ...(focus === undefined ? [] : itemControls(id, focus, 'card')),
      ...otherItems(id, placed, focus),
      ...wholeControls(guide),
    ],
    footer: `${id} · started by ${called(startedBy)} ${exactTime(startedAt)} · ${sheet.ref}${sheet.source === '' ? '' : ` · source ${sheet.source}`}`,
  };
}

const NOW: ReadonlySet<Standing> = new Set(['asked', 'open', 'half']);

/** Whether somebody can do it now. */
function isNow({ standing }: Placed): boolean {
  return NOW.has(standing);
}

function toneOf({ state }: Guide, placed: readonly Placed[]): Card['tone'] {
  const hasFailed = placed.some(({ standing, settled }) => standing === 'failed' && !settled);
  switch (state.phase) {
    case 'completed':
      return placed.some(({ standing, state: own }) => standing === 'failed' || own.reason !== undefined)
        ? 'warning'
        : 'success';
    case 'abandoned':
      return 'warning';
    case 'open':
      return hasFailed ? 'danger' : 'progress';
  }
}

function statusOf({ sheet, state }: Guide, placed: readonly Placed[], called: Called): string {
  const noun = NOUNS[sheet.kind];
  switch (state.phase) {
    case 'completed':
      return `This ${noun} is over: ${countsOf(placed)}.`;
    case 'abandoned':
      return `This ${noun} was abandoned: ${quoted(state.conclusion ?? '')}`;
    case 'open':
      return `${countsOf(placed)}. Led by ${called(state.owner)}.`;
  }
}

function progressOf(placed: readonly Placed[]): Block {
  const due = placed.filter(({ standing }) => standing !== 'undue');
  const share = (...all: readonly Standing[]): number =>
    due.length === 0 ? 0 : due.filter(({ standing }) => all.includes(standing)).length / due.length;
  return {
    type: 'progress',
    label: 'So far',
    text: countsOf(placed),
    shares: { done: share('done', 'skipped'), failed: share('failed') },
  };
}

/** What whoever chose was told, and how it ended in the words of people. */
function conclusionOf({ state }: Guide, placed: readonly Placed[]): readonly Block[] {
  const told = placed.flatMap(({ item, state: own, standing }) => {
    if (item.work.by !== 'answer' || standing !== 'done') return [];
    const tell = item.work.choices.find(({ id }) => id === own.outcome)?.tell ?? '';
    return tell === '' ? [] : [tell];
  });
  const texts = [
    ...told,
    ...(state.phase === 'completed' && state.conclusion !== null
      ? [`It ended: ${quoted(state.conclusion)}`]
      : []),
  ];
  return texts.map((text) => ({ type: 'text', text, essential: true }));
}

function focusBlocks({ item, standing }: Placed): readonly Block[] {
  const { work, due } = item;
  const question =
    standing === 'asked' && due !== null && 'asked' in due
      ? due.asked
      : work.by === 'person' || work.by === 'answer'
        ? work.question
        : '';
  const lines = [
    `Now: ${item.title}${item.source === '' ? '' : ` [${item.source}]`}`,
    ...(question === '' || question === item.title ? [] : [question]),
    ...item.notes,
  ];
  return [{ type: 'text', essential: true, text: lines.join('\n') }];
}

/** What went wrong and what is under way stands first. */
const ORDER: readonly Standing[] = ['failed', 'running', 'half', 'asked', 'open', 'locked'];

function waitingBlocks(
  placed: readonly Placed[],
  focus: Placed | undefined,
  called: Called,
): readonly Block[] {
  const waiting = ORDER.flatMap((one) => placed.filter(({ standing }) => standing === one)).filter(
    (one) => one !== focus,
  );
  if (waiting.length === 0) return [];
  const more = waiting.length - LINES;
  const items: ListItem[] = waiting.slice(0, LINES).map((one) => itemLine(one, called));
  if (more > 0) items.push({ mark: 'bullet', text: `${more} more: see all of it.` });
  return [{ type: 'list', items }];
}

function doneBlocks(placed: readonly Placed[], called: Called): readonly Block[] {
  const done = placed.filter(({ standing }) => standing === 'done' || standing === 'skipped');
  if (done.length === 0) return [];
  return [
    {
      type: 'list',
      fold: `${done.length} done or skipped`,
      items: done.slice(-DONE_LINES).map((one) => itemLine(one, called)),
    },
  ];
}

/** The others that something can be done about: a menu opens one, with all that belongs to it. */
function otherItems(
  guide: string,
  placed: readonly Placed[],
  focus: Placed | undefined,
): readonly DraftControl[] {
  const others = ORDER.filter((one) => one !== 'locked')
    .flatMap((one) => placed.filter(({ standing }) => standing === one))
    .filter((one) => one !== focus)
    .slice(0, CHOICES);
  if (others.length === 0) return [];
  const labels = labelsWithin(
    others.map(({ item }) => item.title),
    LABEL,
  );
  const options = others.map(({ item }, index) => ({ value: item.id, label: labels[index] ?? item.id }));
  return [
    {
      type: 'select',
      label: 'Open an item',
      options,
      intent: { kind: 'guide.item', data: { guide, own: false } },
    },
  ];
}

function wholeControls({ id, sheet, state }: Guide): readonly DraftControl[] {
  const whole = (label: string, does: string): DraftControl =>
    openingForm(draftButton(label, 'guide.whole', { guide: id, does }));
  return [
    draftButton('See all', 'guide.page', { guide: id, from: 0, own: false }),
    ...(state.phase !== 'open'
      ? []
      : [
          ...(sheet.kind === 'troubleshooting' ? [whole('It is solved', 'concluded')] : []),
          whole('Hand over', 'handed-over'),
          whole('Abandon', 'abandoned'),
        ]),
    logButton(GUIDE.subject(id)),
  ];
}
