import type { Block } from '../chat/card.ts';
import type { CardDraft } from '../chat/draft.ts';
import { RUN } from '../runbook/run/run.ts';
import type { RunView } from '../runbook/service.ts';
import { logButton } from './log-button.ts';
import { paramFields } from './plan-lines.ts';
import { wordsIn } from './run-words.ts';
import type { PeoplePort } from './services.ts';
import { pictureOf } from './snapshot.ts';

/** What was given to a run and what people wrote in it, whole: its card has room for the beginning of each. */
export async function runDetails(
  run: RunView,
  people: Pick<PeoplePort, 'named'>,
  at: Date,
): Promise<CardDraft> {
  const words = wordsIn(run);
  const names = await people.named(words.map(({ by }) => by));
  const params = paramFields(run.plan.params);
  return {
    title: `Details: ${run.plan.title}`,
    tone: 'neutral',
    blocks: [
      pictureOf(at, 'the card of the run'),
      ...(params.length === 0
        ? []
        : [{ type: 'said', title: 'Parameters, as given', entries: params } satisfies Block]),
      ...words.map(({ by, label, words: value }) => {
        const title = `In the words of ${names.get(by)?.name ?? by}`;
        return { type: 'said', title, entries: [{ label, value }] } satisfies Block;
      }),
    ],
    controls: [logButton(RUN.subject(run.id))],
    footer: run.id,
  };
}
