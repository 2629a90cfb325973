import {
  type InternalRequest,
  type RateLimitData,
  REST,
  type RESTOptions,
  type ResponseLike,
} from 'discord.js';
import { type Brake, createBrake } from './brake/brake.ts';
import { flatBody } from './flat-body.ts';
import type { DiscordOptions } from './options.ts';

export interface RestOptions extends Pick<DiscordOptions, 'token' | 'apiUrl' | 'log'> {
  /** Shared by everything that this process asks of Discord; absent: this is all that it asks. */
  readonly brake?: Brake;
  /** How often a request is repeated whose answer was lost: never where a repetition would do it twice. */
  readonly retries?: number;
  readonly perSecond?: number;
}

// One call, its one repetition and the calls around it stay well under the outbox's lease of 30 s.
const TIMEOUT_MS = 7_000;
const CARDS_WAIT_MS = 500;
const OTHERS_WAIT_MS = 5_000;

/**
 * Shares of the 50 requests a second that Discord takes from a bot; together a little less, as a request holds its place for as
 * long as its answer takes. Each client of the library counts for itself, in seconds that begin when it likes, so that at the
 * seam of two it asks for twice its share: what is too much for one second together waits in the pace of the brake.
 */
export const PER_SECOND = { messages: 24, keeper: 15, gateway: 5 } as const;

/** Talks to the REST API: keeps to its buckets, and to the brake. */
export function createRest({ token, apiUrl, log, ...more }: RestOptions): REST {
  const { brake = createBrake(log), retries = 1, perSecond = PER_SECOND.messages } = more;
  return new SteadfastRest(
    {
      api: apiUrl,
      version: '10',
      retries,
      timeout: TIMEOUT_MS,
      globalRequestsPerSecond: perSecond,
      rejectOnRateLimit: isTooLong,
      makeRequest: async (url, init) => brake.makeRequest(url, await flatBody(init)),
    },
    token.reveal(),
    brake,
  );
}

/**
 * The library forgets its token for good after one answer of 401; here the brake says when it is tried again. What
 * the brake holds back is not counted by the library either.
 */
class SteadfastRest extends REST {
  readonly #known: string;
  readonly #brake: Brake;

  constructor(options: Partial<RESTOptions>, token: string, brake: Brake) {
    super(options);
    this.#known = token;
    this.#brake = brake;
  }

  override async queueRequest(request: InternalRequest): Promise<ResponseLike> {
    this.#brake.check(request.auth !== false);
    this.setToken(this.#known);
    return super.queueRequest(request);
  }
}

/**
 * Cards wait in the outbox, where later changes join them. Questions and answers to people wait here, as they are
 * short-lived, but not for as long as nobody would wait for them.
 */
function isTooLong({ method, route, global, timeToReset, retryAfter }: RateLimitData): boolean {
  const kept = method !== 'GET' && (global || route.startsWith('/channels/'));
  return Math.max(timeToReset, retryAfter) > (kept ? CARDS_WAIT_MS : OTHERS_WAIT_MS);
}
