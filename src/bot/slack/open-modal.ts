import type { types } from '@slack/bolt';
import { OpsError } from '../../errors.ts';
import type { WebClient } from './client.ts';
import { slackErrorOf, toDeliveryError } from './errors.ts';

const LATE: ReadonlySet<string> = new Set(['expired_trigger_id', 'trigger_expired', 'exchanged_trigger_id']);

/** @throws OpsError when Slack does not let us open it (any more), DeliveryError when something else fails. */
export async function openModal(
  client: WebClient,
  trigger: string | undefined,
  view: types.ModalView,
): Promise<void> {
  if (trigger === undefined) throw notOpened('Slack opens forms only after a command or a click.');
  try {
    await client.views.open({ trigger_id: trigger, view });
  } catch (error) {
    if (LATE.has(slackErrorOf(error) ?? ''))
      throw notOpened('Slack waits three seconds for a form, no longer.');
    throw toDeliveryError(error);
  }
}

function notOpened(why: string): OpsError {
  return new OpsError({
    code: 'slack.form-late',
    what: 'The form could not be opened.',
    why: `${why} Nothing was done.`,
    next: 'Give the command, or click, once more.',
  });
}
