import { DeliveryError } from '../../chat/port.ts';
import { messageOf } from '../../errors.ts';

/** What Slack's own error words mean for a message. All others say that the request itself was wrong. */
const KINDS: Readonly<Record<string, DeliveryError['kind']>> = {
  channel_not_found: 'no-channel',
  is_archived: 'no-channel',
  is_inactive: 'no-channel',
  not_in_channel: 'no-channel',
  message_not_found: 'gone',
  thread_not_found: 'gone',
  // The message is there, but no longer ours to change: then a new one takes its place.
  edit_window_closed: 'gone',
  cant_update_message: 'gone',
  ratelimited: 'rate-limited',
  rate_limited: 'rate-limited',
  internal_error: 'unavailable',
  fatal_error: 'unavailable',
  service_unavailable: 'unavailable',
  request_timeout: 'unavailable',
};

/** What people can make more of than of Slack's word. */
const SAID: Readonly<Record<string, string>> = {
  channel_not_found: 'The channel does not exist, or is private and without the app',
  is_archived: 'The channel is archived',
  is_inactive: 'The channel is archived',
  not_in_channel: 'The app is not in the channel',
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
    const said = SAID[word];
    const answer = said === undefined ? `Slack answered "${word}".` : `${said} (Slack answered "${word}").`;
    return new DeliveryError(KINDS[word] ?? 'rejected', answer);
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
