import type { Assignment } from './assignment.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { Stop } from './stop.ts';

/** What a worker took of a run, and when it asked for the lease, on the monotonic clock. */
export type Taken = Assignment & { readonly askedAt: number };

/** One run that this process works on. */
export interface Session {
  /** What ends the effect that goes on now, and what keeps its lease; undefined between two steps. */
  stop: Stop | undefined;
  keeper: LeaseKeeper | undefined;
  /** Somebody asked again meanwhile. */
  again: boolean;
  ended: Promise<void>;
}
