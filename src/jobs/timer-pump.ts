import type { Logger } from 'pino';
import { isPermanent } from '../permanent.ts';
import type { Database } from '../store/database.ts';
import type { TimerHandler } from './port.ts';
import { type DueTimer, takeDueTimer, untilNextDue } from './store.ts';

const RETRY_MS = 5_000;

export interface TimerPump {
  on(kind: string, handler: TimerHandler): void;
  /** Fires everything that is due now, each timer in a transaction of its own. */
  runOnce(): Promise<number>;
  /** Milliseconds until the next timer, or undefined when there is none. */
  untilNext(): Promise<number | undefined>;
}

/**
 * Fires due timers. A timer is deleted in the transaction of its handler, so it fires until the handler has
 * succeeded once; a failing one is left alone for a few seconds so that it does not hold up the others. So is one that was set
 * anew for a time at which it had fired already: it would always be the one that is due for longest.
 */
export function createTimerPump(database: Database, log: Logger): TimerPump {
  const handlers = new Map<string, TimerHandler>();
  const failed = new Map<number, number>();
  /** When each fired lately, on the database's clock. */
  const fired = new Map<string, { readonly at: Date; readonly until: number }>();

  async function fireOne(except: readonly number[]): Promise<boolean> {
    let taken: DueTimer | undefined;
    try {
      await database.transact(async (tx) => {
        taken = await takeDueTimer(tx, except);
        if (taken === undefined) return;
        const handler = handlers.get(taken.kind);
        if (handler === undefined) throw new Error(`no handler for timers of kind ${taken.kind}`);
        if (isSetBack(taken)) throw new Error('set anew for a time at which it had fired already');
        await handler(tx, taken.subject, taken.now);
      });
      if (taken !== undefined)
        fired.set(keyOf(taken), { at: taken.now, until: performance.now() + RETRY_MS });
      return taken !== undefined;
    } catch (error) {
      if (taken === undefined) throw error;
      const permanent = isPermanent(error);
      const then = permanent
        ? 'will not be tried again before the next start, or until it is set anew'
        : 'will be tried again';
      log.error({ timer: taken.kind, subject: taken.subject, err: error }, `timer failed, ${then}`);
      failed.set(taken.id, permanent ? Number.POSITIVE_INFINITY : performance.now() + RETRY_MS);
      return true;
    }
  }

  function isSetBack(timer: DueTimer): boolean {
    const before = fired.get(keyOf(timer));
    return before !== undefined && before.until > performance.now() && timer.dueAt <= before.at;
  }

  function forgetFired(): void {
    for (const [key, { until }] of fired) if (until <= performance.now()) fired.delete(key);
  }

  function waiting(): number[] {
    for (const [id, until] of failed) if (until <= performance.now()) failed.delete(id);
    return [...failed.keys()];
  }

  return {
    on(kind, handler) {
      if (handlers.has(kind)) throw new Error(`two handlers for timers of kind ${kind}`);
      handlers.set(kind, handler);
    },
    async runOnce() {
      forgetFired();
      let count = 0;
      while (await fireOne(waiting())) count += 1;
      return count;
    },
    async untilNext() {
      const except = waiting();
      return database.read((reader) => untilNextDue(reader, except));
    },
  };
}

function keyOf({ kind, subject }: DueTimer): string {
  return `${kind} ${subject}`;
}
