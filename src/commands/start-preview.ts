import { draftButton } from '../chat/draft.ts';
import type { Plan } from '../runbook/plan/plan.ts';
import type { Proposed } from '../runbook/service.ts';
import { type Asked, carrying } from './asked.ts';
import type { Reply } from './command.ts';
import type { Worked } from './last-worked.ts';
import { previewBlocks, wholePlanButton } from './preview.ts';
import { rehearsing, whyUnrehearsed } from './rehearsing.ts';
import { boundTo } from './seen-plan.ts';
import type { ActionView, CataloguePort } from './services.ts';

/** The kind of the intent behind the button that starts what was shown. */
export const START = 'run.start';

/**
 * What a button on a card would start, before it does: a card may have changed under the pointer.
 * @param worked when the action last worked, and what of it runs now
 */
export function startPreview(
  action: ActionView,
  asked: Asked,
  plan: Plan,
  describe: CataloguePort['describe'],
  worked: Worked,
): Reply {
  const { params, share } = asked;
  const given = { action: action.ref, params, share, ...boundTo(plan), ...carrying(asked) };
  const waits = plan.policy !== null;
  return {
    type: 'card',
    visibility: 'quiet',
    card: {
      title: `Start this? ${plan.title}`,
      tone: 'warning',
      status: `Nothing has happened yet. When you press the button, ${waits ? 'others are asked to approve it' : 'it runs at once'}.`,
      blocks: [
        ...previewBlocks(plan, describe),
        { type: 'text', text: worked.lines.join('\n') },
        ...whyUnrehearsed(action),
      ],
      controls: [
        draftButton(waits ? 'Ask for approval' : 'Run it now', START, given, 'primary'),
        wholePlanButton(action, asked),
        ...worked.ways,
        ...rehearsing(action, asked.params),
      ],
      footer: plan.action,
    },
  };
}

/** What the preview becomes once its button was used: where it goes on, and no button any more. */
export function startedCard({ title }: ActionView, started: Proposed, channel: string): Reply {
  const isPending = started.kind === 'pending';
  return {
    type: 'card',
    visibility: 'quiet',
    replaces: true,
    card: {
      title: `${isPending ? 'You asked for it' : 'You started it'}: ${title}`,
      tone: 'neutral',
      status: isPending
        ? `It waits for votes. Its card stands in ${channel}; this one is used up.`
        : `How it goes stands on its card in ${channel}; this one is used up.`,
      blocks: [],
      controls: [],
      footer: isPending ? started.requestId : started.runId,
    },
  };
}
