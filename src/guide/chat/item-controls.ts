import { type DraftControl, draftButton, openingForm } from '../../chat/draft.ts';
import { labelsWithin } from '../../chat/fit.ts';
import type { Placed } from '../model/state.ts';
import type { Item } from '../sheet/sheet.ts';

/** Where a control stands: on the card that everybody sees, or on one person's card of an item. */
export type From = 'card' | 'item';

const LABEL = 60;
/** More choices than these are a menu. */
const MOST_BUTTONS = 5;

/** What can be done about an item now. Showing it authorizes nobody. */
export function itemControls(guide: string, placed: Placed, from: From): readonly DraftControl[] {
  const { item, standing, state } = placed;
  const data = { guide, item: item.id, from };
  const move = (
    label: string,
    does: string,
    more: Readonly<Record<string, string | boolean>> = {},
    style: 'primary' | 'default' = 'default',
  ) => draftButton(label, 'guide.move', { ...data, does, ...more }, style);
  const again = openingForm(move('Open it again', 'reopened'), false);
  switch (standing) {
    case 'asked':
      return [
        move('Yes, it is due', 'weighed', { due: true }, 'primary'),
        move('No', 'weighed', { due: false }),
      ];
    case 'open':
    case 'half':
      return [
        ...ways(guide, placed, from),
        ...(item.skippable ? [openingForm(move('Skip', 'skipped'))] : []),
      ];
    case 'failed':
      return [
        ...ways(guide, placed, from),
        ...item.remedies.map((one) =>
          draftButton(labelOf('Start', one.title), 'guide.start', { ref: one.ref }),
        ),
        openingForm(move('Go on all the same', 'skipped')),
        ...(item.work.by === 'person' || item.work.by === 'answer' ? [again] : []),
        ...lastOf(state.last),
      ];
    case 'running':
      return lastOf(state.awaits, 'Show it');
    case 'done':
      return [...(item.work.by === 'action' ? ways(guide, placed, from) : [again]), ...lastOf(state.last)];
    case 'skipped':
      return [again];
    case 'undue':
      return state.due === false ? [again] : [];
    case 'locked':
      return [];
  }
}

function ways(guide: string, { item, standing }: Placed, from: From): readonly DraftControl[] {
  const { work } = item;
  const data = { guide, item: item.id, from };
  switch (work.by) {
    case 'action': {
      const label = standing === 'open' ? 'Run' : 'Run again';
      return [openingForm(draftButton(labelOf(label, work.action.title), 'guide.run', data, 'primary'))];
    }
    case 'guide':
      return [draftButton(labelOf('Start', work.guide.title), 'guide.within', data, 'primary')];
    case 'answer':
      return answers(data, work.choices);
    case 'person':
      return standing === 'failed' ? [] : personWays(data, item);
  }
}

function personWays(data: Readonly<Record<string, string>>, item: Item): readonly DraftControl[] {
  const done = draftButton('Done', 'guide.move', { ...data, does: 'ticked' }, 'primary');
  return [
    openingForm(done, item.evidence !== 'none'),
    openingForm(draftButton('Not so', 'guide.move', { ...data, does: 'faulted' })),
    ...item.shows.map((one) => draftButton(labelOf('Look', one.title), 'run.next', { action: one.ref })),
  ];
}

function answers(
  data: Readonly<Record<string, string>>,
  choices: readonly { readonly id: string; readonly label: string }[],
): readonly DraftControl[] {
  const labels = labelsWithin(
    choices.map(({ label }) => label),
    LABEL,
  );
  if (choices.length <= MOST_BUTTONS)
    return choices.map(({ id }, index) =>
      draftButton(labels[index] ?? id, 'guide.move', { ...data, does: 'answered', choice: id }, 'primary'),
    );
  const options = choices.map(({ id }, index) => ({ value: id, label: labels[index] ?? id }));
  return [
    {
      type: 'select',
      label: 'Answer',
      options,
      intent: { kind: 'guide.move', data: { ...data, does: 'answered' } },
    },
  ];
}

function lastOf(subject: string | undefined, label = 'Show what decided it'): readonly DraftControl[] {
  if (subject === undefined) return [];
  return subject.startsWith('guide/')
    ? [draftButton(label, 'guide.show', { guide: subject.slice('guide/'.length) })]
    : [draftButton(label, 'subject.open', { subject })];
}

function labelOf(verb: string, title: string): string {
  return labelsWithin([`${verb}: ${title}`], LABEL)[0] ?? verb;
}
