import { DeliveryError } from '../../../chat/port.ts';
import { messageOf } from '../../../errors.ts';

const TIMEOUT_MS = 5_000;

/**
 * Answers at the address that Slack gave with an interaction; it works five times within half an hour, also where
 * the app is not a member.
 * @throws DeliveryError `gone` when the address does not work any more.
 */
export async function respond(url: string, message: object): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new DeliveryError('unavailable', `Slack cannot be reached: ${messageOf(error)}`);
  }
  if (response.ok) return;
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after') ?? 30);
    throw new DeliveryError('rate-limited', 'Slack asks us to wait.', seconds * 1_000);
  }
  const kind = response.status >= 500 ? 'unavailable' : 'gone';
  throw new DeliveryError(kind, `Slack answered with status ${response.status}.`);
}
