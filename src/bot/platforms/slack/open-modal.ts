import type { types } from '@slack/bolt';
import { type DeliveryFault, FormNotOpened } from '../../../chat/port.ts';
import { OpsError, type Refusal } from '../../../errors.ts';
import type { WebClient } from './client.ts';
import { slackDetailsOf, slackErrorOf, toDeliveryError } from './errors.ts';

const USED = 'exchanged_trigger_id';
const LATE: ReadonlySet<string> = new Set([
  'expired_trigger_id',
  'trigger_expired',
  'invalid_trigger_id',
  USED,
]);
/** What passes by itself: the same form may open at the next click. */
const PASSING: ReadonlySet<DeliveryFault> = new Set(['rate-limited', 'unavailable']);

/**
 * Opens a form. A call that may not have reached Slack is made once more: its trigger opens one form and no second.
 * @throws FormNotOpened when another click may open it.
 * @throws OpsError when Slack does not take the form, or nothing of ours.
 */
export async function openModal(
  client: WebClient,
  trigger: string | undefined,
  view: types.ModalView,
): Promise<void> {
  if (trigger === undefined)
    throw new FormNotOpened(notOpened('Slack opens forms only right after a command or a click.'));
  const open = () => client.views.open({ trigger_id: trigger, view });
  try {
    await open();
  } catch (error) {
    if (toDeliveryError(error).kind !== 'unavailable') throw refusalOf(error);
    try {
      await open();
    } catch (again) {
      // The first call arrived after all, and only its answer was lost: the form is open.
      if (slackErrorOf(again) !== USED) throw refusalOf(again);
    }
  }
}

function refusalOf(cause: unknown): OpsError {
  if (isLate(cause))
    return new FormNotOpened(notOpened('Slack waits three seconds for a form, no longer.'), { cause });
  const { kind, message } = toDeliveryError(cause);
  const refusal = notOpened(message);
  return PASSING.has(kind) ? new FormNotOpened(refusal, { cause }) : new OpsError(refusal, { cause });
}

/** Slack says it with a word of its own, or as something that is wrong with the arguments: bolt-js issue 895. */
function isLate(error: unknown): boolean {
  return (
    LATE.has(slackErrorOf(error) ?? '') || slackDetailsOf(error).some((detail) => /trigger_?id/i.test(detail))
  );
}

function notOpened(why: string): Refusal {
  return {
    code: 'slack.form-late',
    what: 'The form could not be opened.',
    why: `${why} Nothing was done.`,
    next: 'Give the command, or click, once more.',
  };
}
