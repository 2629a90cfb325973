import { messageOf, OpsError, type Refusal } from '../errors.ts';
import { createLoop, type Loop } from '../waiting/loop.ts';

/** What is needed of a pino logger. */
export interface PulseLog {
  error(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

/** A loop that does its work every so often, in the background, and says of its failures what is news. */
export interface Pulse extends Pick<Loop, 'start' | 'poke' | 'stop'> {
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

  const { start, poke, stop } = createLoop('checkpoints', beat, log);
  return { start, poke, stop, failure: () => failed };
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
