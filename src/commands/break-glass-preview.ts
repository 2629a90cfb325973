import type { ListItem } from '../chat/card.ts';
import { draftButton } from '../chat/draft.ts';
import { exactTime } from '../chat/time-text.ts';
import { stepTitle } from '../runbook/plan/describe.ts';
import type { Plan, PlannedStep } from '../runbook/plan/plan.ts';
import type { RunView } from '../runbook/service.ts';
import type { Prompt } from '../runbook/steps/step.ts';
import { plannedPrompt } from '../runbook/steps/support/prompt.ts';
import { type Asked, carrying } from './asked.ts';
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
  const waits = waitsOf(plan);
  const lacking = lackingOf(plan);
  const given = {
    action: action.ref,
    params,
    share,
    reason,
    confirmation,
    ...boundTo(plan),
    ...carrying(asked),
  };
  return {
    type: 'card',
    visibility: 'quiet',
    card: {
      title: `Break the glass? ${plan.title}`,
      tone: 'danger',
      status: statusOf(waits.length),
      blocks: [
        ...(lacking.length === 0 ? [] : [{ type: 'list', essential: true, items: lacking } as const]),
        ...(waits.length === 0 ? [] : [{ type: 'list', essential: true, items: waits } as const]),
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

/** Nobody is told that they do alone what then waits for others. */
function statusOf(waits: number): string {
  if (waits === 0)
    return 'Nothing has happened yet. It runs at once, on you alone, when you press the red button.';
  const where = waits === 1 ? 'one of its steps' : `${waits} of its steps`;
  return `Nothing has happened yet. It begins at once, on you alone, when you press the red button, and waits for people at ${where}.`;
}

/** The steps that cannot be carried out as things stand: they fail, and keep none of the others back. */
function lackingOf({ steps }: Plan): readonly ListItem[] {
  return steps.flatMap((step) =>
    step.unready === undefined
      ? []
      : [{ mark: 'failed', text: `${stepTitle(step)} – will fail: ${step.unready.why}` } as const],
  );
}

/** The steps that wait for people, and for whom. */
function waitsOf({ steps }: Plan): readonly ListItem[] {
  return steps.flatMap((step) => {
    const prompt = step.unready === undefined ? plannedPrompt(step) : undefined;
    return prompt === undefined
      ? []
      : [{ mark: 'todo', text: `${stepTitle(step)} – ${waitInWords(step, prompt)}` } as const];
  });
}

function waitInWords({ byHand, when }: PlannedStep, prompt: Prompt): string {
  const { of, notRequester, requester } = prompt;
  const others = of.length === 0 ? 'anybody in the settings' : of.join(' or ');
  const perhaps = when === null ? '' : ', where it comes to that';
  if (byHand && notRequester) return `you do it, or have it done; ${others}, not you, confirms it${perhaps}`;
  if (notRequester) return `${others}, not you, answers${perhaps}`;
  return requester || of.length === 0 ? `you or ${others} answers${perhaps}` : `${others} answers${perhaps}`;
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
