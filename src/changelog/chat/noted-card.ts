import type { CardDraft } from '../../chat/draft.ts';
import { exactTime } from '../../chat/time-text.ts';
import { logButton } from '../../commands/log-button.ts';
import type { Change } from '../change.ts';

/** What somebody wrote down, for everybody. @param by what they are called */
export function notedCard(
  { at, what, type, doneAt, chain }: Change,
  by: string,
  systemTitle: string,
): CardDraft {
  const more = [
    ...(type === undefined ? [] : [{ label: 'Kind of change', value: type }]),
    ...(doneAt === undefined ? [] : [{ label: 'When', value: exactTime(doneAt) }]),
  ];
  return {
    title: `${systemTitle} was changed, by hand`,
    tone: 'neutral',
    status: `Written down by ${by}, ${exactTime(at)}`,
    blocks: [
      {
        type: 'said',
        title: `In the words of ${by}`,
        entries: [{ label: 'What was changed, and why', value: what }],
      },
      ...(more.length === 0 ? [] : [{ type: 'fields', fields: more } as const]),
    ],
    controls: [logButton(chain)],
    footer: chain.slice(chain.indexOf('/') + 1),
  };
}
