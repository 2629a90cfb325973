import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import type { Lease, StopMark } from '../run/run.ts';
import { extendLease } from '../run/store.ts';
import type { Stop } from './stop.ts';

/** Renews a lease while an effect runs, and learns on the way that a person cancelled. */
export interface LeaseKeeper {
  /** Looks now instead of at the next beat. */
  poke(): void;
  /**
   * To be called right before an effect. A process that stood still may have slept past its lease, with no timer of its
   * own having run: only the clock tells.
   * @throws when the lease can no longer be relied on; then the stop was told, too.
   */
  check(): void;
  end(): Promise<void>;
}

export interface LeaseKeeperDeps {
  readonly db: Database;
  readonly leaseMs: number;
  readonly log: Logger;
}

const LONGEST_BEAT_MS = 1_000;
/** What is left of a lease when an effect must stop: it takes time to stop, and nobody else may begin before. */
const RESERVE = 0.25;

/** How long after it was proven a lease may be acted on, in milliseconds of the monotonic clock. */
export function usableMs(leaseMs: number): number {
  return leaseMs * (1 - RESERVE);
}

/**
 * @param provenAt when the lease was asked for, on the monotonic clock (`performance.now()`): before the question, not
 *   after the answer, because the database counts from somewhere in between.
 * @param stop is told `lease` when the lease is lost or can no longer be relied on, and `cancel`.
 * @param heeds what ends this effect.
 */
export function keepLease(
  { db, leaseMs, log }: LeaseKeeperDeps,
  runId: string,
  lease: Lease,
  provenAt: number,
  stop: Stop,
  heeds: readonly StopMark[],
): LeaseKeeper {
  let reliableUntil = provenAt + usableMs(leaseMs);
  let beating: Promise<void> | undefined;
  let again = false;
  let ended = false;
  let alarm = setAlarm();

  /** A timer of its own: whatever becomes of a call of the database, the effect ends with its lease. */
  function setAlarm(): NodeJS.Timeout {
    return setTimeout(() => stop.now('lease'), Math.max(0, reliableUntil - performance.now()));
  }

  function proven(at: number): void {
    if (ended) return;
    reliableUntil = at + usableMs(leaseMs);
    clearTimeout(alarm);
    alarm = setAlarm();
  }

  async function beat(): Promise<void> {
    const askedAt = performance.now();
    try {
      const held = await db.transact(async (tx) => {
        const now = await tx.now();
        return extendLease(tx, runId, lease, new Date(now.getTime() + leaseMs));
      });
      if (held === undefined) stop.now('lease');
      else proven(askedAt);
      if (held !== undefined && heeds.some((mark) => held[mark])) stop.now('cancel');
    } catch (error) {
      log.warn({ run: runId, err: error }, 'the lease could not be renewed');
    }
  }

  function poke(): void {
    again = beating !== undefined;
    beating ??= beat().finally(() => {
      beating = undefined;
      if (again) poke();
    });
  }

  const timer = setInterval(poke, Math.min(LONGEST_BEAT_MS, leaseMs / 3));
  return {
    poke,
    check() {
      if (performance.now() >= reliableUntil) stop.now('lease');
      stop.signal.throwIfAborted();
    },
    async end() {
      ended = true;
      clearInterval(timer);
      clearTimeout(alarm);
      again = false;
      await beating;
    },
  };
}
