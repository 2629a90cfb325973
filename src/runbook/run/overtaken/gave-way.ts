import type { Run, Stopped } from '../run.ts';
import { courseOf, type OnCourse } from '../way-down.ts';

/** What tells whether a run gave way. */
export type Marked = Pick<Run, 'cancel' | 'overtaken'>;

/** Who cancelled a run that gave way, before that had a place of its own. */
const GAVE_WAY = 'service/engine';

/** Whether a run gave way to what had begun since it was asked for. */
export function hasGivenWay({ cancel, overtaken }: Marked): boolean {
  return overtaken !== undefined || cancel?.by === GAVE_WAY;
}

/** Who cancelled a run; null where nobody did. */
export function cancelOf({ cancel }: Pick<Run, 'cancel'>): Stopped | null {
  return cancel?.by === GAVE_WAY ? null : cancel;
}

/** Whether that it gave way is what ended the action: nobody had cancelled it, and it had not come to its end. */
export function isEndedByGivingWay(run: OnCourse): boolean {
  return hasGivenWay(run) && cancelOf(run) === null && courseOf(run)?.state === 'cancelled';
}

/**
 * To what a run gave way: what began, by whom and when, and what to do for whoever still wants it. It follows a subject (`Started, and …`,
 * `It …`) and ends without a full stop; undefined where it gave way to nothing.
 */
export function gaveWayInWords(run: Marked): string | undefined {
  if (!hasGivenWay(run)) return undefined;
  const { cancel, overtaken } = run;
  // What was stored in the place of a cancel had the advice in it.
  const why = overtaken?.why ?? (cancel?.reason ?? '').split('. Look at ', 1)[0];
  return `gave way: ${why}; ask again if this is still right`;
}

/** The same as sentences of its own, with where to look first. */
export function gaveWayAndThen(run: Marked): string | undefined {
  const { cancel, overtaken } = run;
  if (overtaken !== undefined) return `${overtaken.why}. ${askAgain(overtaken)}`;
  return cancel?.by === GAVE_WAY ? (cancel.reason ?? '') : undefined;
}

/** What to do about it, for whoever still wants what was overtaken. */
export function askAgain({ run }: { readonly run: string }): string {
  return `Look at what it was for (/ops audit show of:${run}), and ask again if this is still right.`;
}
