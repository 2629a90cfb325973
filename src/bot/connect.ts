import type { Logger } from 'pino';
import type { ChatPlatform, Receiver } from '../chat/port.ts';
import { messageOf } from '../errors.ts';

export interface Connections {
  /** Connects every platform. @throws what the first one threw when none could be connected. */
  start(receiver: Receiver): Promise<void>;
  stop(): Promise<void>;
  /** What is not connected, or kept from its work, in sentences. */
  problems(): readonly string[];
}

export interface ConnectionsDeps {
  readonly platforms: readonly ChatPlatform[];
  readonly log: Logger;
  /** Called when a platform was connected late: what happened there meanwhile is looked up. */
  readonly late: () => Promise<void>;
  readonly retryMs?: number;
}

const RETRY_MS = 30_000;
/** Waits grow up to so many times the first: a refused token is mended by people, and each try counts against us. */
const SLOWEST = 20;

/** One platform that cannot be reached keeps none of the others waiting; it is tried again until it can be. */
export function createConnections(deps: ConnectionsDeps): Connections {
  const { platforms, log, retryMs = RETRY_MS } = deps;
  const failed = new Map<ChatPlatform, string>();
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  function retryLater(platform: ChatPlatform, receiver: Receiver, tries = 0): void {
    if (stopped) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        retry(platform, receiver, tries + 1).catch((error: unknown) => {
          log.error({ platform: platform.id, err: error }, 'what happened while away could not be looked up');
        });
      },
      retryMs * Math.min(SLOWEST, 2 ** tries),
    );
    timer.unref();
    timers.add(timer);
  }

  async function retry(platform: ChatPlatform, receiver: Receiver, tries: number): Promise<void> {
    try {
      await platform.start(receiver);
    } catch (error) {
      noteFailure(platform, error);
      retryLater(platform, receiver, tries);
      return;
    }
    failed.delete(platform);
    log.info({ platform: platform.id }, 'connected at last');
    await deps.late();
  }

  function noteFailure(platform: ChatPlatform, error: unknown): void {
    failed.set(platform, messageOf(error));
    log.error({ platform: platform.id, err: error }, 'not connected, will be tried again');
  }

  return {
    async start(receiver) {
      const results = await Promise.allSettled(platforms.map((platform) => platform.start(receiver)));
      const errors = results.flatMap((result, index) => {
        const platform = platforms[index];
        return result.status === 'fulfilled' || platform === undefined
          ? []
          : [{ platform, why: result.reason as unknown }];
      });
      if (errors.length > 0 && errors.length === platforms.length) throw errors[0]?.why;
      for (const { platform, why } of errors) {
        noteFailure(platform, why);
        retryLater(platform, receiver);
      }
    },
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(platforms.map((platform) => platform.stop()));
    },
    problems: () => [
      ...[...failed].map(([{ id }, why]) => `${id} is not connected and is tried again: ${why}`),
      ...platforms.flatMap((platform) => (failed.has(platform) ? [] : (platform.problems?.() ?? []))),
    ],
  };
}
