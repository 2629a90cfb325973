import type { Logger } from 'pino';
import type { ChatPlatform, Receiver } from '../chat/port.ts';
import { messageOf } from '../errors.ts';
import { waitAtMost } from '../waiting/wait-at-most.ts';
import { asLibrary, atHome } from './outside.ts';

export interface Connections {
  /**
   * Connects each platform by itself. Resolves when all have answered, or after a while: those that have not go on in
   * the background, and those that failed are tried again.
   * @throws what a platform of this machine threw: whoever starts it is there to mend it.
   */
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
  /** How long a start waits for platforms that do not answer. */
  readonly patienceMs?: number;
}

const RETRY_MS = 30_000;
const PATIENCE_MS = 3_000;
/** Waits grow up to so many times the first: a refused token is mended by people, and each try counts against us. */
const SLOWEST = 20;

/** One platform that cannot be reached keeps none of the others waiting; it is tried again until it can be. */
export function createConnections(deps: ConnectionsDeps): Connections {
  const { platforms, log, retryMs = RETRY_MS, patienceMs = PATIENCE_MS } = deps;
  const failed = new Map<ChatPlatform, string>();
  const waiting = new Set<ChatPlatform>();
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
      await asLibrary(platform.id, () => platform.start(atHome(receiver)));
    } catch (error) {
      noteFailure(platform, error);
      retryLater(platform, receiver, tries);
      return;
    }
    failed.delete(platform);
    log.info({ platform: platform.id }, 'connected at last');
    await deps.late();
  }

  /** @param isLate whether the start has gone on without it */
  async function startOne(platform: ChatPlatform, receiver: Receiver, isLate: () => boolean): Promise<void> {
    waiting.add(platform);
    try {
      await asLibrary(platform.id, () => platform.start(atHome(receiver)));
      // What was left behind is looked up once for all that are there in time.
      if (isLate() && !stopped) await deps.late();
    } catch (error) {
      if (platform.local === true) throw error;
      noteFailure(platform, error);
      retryLater(platform, receiver);
    } finally {
      waiting.delete(platform);
    }
  }

  function noteFailure(platform: ChatPlatform, error: unknown): void {
    failed.set(platform, messageOf(error));
    log.error({ platform: platform.id, err: error }, 'not connected, will be tried again');
  }

  return {
    async start(receiver) {
      let late = false;
      const all = Promise.all(platforms.map((one) => startOne(one, receiver, () => late)));
      try {
        // What comes after the wait was noted; only a platform of this machine throws, and does so at once.
        await waitAtMost(patienceMs, all);
      } finally {
        late = true;
      }
    },
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(platforms.map((platform) => platform.stop()));
    },
    problems: () => [
      ...[...waiting].map(({ id }) => `${id} has not answered yet: it is still being connected.`),
      ...[...failed].map(([{ id }, why]) => `${id} is not connected and is tried again: ${why}`),
      ...platforms.flatMap((platform) =>
        failed.has(platform) || waiting.has(platform) ? [] : (platform.problems?.() ?? []),
      ),
    ],
  };
}
