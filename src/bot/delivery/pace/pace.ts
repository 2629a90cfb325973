import type { EditPace } from '../../../chat/port.ts';

/** When the next edit may be made: of any card, and of one that is urgent. */
export interface Turns {
  readonly any: Date;
  readonly urgent: Date;
}

/** So many edits of a burst are kept for urgent cards. */
const KEPT_BACK = 5;

/** @param fullAt when a whole burst could be made again */
export function turnsAt(fullAt: Date, { burst, everyMs }: EditPace): Turns {
  const last = fullAt.getTime() - (burst - 1) * everyMs;
  return { urgent: new Date(last), any: new Date(last + Math.min(KEPT_BACK, burst - 1) * everyMs) };
}

/** `fullAt` after one more edit: within any time, no more than a burst and one each `everyMs` can be made. */
export function afterEdit(fullAt: Date, { everyMs }: EditPace, now: Date): Date {
  return new Date(Math.max(fullAt.getTime(), now.getTime()) + everyMs);
}
