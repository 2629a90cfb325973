/** Where a service is on its way. `unhealthy`: it runs, and its own check fails. `finished`: it ran to its end, as some do by design. */
export type Phase = 'up' | 'down' | 'failed' | 'starting' | 'stopping' | 'unhealthy' | 'finished';

/** A service as it was found. */
export interface State {
  readonly phase: Phase;
  /** In the words of whoever keeps it, e.g. `active (running)`. */
  readonly words: string;
  /** Differs after each start; empty before the first. */
  readonly mark: string;
  readonly pid: number | null;
  /** How long ago it was started, in ms; null where nobody tells. */
  readonly ageMs: number | null;
  /** How often it was started again because it had ended. */
  readonly restarts: number;
  /** Whether something is still under way with it, or waits for its turn. */
  readonly pending: boolean;
  /** Whether it has ended and is about to be started again by itself. */
  readonly again: boolean;
  /** What else may start it, e.g. a timer. */
  readonly startedBy: readonly string[];
}

/** Why nothing can be said of a service or done with it, as a clause, and the way forward. */
export interface Trouble {
  readonly reason: string;
  readonly next: string;
}

/** A service that is not there at all. */
export const ABSENT: State = {
  phase: 'down',
  words: 'not there',
  mark: '',
  pid: null,
  ageMs: null,
  restarts: 0,
  pending: false,
  again: false,
  startedBy: [],
};

/** Whether nothing of it runs, however that came. */
export function hasEnded({ phase }: Pick<State, 'phase'>): boolean {
  return phase === 'down' || phase === 'failed' || phase === 'finished';
}
