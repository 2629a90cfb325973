/**
 * Where a service is on its way. `unhealthy`: it runs, and its own check fails. `partly`: some of its containers run, others do not.
 * `finished`: it ran to its end, as some do by design.
 */
export type Phase = 'up' | 'down' | 'failed' | 'starting' | 'stopping' | 'unhealthy' | 'partly' | 'finished';

/** A service as it was found. */
export interface State {
  readonly phase: Phase;
  /** In the words of whoever keeps it, e.g. `active (running)`. */
  readonly words: string;
  /** Of the unit, or of each of its containers that ever ran: differs after each start. */
  readonly marks: readonly string[];
  readonly pid: number | null;
  /** How long ago the last of it was started, in ms; null where nobody tells. */
  readonly ageMs: number | null;
  /** The same of the first of it. */
  readonly oldestMs: number | null;
  /** How often it was started again because it had ended. */
  readonly restarts: number;
  /** Whether something is still under way with it, or waits for its turn. */
  readonly pending: boolean;
  /** Whether it has ended and is about to be started again by itself. */
  readonly again: boolean;
  /** What else may start it, e.g. a timer. */
  readonly startedBy: readonly string[];
  /** What else of it runs, which neither makes it up nor goes when it is stopped; empty: nothing. */
  readonly beside: string;
  /** Why whoever keeps it would not start it; null: nothing is in the way. */
  readonly unfit: Trouble | null;
  /** Whether whoever keeps it knows a service of that name, or something of it runs. */
  readonly known: boolean;
}

/** Why nothing can be said of a service or done with it, as a clause, and the way forward. */
export interface Trouble {
  readonly reason: string;
  readonly next: string;
  /** It may say only that there was nothing to end. */
  readonly idle?: boolean;
  /** As the service was seen, where it was: it is not what was wanted. Absent: nobody saw it. */
  readonly found?: State;
}

/** A service that is not there at all. */
export const ABSENT: State = {
  phase: 'down',
  words: 'not there',
  marks: [],
  pid: null,
  ageMs: null,
  oldestMs: null,
  restarts: 0,
  pending: false,
  again: false,
  startedBy: [],
  beside: '',
  unfit: null,
  known: true,
};

/** A service of which nobody could tell how it stands. */
export const UNSEEN: State = { ...ABSENT, phase: 'starting', words: 'not seen' };

/** Whether it does not run, and is not on its way, however that came. */
export function isOver(phase: Phase): boolean {
  return phase === 'down' || phase === 'failed' || phase === 'finished';
}

/** Whether nothing of it runs. */
export function hasEnded({ phase, beside }: Pick<State, 'phase' | 'beside'>): boolean {
  return isOver(phase) && beside === '';
}

/** How it is, in the words of whoever keeps it, with what runs beside it. */
export function standing({ words, beside }: Pick<State, 'words' | 'beside'>): string {
  return beside === '' ? words : `${words}, and beside it runs ${beside}`;
}

/** Whether all of it that ever ran was started since it was found as `before`. */
export function isAnew(before: State, now: State): boolean {
  return now.marks.every((mark) => !before.marks.includes(mark));
}
