/** What every plant remembers beside its own world. Times are ISO 8601 in UTC. */
export interface BaseState {
  /** Number of the newest effect; the effect log is repaired from `unlogged` when it lags behind. */
  effectCount: number;
  unlogged: Effect[];
  /** How far the plant's clock runs ahead of the machine's. */
  clockOffsetMs: number;
  /** The switches that are on. */
  faults: string[];
}

/** One thing that a plant did to its world; a line of effects.jsonl. */
export interface Effect {
  seq: number;
  at: string;
  effect: string;
  [detail: string]: string | number | boolean | null;
}

/** What a new world knows of itself: nothing was done, no fault, the machine's clock. */
export function newBase(): BaseState {
  return { effectCount: 0, unlogged: [], clockOffsetMs: 0, faults: [] };
}
