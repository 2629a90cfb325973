import type { Json } from '../canonical.ts';
import type { Deed } from '../people/decision.ts';
import { subjectKind } from '../subject.ts';

/** Its chain of the log: one entry, which is all that there is of it. */
export const CHANGE = subjectKind('change', 'chg');

/** What a person must be allowed to do. */
export const WRITE_CHANGE: Deed = { do: 'act', what: 'write into the change log' };

/** What of a system was changed: by a run, or as somebody wrote it down. */
export interface Change {
  /** Its chain of the log: `run/run-7k2m9q4t`, `change/chg-9q4t7k2m`. */
  readonly chain: string;
  readonly system: string;
  /** When the run ended, or it was written down. */
  readonly at: Date;
  /** When the run began; undefined of what somebody wrote down, and where the log does not say it. */
  readonly began: Date | undefined;
  /** Principal who asked for the run, or wrote it down; undefined where the log names none. */
  readonly by: string | undefined;
  /** What was done: the title of the action, or the words of whoever wrote it down. */
  readonly what: string;
  /** Of which kind it is, by the runbook; undefined where it names none, and of runs. */
  readonly type: string | undefined;
  /** When it was done, where that was before it was written down. */
  readonly doneAt: Date | undefined;
  /** Why, as whoever asked for the run said. */
  readonly reason: string | undefined;
  /** How the run ended, or stands, where that is not plainly well. */
  readonly ended: string | undefined;
  /** Digest of what was planned. Absent of what somebody wrote down. */
  readonly plan?: string;
}

/** A change with what people call those in it. */
export interface ShownChange extends Omit<Change, 'by' | 'plan'> {
  readonly by: string;
  /** What was given to the run, name by name; `lost`: what stands in its row is not what the log has. */
  readonly given: readonly string[] | 'lost';
}

/** What may tell of a change and is not as Keyturn wrote it: what it says is not repeated, and neither is it left out. */
export interface Altered {
  readonly chain: string;
  /** By the row; nobody vouches for it. */
  readonly at: Date;
  readonly isAltered: true;
}

/** What a list of changes has. */
export type Listed = ShownChange | Altered;

export function isAltered(one: Listed): one is Altered {
  return 'isAltered' in one;
}

/** When it was done: lists are in the order of that, whenever it was written down. */
export function momentOf(one: Pick<ShownChange, 'at' | 'doneAt'> | Altered): Date {
  return ('doneAt' in one ? one.doneAt : undefined) ?? one.at;
}

/** A run that took longer is told with its beginning. */
const LONG_MS = 60_000;

/** When a run began that took long enough for it to matter. */
export function beganLongBefore({ at, began }: Pick<ShownChange, 'at' | 'began'>): Date | undefined {
  return began !== undefined && at.getTime() - began.getTime() >= LONG_MS ? began : undefined;
}

/** Somebody's wish to write one down. */
export interface ChangeWish {
  readonly system: string;
  readonly what: string;
  readonly type: string | undefined;
  readonly doneAt: Date | undefined;
}

/** One that was written down, as its card shows it. */
export interface NotedChange {
  readonly change: Change;
  /** Where it was written down, as it is kept; null where that is no channel. */
  readonly place: Json;
}

/** Which changes somebody looks for: those that were done, or under way, at some time between both. */
export interface ChangeQuery {
  readonly system?: string;
  readonly since?: Date;
  readonly until?: Date;
  /** Only older ones: where an earlier answer ended. */
  readonly before?: Cursor;
}

/** A place in the order of changes: when it was done, as the log writes times, and the id of the entry. */
export interface Cursor {
  readonly done: string;
  readonly id: number;
}
