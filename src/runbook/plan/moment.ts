import { parseDuration } from '../../duration.ts';
import { readInstant } from '../../values/instant.ts';

const RELATIVE = /^now(?:([+-])(.+))?$/;
const LONGEST_MS = 366 * 86_400_000;

/**
 * The moment that a bound of times names: one with its zone, or one that is counted from now, such as `now`, `now-1h` or
 * `now+7d`. Undefined: it names none.
 */
export function readMoment(bound: string, now: Date): Date | undefined {
  const relative = RELATIVE.exec(bound);
  if (relative === null) return readInstant(bound);
  const [, sign, span] = relative;
  if (span === undefined) return now;
  const ms = parseDuration(span);
  if (ms === undefined || ms > LONGEST_MS) return undefined;
  return new Date(now.getTime() + (sign === '-' ? -ms : ms));
}

/** Whether a bound of times is counted from the moment at which it is asked. */
export function isRelative(bound: string): boolean {
  return RELATIVE.test(bound);
}
