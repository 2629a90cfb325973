import type { Block } from '../chat/card.ts';
import type { Plan } from '../runbook/plan/plan.ts';
import type { Reply } from './command.ts';
import { paramFields } from './plan-lines.ts';
import type { CataloguePort } from './services.ts';

/** Parameters of a plan letter by letter, where it has any. */
export function paramsAsGiven(plan: Plan): readonly Block[] {
  const entries = paramFields(plan);
  return entries.length === 0 ? [] : [{ type: 'said', title: 'Parameters, as given', entries }];
}

/** Everything that a plan would do, and who must agree: it keeps its room on the card. */
export function sectionsOf(plan: Plan, describe: CataloguePort['describe']): readonly Block[] {
  return describe(plan).map(({ title, lines }) => ({
    type: 'code',
    essential: true,
    label: title,
    text: lines.join('\n'),
  }));
}

/** The answer to a dry run of an action that cannot rehearse: what it would do, and that it did not. */
export function planShown(
  plan: Plan,
  unrehearsed: string | undefined,
  describe: CataloguePort['describe'],
  visibility: 'quiet' | 'channel',
): Reply {
  return {
    type: 'card',
    visibility,
    card: {
      title: `What would run: ${plan.title}`,
      tone: 'neutral',
      status: `Nothing was run, and nothing was asked for. This action cannot rehearse${unrehearsed === undefined ? '' : ` (${unrehearsed.replace(/\.$/, '')})`}: this is its plan.`,
      blocks: [...paramsAsGiven(plan), ...sectionsOf(plan, describe)],
      controls: [],
      footer: [plan.action, plan.environment, ...(plan.source === '' ? [] : [`source ${plan.source}`])].join(
        ' · ',
      ),
    },
  };
}
