import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { DeliveryError } from '../../../chat/port.ts';
import { messageOf } from '../../../errors.ts';

/** Discord's own codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
export const CODES = {
  unknownChannel: 10003,
  unknownMember: 10007,
  unknownMessage: 10008,
  unknownUser: 10013,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  alreadyAcknowledged: 40060,
  missingAccess: 50001,
  noDirectMessages: 50007,
  missingPermissions: 50013,
  invalidWebhookToken: 50027,
  threadArchived: 50083,
  threadExists: 160004,
} as const;

const GONE: ReadonlySet<unknown> = new Set([
  CODES.unknownMessage,
  CODES.unknownWebhook,
  CODES.unknownInteraction,
  CODES.invalidWebhookToken,
]);

/** What people can make more of than of Discord's words. */
const SAID: ReadonlyMap<unknown, string> = new Map([
  [CODES.unknownChannel, 'The channel does not exist any more'],
  [CODES.missingAccess, 'The bot does not see the channel'],
  [CODES.missingPermissions, 'The bot lacks a permission in the channel'],
]);

/** Does what needs Discord, and turns what it throws into what the outbox understands. @throws DeliveryError */
export async function delivering<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toDeliveryError(error);
  }
}

/** Codes of the API that speak of the moment, not of what was asked. */
const PASSING: ReadonlySet<unknown> = new Set([
  20016, 20022, 20028, 30046, 40004, 40006, 40062, 110001, 130000,
]);
const CODES_BEGIN = 10_000;
/** Discord's edge speaks as the API does when it blocks us: https://github.com/discord/discord-api-docs/issues/6473 */
const OF_THE_EDGE = 40333;

/**
 * Whether it is the API that answered, in JSON with a code of its own. Everything else (a page of HTML, a code of Cloudflare,
 * the bare status as JSON with code 0) comes from what stands before it, and says nothing of what was asked.
 */
function isVerdict({ code }: DiscordAPIError): boolean {
  return typeof code === 'number' && code >= CODES_BEGIN && code !== OF_THE_EDGE;
}

export function hasCode(error: unknown, code: number): boolean {
  return error instanceof DiscordAPIError && error.code === code;
}

/** What is not there, or is hidden from us, is undefined. */
export async function absentAsUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const isAbsent = error instanceof DiscordAPIError && (error.status === 403 || error.status === 404);
    if (isAbsent && isVerdict(error)) return undefined;
    throw error;
  }
}

export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof RateLimitError) {
    const wait = Math.max(error.timeToReset, error.retryAfter);
    return new DeliveryError(
      'rate-limited',
      'Discord asks us to slow down',
      wait,
      false,
      error.global ? 'everything' : 'channel',
    );
  }
  if (error instanceof DiscordAPIError) return fromAnswer(error);
  if (error instanceof HTTPError) return new DeliveryError('unavailable', `Discord answered ${error.status}`);
  return new DeliveryError('unavailable', `Discord could not be reached: ${messageOf(error)}`);
}

function fromAnswer(error: DiscordAPIError): DeliveryError {
  const { code, status, message } = error;
  // Also as 401: it is the token of one interaction that ran out, not ours.
  if (GONE.has(code)) return new DeliveryError('gone', `Discord has no such message any more (${code})`);
  if (status === 401) return new DeliveryError('shut-out', 'Discord does not accept the token');
  if (status === 413) return new DeliveryError('rejected', 'The message is larger than Discord takes');
  if (!isVerdict(error) || PASSING.has(code))
    return new DeliveryError(
      'unavailable',
      `Discord answered ${status}${isVerdict(error) ? ` (${code})` : NOT_OURS}`,
    );
  if (status === 403 || status === 404)
    return new DeliveryError(
      'no-channel',
      `${SAID.get(code) ?? firstLine(message)} (Discord's code ${code}).`,
    );
  if (status >= 500) return new DeliveryError('unavailable', `Discord answered ${status}`);
  return new DeliveryError(
    'rejected',
    `Discord refused it: ${message.replaceAll('\n', ' ').slice(0, 300)} (${code})`,
  );
}

const NOT_OURS = ' by something that stands before its API';

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
