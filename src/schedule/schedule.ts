import type { Deed } from '../people/decision.ts';
import { subjectKind } from '../subject.ts';
import type { Missed } from './catch-up.ts';
import type { Recurrence } from './recurrence.ts';

/** Its chain of the log: when it was due, what was started, and what came of it. */
export const OCCURRENCE = subjectKind('occurrence', 'occ');

/** What a person must be allowed to do. */
export const SAY_DONE: Deed = { do: 'act', what: 'say what became of what was due' };

/** What a schedule starts, or looks for. */
export type Starts =
  /** @param action by its reference */
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'checklist' | 'procedure'; readonly id: string; readonly title: string }
  | { readonly kind: 'reminder'; readonly text: string }
  | { readonly kind: 'watch'; readonly text: string; readonly seenBy: SeenBy | null };

/** By what it is seen that another system did its part. */
export type SeenBy =
  /** A run of an action that only looks, by its reference. */
  { readonly action: string } | { readonly confirm: string };

/** A schedule of a runbook as the engine works with it. */
export interface Schedule {
  /** `shop:morning` */
  readonly key: string;
  readonly system: string;
  readonly title: string;
  readonly recurrence: Recurrence;
  /** When it is due, in words. */
  readonly when: string;
  /** In which a day begins and ends. */
  readonly timezone: string;
  readonly missed: Missed;
  readonly starts: Starts;
  readonly withinMs: number | null;
  /** Roles. */
  readonly calls: readonly string[];
  /** The key of another one. */
  readonly onlyAfter: string | null;
}

/** What is kept of a schedule between two looks. */
export interface Standing {
  readonly key: string;
  /** When Keyturn first saw it: nothing was due before. */
  readonly since: Date;
  /** Up to when all that was due is written down. */
  readonly through: Date;
  /** When what it started last was completed; null: nothing has been. */
  readonly completedAt: Date | null;
}

/** From when on a schedule counts that counts from its completion. */
export function baseOf({ since, completedAt }: Pick<Standing, 'since' | 'completedAt'>): Date {
  return completedAt ?? since;
}

/** Whether something of it is ever written down as due. */
export function isKept({ recurrence, starts }: Schedule): boolean {
  return recurrence.kind !== 'never' && (starts.kind !== 'watch' || starts.seenBy !== null);
}
