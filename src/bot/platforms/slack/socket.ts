import type { SocketModeReceiver } from '@slack/bolt';
import type { DeliveryError } from '../../../chat/port.ts';
import { OpsError } from '../../../errors.ts';
import { createAllowance, type Pace } from '../../../waiting/allowance.ts';
import { toDeliveryError } from './errors.ts';
import type { Log } from './options.ts';

export interface Connection {
  /** @throws OpsError when Slack refuses the app token; whatever else fails is tried again. */
  open(): Promise<void>;
  /** Slack is about to end the connection. */
  ending(reason: string): void;
  /** Why no connection stands, in a sentence; empty while one does, and during a short break. */
  problems(): readonly string[];
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly receiver: SocketModeReceiver;
  /** As keyturn.yaml calls it. */
  readonly workspace: string;
  readonly log: Log;
  /** Called after a connection was lost and is there again: events may have been lost with it. */
  readonly missed: () => Promise<void>;
  readonly pace: Pace;
}

/**
 * Slack counts each opening of a connection (`apps.connections.open`, tier 1: about one a minute) and takes some more now
 * and then.
 */
export const SOCKET_PACE: Pace = { burst: 10, everyMs: 60_000, gapMs: 0 };

const WAITS_MS = [50, 250, 500, 1_000, 3_000, 10_000, 30_000, 60_000] as const;
/** A connection that ended sooner counts as one that failed. */
const STEADY_MS = 30_000;
/** Ten processes are connected with one app token: one of them has to go first. */
const TOO_MANY = 'too_many_websockets';
const TOO_MANY_MS = 60_000;
const TOLD_AFTER = 3;
const CLOSE_MS = 2_000;

/**
 * Keeps a Socket Mode connection. The library would wait five seconds before it connects again, and give up, with an
 * unhandled rejection, on some errors. Whatever ends connections, they are opened no faster than Slack allows.
 */
export function keepConnected({ receiver, workspace, log, missed, pace }: ConnectionOptions): Connection {
  const { client } = receiver;
  const allowance = createAllowance(pace);
  const closing = new AbortController();
  let failures = 0;
  let connectedAt: number | undefined;
  let trouble: string | undefined;
  let atLeastMs = 0;
  let connecting = false;
  let timer: NodeJS.Timeout | undefined;

  function again(): void {
    if (closing.signal.aborted || connecting || timer !== undefined) return;
    if (connectedAt !== undefined && performance.now() - connectedAt >= STEADY_MS) failures = 0;
    else if (connectedAt !== undefined) trouble ??= 'Slack ends the connection soon after it was made.';
    connectedAt = undefined;
    const wait = Math.max(WAITS_MS[Math.min(failures, WAITS_MS.length - 1)] ?? 0, atLeastMs);
    atLeastMs = 0;
    failures += 1;
    timer = setTimeout(() => {
      timer = undefined;
      connect().then(lookForMissed, failed);
    }, wait);
  }

  function failed(error: unknown): void {
    if (closing.signal.aborted) return;
    const failure = toDeliveryError(error);
    trouble = failure.message;
    atLeastMs = failure.retryAfterMs ?? 0;
    log.warn({ err: failure, workspace }, 'no connection to Slack; trying on');
    again();
  }

  async function connect(): Promise<void> {
    connecting = true;
    try {
      await allowance.take(closing.signal);
      await client.start();
    } finally {
      connecting = false;
    }
    connectedAt = performance.now();
    trouble = undefined;
    log.info({ workspace }, 'connected to Slack');
  }

  function lookForMissed(): void {
    missed().catch((error: unknown) => {
      log.error({ err: error, workspace }, 'what was missed could not be looked up');
    });
  }

  client.on('disconnected', again);

  return {
    async open() {
      try {
        await connect();
      } catch (error) {
        const failure = toDeliveryError(error);
        if (failure.kind === 'rejected' || failure.kind === 'shut-out')
          throw refusedToken(workspace, failure);
        failed(error);
      }
    },
    ending(reason) {
      if (reason !== TOO_MANY) return;
      atLeastMs = TOO_MANY_MS;
      trouble = `Slack takes no more connections of this app ("${TOO_MANY}"): too many processes use its app token.`;
      failures = Math.max(failures, TOLD_AFTER);
    },
    problems: () =>
      trouble === undefined || failures < TOLD_AFTER
        ? []
        : [`The workspace "${workspace}" has no connection to Slack and is tried again: ${trouble}`],
    async close() {
      closing.abort();
      clearTimeout(timer);
      const { promise, resolve } = Promise.withResolvers<void>();
      const patience = setTimeout(resolve, CLOSE_MS);
      // Without a connection there is nothing to take leave of.
      client.disconnect().then(resolve, resolve);
      await promise;
      clearTimeout(patience);
    },
  };
}

function refusedToken(workspace: string, cause: DeliveryError): OpsError {
  return new OpsError(
    {
      code: 'slack.app-token',
      what: `Slack does not accept the app token of the workspace "${workspace}".`,
      why: cause.message,
      next: 'Make an app-level token with the scope connections:write, switch Socket Mode on, and set SLACK_APP_TOKEN.',
    },
    { cause },
  );
}
