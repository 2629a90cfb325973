import type { Block } from '../chat/card.ts';
import type { CardDraft } from '../chat/draft.ts';
import { saidDone } from '../runbook/run/decided.ts';
import { RUN } from '../runbook/run/run.ts';
import type { RunView } from '../runbook/service.ts';
import { logButton } from './log-button.ts';
import { paramFields } from './plan-lines.ts';
import { checkTables } from './run-parts/check-tables.ts';
import { outputBlocks } from './run-parts/run-output.ts';
import { stepItem, titleOf } from './run-parts/run-steps.ts';
import { wordsIn } from './run-words.ts';
import type { PeoplePort } from './services.ts';
import { pictureOf } from './snapshot.ts';

/**
 * What became of each step of a run, all that was compared, the end of what it printed, and, whole, what was given to it and what
 * people wrote in it: its card has room for what matters most, and folds the rest.
 */
export async function runDetails(
  run: RunView,
  people: Pick<PeoplePort, 'named'>,
  at: Date,
): Promise<CardDraft> {
  const words = wordsIn(run);
  const saidDoneBy = run.steps.flatMap((step) => saidDone(step)?.by ?? []);
  const names = await people.named([...words.map(({ by }) => by), ...saidDoneBy]);
  const name = (principal: string): string => names.get(principal)?.name ?? principal;
  const titleAt = (position: number): string => titleOf(run, run.steps[position]);
  const params = paramFields(run.plan);
  return {
    title: `Details: ${run.plan.title}`,
    tone: 'neutral',
    blocks: [
      pictureOf(at, 'the card of the run'),
      { type: 'list', items: run.steps.map((step) => stepItem(run, step, name)) },
      ...checkTables(run.steps, titleAt).map(unfolded),
      ...outputBlocks(run, titleAt).map(unfolded),
      ...(params.length === 0
        ? []
        : [{ type: 'said', title: 'Parameters, as given', entries: params } satisfies Block]),
      ...words.map(({ by, label, words: value }) => {
        const title = `In the words of ${name(by)}`;
        return { type: 'said', title, entries: [{ label, value }] } satisfies Block;
      }),
    ],
    controls: [logButton(RUN.subject(run.id))],
    footer: run.id,
  };
}

/** Whoever asks for the details looks a second time. */
function unfolded({ fold: _fold, ...block }: Block): Block {
  return block;
}
