import { type CardDraft, draftButton, openingForm } from '../../chat/draft.ts';
import { deadline, exactTime } from '../../chat/time-text.ts';
import { logButton } from '../../commands/log-button.ts';
import { FREEZE, type Freeze, isInForce } from '../freeze.ts';

export interface FreezeWords {
  readonly now: Date;
  called(principal: string): string;
  titleOf(system: string): string;
  actionTitle(reference: string): string;
}

/** A freeze for everybody: what does not begin, until when, and why. */
export function freezeCard(freeze: Freeze, words: FreezeWords): CardDraft {
  const { id, system, reason, exceptions, startedBy, startedAt } = freeze;
  const isOn = isInForce(freeze, words.now);
  const what = system === null ? 'All systems' : words.titleOf(system);
  const are = system === null ? 'are' : 'is';
  return {
    title: isOn ? `${what} ${are} frozen` : `${what} ${are} not frozen any more`,
    tone: isOn ? 'warning' : 'success',
    status: isOn ? onStatus(freeze, words) : offStatus(freeze, words),
    blocks: [
      {
        type: 'said',
        title: `In the words of ${words.called(startedBy)}`,
        entries: [
          { label: 'Why', value: reason },
          ...(freeze.endReason === null ? [] : [{ label: 'Why it ended', value: freeze.endReason }]),
        ],
      },
      ...(exceptions.length === 0
        ? []
        : [
            {
              type: 'list',
              items: exceptions.map((one) => ({
                mark: 'bullet' as const,
                text: `May run all the same: ${words.actionTitle(one)} (${one})`,
              })),
            } as const,
          ]),
      {
        type: 'fields',
        fields: [
          { label: 'Begun by', value: `${words.called(startedBy)}, ${exactTime(startedAt)}` },
          { label: 'Until', value: isOn ? deadline(freeze.endsAt, words.now) : exactTime(freeze.endsAt) },
        ],
      },
    ],
    controls: [
      ...(isOn ? [openingForm(draftButton('End it now', 'freeze.end', { freeze: id }))] : []),
      logButton(FREEZE.subject(id)),
    ],
    footer: id,
  };
}

function onStatus({ endsAt }: Freeze, { now }: FreezeWords): string {
  return `Nothing of the risks high and critical begins until ${deadline(endsAt, now)}. What stops or pauses something always may.`;
}

function offStatus({ endedAt, endedBy, endsAt }: Freeze, words: FreezeWords): string {
  return endedBy === null
    ? `Its time was over at ${exactTime(endsAt)}. What was refused meanwhile has to be asked for again.`
    : `${words.called(endedBy)} ended it at ${exactTime(endedAt ?? endsAt)}. What was refused meanwhile has to be asked for again.`;
}
