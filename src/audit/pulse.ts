import { messageOf, OpsError, type Refusal } from '../errors.ts';

/** What is needed of a pino logger. */
export interface PulseLog {
  error(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

/** A loop that does its work every so often, in the background, one at a time. */
export interface Pulse {
  start(): void;
  /** Works at once instead of at the next beat. */
  poke(): void;
  /** Ends the loop after the work in hand. */
  stop(): Promise<void>;
  /** Why the last try failed, for health and `doctor`; undefined while all is well. */
  failure(): Refusal | undefined;
}

/** The pause after a failure: most failures need a person, and the log must stay readable for them. */
const PAUSE_MS = 5_000;

/** @param options.work answers whether there is more to do right away. */
export function createPulse(options: {
  readonly work: () => Promise<boolean>;
  readonly intervalMs: number;
  readonly log: PulseLog;
}): Pulse {
  const { work, intervalMs, log } = options;
  let stopped = true;
  let loop = Promise.resolve();
  let wake = (): void => {};
  let failed: Refusal | undefined;

  async function beat(): Promise<number> {
    try {
      const more = await work();
      if (failed !== undefined) log.info({}, 'the log is being signed again');
      failed = undefined;
      return more ? 0 : intervalMs;
    } catch (error) {
      const refusal = refusalOf(error);
      // The same failure again is no news.
      if (failed?.why !== refusal.why) log.error({ err: error, refusal }, 'the log cannot be signed');
      failed = refusal;
      return PAUSE_MS;
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      loop = (async () => {
        while (!stopped) {
          const wait = await beat();
          if (!stopped) await pause(wait);
        }
      })();
    },
    poke: () => wake(),
    async stop() {
      stopped = true;
      wake();
      await loop;
    },
    failure: () => failed,
  };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof OpsError) return error.refusal;
  return {
    code: 'audit.sequencing_failed',
    what: 'No checkpoint was signed.',
    why: messageOf(error),
    next: 'It is tried again. New entries are kept meanwhile.',
  };
}
