import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';

/** What a platform sent that made no sense, and was dropped: counted, and written down without being repeated. */
export interface Oddities {
  /** @param what in words, such as "a frame of the gateway" */
  note(what: string, error: unknown): void;
  readonly count: number;
}

/** Each of the first is logged, then one in so many: a flood of odd frames is no flood of lines. */
const TOLD = 20;
const TELL_EVERY = 500;

export function createOddities(log: Pick<Logger, 'warn'>, platform: string): Oddities {
  let count = 0;
  return {
    note(what, error) {
      count += 1;
      if (count > TOLD && count % TELL_EVERY !== 0) return;
      // Never the frame itself: it may hold tokens.
      log.warn(
        { platform, reason: messageOf(error).slice(0, 300), count },
        `${what} made no sense and was dropped`,
      );
    },
    get count() {
      return count;
    },
  };
}
