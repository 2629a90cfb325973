import { DefaultRestOptions, type RateLimitData, REST, RESTEvents } from 'discord.js';
import { DeliveryError } from '../../chat/port.ts';
import type { DiscordOptions } from './options.ts';

// One call, its one repetition and the calls around it stay well under the outbox's lease of 30 s.
const TIMEOUT_MS = 7_000;
const LONGEST_WAIT_MS = 500;
// Discord bans an address for an hour after 10,000 invalid requests in 10 minutes.
const INVALID_LIMIT = 5_000;
const INVALID_STEP = 250;

/**
 * Talks to the REST API: keeps to its buckets, and stops before so many invalid requests that Discord bans us.
 * @param retries how often a request is repeated whose answer was lost: never where a repetition would do it twice
 */
export function createRest(
  { token, apiUrl, log }: Pick<DiscordOptions, 'token' | 'apiUrl' | 'log'>,
  retries = 1,
): REST {
  let blockedUntil = 0;
  const rest = new REST({
    api: apiUrl,
    version: '10',
    retries,
    timeout: TIMEOUT_MS,
    rejectOnRateLimit: leaveToOutbox,
    invalidRequestWarningInterval: INVALID_STEP,
    makeRequest: (url, init) => {
      const wait = blockedUntil - performance.now();
      if (wait > 0) {
        throw new DeliveryError('rate-limited', 'too many requests were refused by Discord lately', wait);
      }
      return DefaultRestOptions.makeRequest(url, init);
    },
  }).setToken(token.reveal());
  rest.on(RESTEvents.InvalidRequestWarning, ({ count, remainingTime }) => {
    log.warn({ count, remainingTime }, 'Discord refuses requests');
    if (count >= INVALID_LIMIT) blockedUntil = performance.now() + remainingTime;
  });
  return rest;
}

/** Cards wait in the outbox, where later changes join them; answers to people wait here, they are short-lived. */
function leaveToOutbox({ route, global, timeToReset, retryAfter }: RateLimitData): boolean {
  const wait = Math.max(timeToReset, retryAfter);
  return wait > LONGEST_WAIT_MS && (global || route.startsWith('/channels/'));
}
