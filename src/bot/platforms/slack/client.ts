import { webApi } from '@slack/bolt';
import { boltLogger } from './log.ts';
import type { Log } from './options.ts';
import type { Standing } from './standing.ts';

export type WebClient = webApi.WebClient;

/** Longer than Slack ever takes, shorter than the lease of a message that is being sent. */
const TIMEOUT_MS = 10_000;

/**
 * Calls are tried once: whether and when to try again is decided, and kept, by the outbox.
 * @param standing keeps what the answers say of our token
 */
export function createClient(token: string, apiUrl: string, log: Log, standing?: Standing): WebClient {
  const options = clientOptions(apiUrl, log);
  return standing === undefined
    ? new webApi.WebClient(token, options)
    : new WatchedClient(token, options, standing);
}

/** Every method of the library goes through `apiCall`. */
class WatchedClient extends webApi.WebClient {
  readonly #standing: Standing;

  constructor(token: string, options: webApi.WebClientOptions, standing: Standing) {
    super(token, options);
    this.#standing = standing;
  }

  override apiCall(
    method: string,
    options?: Parameters<WebClient['apiCall']>[1],
  ): ReturnType<WebClient['apiCall']> {
    return this.#standing.watch(method, () => super.apiCall(method, options));
  }
}

/** Options for every client that Bolt makes on its own. */
export function clientOptions(apiUrl: string, log: Log): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logger: boltLogger(log),
  };
}
