import type { SocketModeReceiver } from '@slack/bolt';
import type { DeliveryError } from '../../chat/port.ts';
import { OpsError } from '../../errors.ts';
import { toDeliveryError } from './errors.ts';
import type { Log } from './options.ts';

export interface Connection {
  /** @throws OpsError when Slack refuses the app token; whatever else fails is tried again. */
  open(): Promise<void>;
  close(): Promise<void>;
}

const WAITS_MS = [50, 250, 500, 1_000, 3_000, 10_000, 30_000] as const;
const CLOSE_MS = 2_000;

/**
 * Keeps a Socket Mode connection. The library would wait five seconds before it connects again, and give up, with an
 * unhandled rejection, on some errors.
 * @param missed called after a connection was lost and is there again: events may have been lost with it
 */
export function keepConnected(
  receiver: SocketModeReceiver,
  workspace: string,
  log: Log,
  missed: () => Promise<void>,
): Connection {
  const { client } = receiver;
  let closing = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  function again(): void {
    if (closing || timer !== undefined) return;
    const wait = WAITS_MS[Math.min(failures, WAITS_MS.length - 1)];
    failures += 1;
    timer = setTimeout(() => {
      timer = undefined;
      connect().then(lookForMissed, (error: unknown) => {
        log.warn({ err: toDeliveryError(error), workspace }, 'no connection to Slack; trying on');
        again();
      });
    }, wait);
  }

  async function connect(): Promise<void> {
    await client.start();
    failures = 0;
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
        if (failure.kind === 'rejected') throw refusedToken(workspace, failure);
        log.warn({ err: failure, workspace }, 'no connection to Slack; trying on');
        again();
      }
    },
    async close() {
      closing = true;
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
