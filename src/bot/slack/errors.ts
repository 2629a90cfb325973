import { DeliveryError } from '../../chat/port.ts';
import { messageOf } from '../../errors.ts';

/** What Slack's own error words mean for a message. All others say that the request itself was wrong. */
const KINDS: Readonly<Record<string, DeliveryError['kind']>> = {
  channel_not_found: 'no-channel',
  is_archived: 'no-channel',
  not_in_channel: 'no-channel',
  message_not_found: 'gone',
  thread_not_found: 'gone',
  ratelimited: 'rate-limited',
  rate_limited: 'rate-limited',
  internal_error: 'unavailable',
  fatal_error: 'unavailable',
  service_unavailable: 'unavailable',
  request_timeout: 'unavailable',
};

// The codes of @slack/web-api's errors.
const PLATFORM = 'slack_webapi_platform_error';
const RATE_LIMITED = 'slack_webapi_rate_limited_error';
const HTTP = 'slack_webapi_http_error';

interface SlackFailure {
  readonly code?: string;
  readonly data?: { readonly error?: string; readonly needed?: string };
  readonly retryAfter?: number;
  readonly statusCode?: number;
}

/** Does a call of the Web API. @throws DeliveryError for whatever it throws. */
export async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toDeliveryError(error);
  }
}

export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { code, retryAfter, statusCode } = (error ?? {}) as SlackFailure;
  if (code === RATE_LIMITED) {
    return new DeliveryError('rate-limited', 'Slack asks us to wait.', (retryAfter ?? 30) * 1_000);
  }
  if (code === PLATFORM) {
    const word = slackErrorOf(error) ?? 'unknown_error';
    return new DeliveryError(KINDS[word] ?? 'rejected', `Slack answered "${word}".`);
  }
  if (code === HTTP && statusCode !== undefined && statusCode < 500) {
    return new DeliveryError('rejected', `Slack answered with status ${statusCode}.`);
  }
  return new DeliveryError('unavailable', `Slack cannot be reached: ${messageOf(error)}`);
}

/** The word with which the Web API refused a call, such as `expired_trigger_id`. */
export function slackErrorOf(error: unknown): string | undefined {
  return ((error ?? {}) as SlackFailure).data?.error;
}

/** The scope that a call would have needed. */
export function neededScope(error: unknown): string | undefined {
  return ((error ?? {}) as SlackFailure).data?.needed;
}
