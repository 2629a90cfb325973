import { setTimeout as sleep } from 'node:timers/promises';

/** What keeps coming is not waited for: so many times the time that a burst is quiet before it is handled. */
const PATIENCE = 4;

export interface Loop {
  /** Runs soon; many pokes during a run make one more run. */
  poke(): void;
  start(): void;
  /** Milliseconds since a run last succeeded (or since the start), while it should be running; 0 when it is stopped. */
  stuckMs(): number;
  /** Resolves when the current run has ended; no further run begins. */
  stop(): Promise<void>;
}

/**
 * Runs `work` again and again: when poked, and at the latest after the milliseconds that `work` answered.
 * A failure is logged and the loop goes on.
 * @param gatherMs how long a poke waits for others, so that a burst makes one run: until none has come for so long, and
 * {@link PATIENCE} times that at most. Default: it waits for none.
 */
export function createLoop(
  name: string,
  work: () => Promise<number>,
  log: { error(fields: object, message: string): void },
  gatherMs = 0,
): Loop {
  const RETRY_MS = 1_000;
  let running: Promise<void> | undefined;
  let timeout: NodeJS.Timeout | undefined;
  let poked = false;
  let stopped = true;
  let succeededAt = 0;

  async function run(): Promise<void> {
    let nextMs = RETRY_MS;
    do {
      await gather();
      if (stopped) break;
      try {
        nextMs = await work();
        succeededAt = performance.now();
      } catch (error) {
        nextMs = RETRY_MS;
        if (!stopped) log.error({ loop: name, err: error }, 'loop failed, will go on');
      }
    } while (poked && !stopped);
    running = undefined;
    if (!stopped) timeout = setTimeout(begin, nextMs);
  }

  async function gather(): Promise<void> {
    const latest = performance.now() + PATIENCE * gatherMs;
    do {
      poked = false;
      if (gatherMs > 0) await sleep(gatherMs);
    } while (poked && !stopped && performance.now() + gatherMs <= latest);
    poked = false;
  }

  function begin(): void {
    clearTimeout(timeout);
    if (stopped) return;
    if (running) poked = true;
    else running = run();
  }

  return {
    poke: begin,
    start() {
      if (!stopped) return;
      stopped = false;
      succeededAt = performance.now();
      begin();
    },
    stuckMs: () => (stopped ? 0 : performance.now() - succeededAt),
    async stop() {
      stopped = true;
      clearTimeout(timeout);
      await running;
    },
  };
}
