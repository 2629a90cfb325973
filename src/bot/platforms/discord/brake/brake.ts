import { DefaultRestOptions, type RESTOptions, type ResponseLike } from 'discord.js';
import { DeliveryError } from '../../../../chat/port.ts';
import type { Logger } from '../../../../log.ts';
import { createInvalidRequests } from './invalid-requests.ts';
import { createPace } from './pace.ts';
import { createTokenRefusals, TokenRefused } from './token-refusals.ts';

/**
 * Stands before every request that this process makes to Discord. Discord bans an address for an hour or more after
 * 10,000 invalid requests (answers of 401, 403 and 429) within ten minutes, and refuses what is more than it takes in a
 * second.
 */
export interface Brake {
  /** @param signed with the bot's token. @throws DeliveryError while no such request may be made. */
  check(signed: boolean): void;
  /** Makes a request as the library does, if it may be made. */
  readonly makeRequest: RESTOptions['makeRequest'];
  /** What keeps requests from being made, in sentences. */
  problems(): readonly string[];
}

/** A quarter of what Discord bans for: up to four processes may share an address. */
const LIMIT = 2_500;
const TELL_EVERY = 250;

/** @param now ms of a clock that never goes back */
export function createBrake(
  log: Logger,
  limit = LIMIT,
  now = () => performance.now(),
  pace = createPace(),
): Brake {
  const invalid = createInvalidRequests(limit);
  const token = createTokenRefusals();

  function check(signed: boolean): void {
    const at = now();
    const until = invalid.stopsUntil(at);
    if (until !== undefined) {
      throw new DeliveryError(
        'rate-limited',
        'Discord refused too many requests lately.',
        until - at,
        false,
        'everything',
      );
    }
    const wait = signed ? token.waitMs(at) : 0;
    if (wait > 0) throw new TokenRefused(wait);
  }

  function look({ status, headers }: ResponseLike, signed: boolean): void {
    if (signed) lookAtToken(status);
    // What a bucket shared with others was used up by is not held against us.
    const ours =
      status === 401 || status === 403 || (status === 429 && headers.get('x-ratelimit-scope') !== 'shared');
    if (!ours) return;
    const at = now();
    invalid.note(at);
    const count = invalid.count(at);
    if (count % TELL_EVERY === 0)
      log.warn({ count, status }, 'Discord refused many requests within ten minutes');
    if (count === limit)
      log.error({ count }, 'too many requests refused: none is made until Discord cannot ban us');
  }

  function lookAtToken(status: number): void {
    if (status === 401) {
      token.refuse(now());
      log.error({ againInMs: token.waitMs(now()) }, 'Discord does not accept the token');
    } else if (token.refused) {
      token.accept();
      log.info('Discord accepts the token again');
    }
  }

  return {
    check,
    async makeRequest(url, init) {
      // Answers to interactions carry a token of their own.
      const signed = Object.hasOwn(init.headers ?? {}, 'Authorization');
      check(signed);
      const make = async () => {
        // It may have waited.
        check(signed);
        return DefaultRestOptions.makeRequest(url, init);
      };
      // Discord counts what carries the token of the bot, and those answers wait for nobody.
      const response = signed ? await pace.through(make, init.signal ?? null) : await make();
      look(response, signed);
      return response;
    },
    problems() {
      const at = now();
      const until = invalid.stopsUntil(at);
      return [
        ...(token.refused ? [REFUSED] : []),
        ...(until === undefined ? [] : [stopped(invalid.count(at), until - at)]),
      ];
    },
  };
}

const REFUSED =
  'Discord does not accept DISCORD_TOKEN: press Reset Token on the page Bot of the Discord developer portal, set the new one and start again.';

function stopped(count: number, waitMs: number): string {
  const minutes = Math.ceil(waitMs / 60_000);
  return `Discord refused ${count} requests within ten minutes: none is made for ${minutes} min, before it bans this address. keyturn doctor says what the bot lacks.`;
}
