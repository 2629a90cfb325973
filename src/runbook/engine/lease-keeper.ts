import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import type { Lease } from '../run/run.ts';
import { extendLease } from '../run/store.ts';
import type { Stop } from './stop.ts';

/** Renews a lease while an effect runs, and learns on the way that a person cancelled. */
export interface LeaseKeeper {
  /** Looks now instead of at the next beat. */
  poke(): void;
  end(): Promise<void>;
}

export interface LeaseKeeperDeps {
  readonly db: Database;
  readonly leaseMs: number;
  readonly log: Logger;
}

const LONGEST_BEAT_MS = 1_000;

/** @param stop is told `lease` when the lease is lost or can no longer be proved, and `cancel`. */
export function keepLease(
  { db, leaseMs, log }: LeaseKeeperDeps,
  runId: string,
  lease: Lease,
  stop: Stop,
): LeaseKeeper {
  let provenAt = performance.now();
  let beating: Promise<void> | undefined;
  let again = false;

  async function beat(): Promise<void> {
    const askedAt = performance.now();
    try {
      const held = await db.transact(async (tx) => {
        const now = await tx.now();
        return extendLease(tx, runId, lease, new Date(now.getTime() + leaseMs));
      });
      if (held === undefined) stop.now('lease');
      else provenAt = askedAt;
      if (held?.cancel) stop.now('cancel');
    } catch (error) {
      log.warn({ run: runId, err: error }, 'the lease could not be renewed');
      if (performance.now() - provenAt > leaseMs) stop.now('lease');
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
    async end() {
      clearInterval(timer);
      again = false;
      await beating;
    },
  };
}
