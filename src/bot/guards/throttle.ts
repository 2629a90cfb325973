import type { Inbound } from '../../chat/inbound.ts';
import type { Clock } from '../../clock.ts';
import { accountKey } from '../../people/principal.ts';
import type { Guard } from './guard.ts';
import { createMarks } from './marks.ts';

export interface Rate {
  /** So many at once… */
  readonly burst: number;
  /** …and then one more each time this passes. */
  readonly everyMs: number;
}

/** Generous for a person in a hurry, and a wall for a stuck key or a script. */
const PER_ACCOUNT: Rate = { burst: 30, everyMs: 500 };
export const PER_COMMAND: Rate = { burst: 10, everyMs: 1_000 };

const TELL_EVERY_MS = 5_000;

/** Token buckets in this process's memory: losing them at a restart only makes us more patient. */
export function throttle(
  clock: Pick<Clock, 'elapsed'>,
  perAccount = PER_ACCOUNT,
  perCommand = PER_COMMAND,
): Guard {
  const takeAccount = buckets(clock, perAccount);
  const takeCommand = buckets(clock, perCommand);
  const told = createMarks();
  return async (arrival) => {
    const { inbound } = arrival;
    const who = accountKey(inbound.account);
    const wait = takeAccount(who) ?? takeCommand(`${who} ${nameOf(inbound)}`);
    if (wait === undefined) return { pass: true, arrival };
    const now = clock.elapsed();
    // Said (and logged) now and then: answering each of a flood would be a flood.
    if (told.of(who, now) > now) return { pass: false };
    told.set(who, now + TELL_EVERY_MS, now);
    return {
      pass: false,
      refusal: {
        code: 'throttled',
        what: 'Too fast.',
        why: 'You sent more than Keyturn takes from one account in so short a time.',
        next: `Wait ${Math.max(1, Math.ceil(wait / 1_000))} s and try again. Nothing was done.`,
      },
    };
  };
}

function nameOf(inbound: Inbound): string {
  return inbound.type === 'command' ? inbound.path.join(' ') : inbound.type;
}

/** Answers undefined when there was a token to take, otherwise the ms until there is one. */
function buckets(
  clock: Pick<Clock, 'elapsed'>,
  { burst, everyMs }: Rate,
): (key: string) => number | undefined {
  // For each key: when its bucket will be full again.
  const fullAt = createMarks();
  return (key) => {
    const now = clock.elapsed();
    const full = fullAt.of(key, now);
    // Of a full bucket nothing but zero is left here: adding a span to fractions of a millisecond and taking it off is not exact.
    const over = full - now - (burst - 1) * everyMs;
    if (over > 0) return over;
    fullAt.set(key, full + everyMs, now);
    return undefined;
  };
}
