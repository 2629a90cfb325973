import { draftButton } from '../chat/draft.ts';
import { exactTime } from '../chat/time-text.ts';
import type { Plan } from '../runbook/plan/plan.ts';
import type { RunView } from '../runbook/service.ts';
import type { Asked } from './asked.ts';
import type { Reply } from './command.ts';
import type { Worked } from './last-worked.ts';
import { previewBlocks, wholePlanButton } from './preview.ts';
import { rehearsing, whyUnrehearsed } from './rehearsing.ts';
import { boundTo } from './seen-plan.ts';
import type { ActionView, CataloguePort } from './services.ts';

/**
 * What exactly would run the moment that the glass is broken, and the button that breaks it.
 * @param worked when the action last worked, and what of it runs now
 */
export function breakGlassPreview(
  action: ActionView,
  asked: Asked,
  plan: Plan,
  describe: CataloguePort['describe'],
  worked: Worked,
): Reply {
  const { params, share, reason = '', confirmation = '' } = asked;
  const given = { action: action.ref, params, share, reason, confirmation, ...boundTo(plan) };
  return {
    type: 'card',
    visibility: 'quiet',
    card: {
      title: `Break the glass? ${plan.title}`,
      tone: 'danger',
      status: 'Nothing has happened yet. It runs at once, on you alone, when you press the red button.',
      blocks: [
        { type: 'said', title: 'In your words', entries: [{ label: 'Why', value: reason }] },
        ...previewBlocks(plan, describe),
        { type: 'text', text: worked.lines.join('\n') },
        ...whyUnrehearsed(action),
      ],
      controls: [
        draftButton('Break the glass now', 'glass.break', given, 'danger'),
        wholePlanButton(action, asked),
        ...worked.ways,
        ...rehearsing(action, asked.params),
      ],
      footer: 'Others will review it, and you are named in the log.',
    },
  };
}

/** What the preview becomes once its button was used: it says what came of it, and offers nothing any more. */
export function glassBroken(
  { title }: ActionView,
  { reason = '' }: Asked,
  run: Pick<RunView, 'id' | 'queuedAt'> | undefined,
  channel: string,
): Reply {
  const at = run === undefined ? '' : ` at ${exactTime(run.queuedAt)}`;
  return {
    type: 'card',
    visibility: 'quiet',
    replaces: true,
    card: {
      title: `You broke the glass: ${title}`,
      tone: 'neutral',
      status: `Started${at}. How it goes stands on its card in ${channel}; this one is used up.`,
      blocks: [{ type: 'said', title: 'In your words', entries: [{ label: 'Why', value: reason }] }],
      controls: [],
      footer: [...(run === undefined ? [] : [run.id]), 'Others will review it.'].join(' · '),
    },
  };
}
