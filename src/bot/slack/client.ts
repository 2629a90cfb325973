import { webApi } from '@slack/bolt';
import { boltLogger } from './log.ts';
import type { Log } from './options.ts';

export type WebClient = webApi.WebClient;

/** Longer than Slack ever takes, shorter than the lease of a message that is being sent. */
const TIMEOUT_MS = 10_000;

/** Calls are tried once: whether and when to try again is decided, and kept, by the outbox. */
export function createClient(token: string, apiUrl: string, log: Log): WebClient {
  return new webApi.WebClient(token, clientOptions(apiUrl, log));
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
