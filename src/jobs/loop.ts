import type { Logger } from 'pino';

export interface Loop {
  /** Runs soon; many pokes during a run make one more run. */
  poke(): void;
  start(): void;
  /** Resolves when the current run has ended; no further run begins. */
  stop(): Promise<void>;
}

/**
 * Runs `work` again and again: when poked, and at the latest after the milliseconds that `work` answered.
 * A failure is logged and the loop goes on.
 */
export function createLoop(name: string, work: () => Promise<number>, log: Logger): Loop {
  const RETRY_MS = 1_000;
  let running: Promise<void> | undefined;
  let timeout: NodeJS.Timeout | undefined;
  let poked = false;
  let stopped = true;

  async function run(): Promise<void> {
    let nextMs = RETRY_MS;
    do {
      poked = false;
      try {
        nextMs = await work();
      } catch (error) {
        nextMs = RETRY_MS;
        if (!stopped) log.error({ loop: name, err: error }, 'loop failed, will go on');
      }
    } while (poked && !stopped);
    running = undefined;
    if (!stopped) timeout = setTimeout(begin, nextMs);
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
      stopped = false;
      begin();
    },
    async stop() {
      stopped = true;
      clearTimeout(timeout);
      await running;
    },
  };
}
