import { DeliveryError, type DeliveryFault, type LimitReach } from '../../../chat/port.ts';
import { messageOf } from '../../../errors.ts';

/** Slack's own words, sorted by what they speak of: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const WORDS: Readonly<Record<DeliveryFault, readonly string[]>> = {
  'no-channel': [
    'channel_not_found',
    'is_archived',
    'is_inactive',
    'not_in_channel',
    'channel_is_archived',
    'channel_type_not_supported',
    'method_not_supported_for_channel_type',
    'messages_tab_disabled',
    'cannot_dm_bot',
    'user_not_in_channel',
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'restricted_action_non_threadable_channel',
    'restricted_action_thread_locked',
    'team_not_found',
  ],
  gone: [
    'message_not_found',
    'thread_not_found',
    // The message is there, but no longer ours to change: then a new one takes its place.
    'edit_window_closed',
    'cant_update_message',
  ],
  'rate-limited': ['ratelimited', 'rate_limited'],
  // Somebody mends these, and then everything that waits is taken.
  'shut-out': [
    'account_inactive',
    'token_revoked',
    'token_expired',
    'invalid_auth',
    'not_authed',
    'not_allowed_token_type',
    'missing_scope',
    'no_permission',
    'access_denied',
    'accesslimited',
    'team_access_not_granted',
    'team_added_to_org',
    'org_login_required',
    'ekm_access_denied',
    'two_factor_setup_required',
    'enterprise_is_restricted',
    'app_missing_action_url',
    'restricted_token',
    'invalid_app_id',
    'is_bot_disabled',
    'deprecated_endpoint',
    'method_deprecated',
    'connection_limit_exceeded',
  ],
  unavailable: [
    'internal_error',
    'fatal_error',
    'service_unavailable',
    'request_timeout',
    'message_limit_exceeded',
    'external_channel_migrating',
    'team_being_migrated',
  ],
  rejected: [
    'no_text',
    'as_user_not_supported',
    'attachment_payload_limit_exceeded',
    'block_mismatch',
    'cannot_reply_to_message',
    'duplicate_channel_not_found',
    'duplicate_message_not_found',
    'metadata_must_be_sent_from_app',
    'markdown_text_conflict',
    'user_not_found',
    'user_not_visible',
    'users_not_found',
    'user_is_restricted',
    'name_taken',
    'not_authorized',
    'permission_denied',
    'unknown_method',
    'trigger_expired',
    'expired_trigger_id',
    'exchanged_trigger_id',
    'hash_conflict',
    'view_too_large',
    'push_limit_reached',
    'file_not_found',
    'posting_to_channel_denied',
    'upgrade_required',
  ],
};
const KINDS: ReadonlyMap<string, DeliveryFault> = new Map(
  Object.entries(WORDS).flatMap(([kind, words]) =>
    words.map((word) => [word, kind as DeliveryFault] as const),
  ),
);
/** Whatever is wrong with the arguments of a call, or with whom it names, stays wrong. */
const WRONG_CALL =
  /^(invalid|missing|msg|too_many|too_long|slack_connect|users?|cannot|cant)_|_(too_long|too_large|not_supported|not_found)$/;

/** A word that nobody here knows is no verdict on the message: what waits is shown once it passes. */
function kindOf(word: string): DeliveryFault {
  return KINDS.get(word) ?? (WRONG_CALL.test(word) ? 'rejected' : 'unavailable');
}

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
  readonly data?: {
    readonly error?: string;
    readonly needed?: string;
    readonly response_metadata?: { readonly messages?: readonly string[] };
  };
  readonly retryAfter?: number;
  readonly statusCode?: number;
}

/**
 * Does a call of the Web API. Slack counts calls by method and workspace, but `chat.postMessage` by channel:
 * https://docs.slack.dev/apis/web-api/rate-limits
 * @throws DeliveryError for whatever it throws.
 */
export async function attempt<T>(call: () => Promise<T>, reach: LimitReach = 'workspace'): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toDeliveryError(error, reach);
  }
}

export function toDeliveryError(error: unknown, reach: LimitReach = 'workspace'): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { code, retryAfter, statusCode } = (error ?? {}) as SlackFailure;
  if (code === RATE_LIMITED) {
    return new DeliveryError(
      'rate-limited',
      'Slack asks us to wait.',
      (retryAfter ?? 30) * 1_000,
      false,
      reach,
    );
  }
  if (code === PLATFORM) {
    const word = slackErrorOf(error) ?? 'unknown_error';
    const said = SAID[word];
    const answer = said === undefined ? `Slack answered "${word}".` : `${said} (Slack answered "${word}").`;
    return new DeliveryError(kindOf(word), answer, undefined, false, reach);
  }
  if (code === HTTP && statusCode !== undefined) {
    return new DeliveryError(faultOfStatus(statusCode), `Slack cannot be reached: status ${statusCode}.`);
  }
  return new DeliveryError('unavailable', `Slack cannot be reached: ${messageOf(error)}`);
}

/**
 * A status without a word of the API comes from whatever stands before it (an edge, a proxy): it says nothing of the
 * message, but for how long it is.
 */
export function faultOfStatus(status: number): DeliveryFault {
  if (status === 429) return 'rate-limited';
  return status === 413 ? 'rejected' : 'unavailable';
}

/** Whether a word says that our token, the app or the workspace keeps everything from being taken. */
export function isShutOut(word: string): boolean {
  return KINDS.get(word) === 'shut-out';
}

/** Whether a word speaks of where it was to go, of us or of the moment, and not of what the call was about. */
export function isAboutSomethingElse(word: string): boolean {
  const kind = KINDS.get(word);
  return kind !== undefined && kind !== 'rejected';
}

/** The word with which the Web API refused a call, such as `expired_trigger_id`. */
export function slackErrorOf(error: unknown): string | undefined {
  return ((error ?? {}) as SlackFailure).data?.error;
}

/** What it said about the arguments of a call that it found wrong. */
export function slackDetailsOf(error: unknown): readonly string[] {
  return ((error ?? {}) as SlackFailure).data?.response_metadata?.messages ?? [];
}

const NOBODY = ['user_not_found', 'user_not_visible', 'users_not_found'] as const;

/** Whether Slack said that it knows no such user: an answer, where most failures are none. */
export function isUnknownUser(error: unknown): boolean {
  return NOBODY.some((word) => messageOf(error).includes(`"${word}"`));
}

/** The scope that a call would have needed. */
export function neededScope(error: unknown): string | undefined {
  return ((error ?? {}) as SlackFailure).data?.needed;
}
