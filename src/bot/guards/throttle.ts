import type { Inbound } from '../../chat/inbound.ts';
import type { Clock } from '../../clock.ts';
import { accountKey } from '../../people/principal.ts';
import type { Guard } from './guard.ts';

export interface Rate {
  /** So many at once… */
  readonly burst: number;
  /** …and then one more each time this passes. */
  readonly everyMs: number;
}

/** Generous for a person in a hurry, and a wall for a stuck key or a script. */
const PER_ACCOUNT: Rate = { burst: 30, everyMs: 500 };
const PER_COMMAND: Rate = { burst: 10, everyMs: 1_000 };

const TELL_EVERY_MS = 5_000;

/** Token buckets in this process's memory: losing them at a restart only makes us more patient. */
export function throttle(clock: Clock, perAccount = PER_ACCOUNT, perCommand = PER_COMMAND): Guard {
  const takeAccount = buckets(clock, perAccount);
  const takeCommand = buckets(clock, perCommand);
  const told = new Map<string, number>();
  return async (arrival) => {
    const { inbound } = arrival;
    const who = accountKey(inbound.account);
    const wait = takeAccount(who) ?? takeCommand(`${who} ${nameOf(inbound)}`);
    if (wait === undefined) return { pass: true, arrival };
    const now = clock.now().getTime();
    // Said (and logged) now and then: answering each of a flood would be a flood.
    if ((told.get(who) ?? 0) > now) return { pass: false };
    told.set(who, now + TELL_EVERY_MS);
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
function buckets(clock: Clock, { burst, everyMs }: Rate): (key: string) => number | undefined {
  // For each key: when its bucket will be full again.
  const fullAt = new Map<string, number>();
  return (key) => {
    const now = clock.now().getTime();
    if (fullAt.size > 10_000) for (const [old, at] of fullAt) if (at <= now) fullAt.delete(old);
    const next = Math.max(fullAt.get(key) ?? 0, now) + everyMs;
    const over = next - now - burst * everyMs;
    if (over > 0) return over;
    fullAt.set(key, next);
    return undefined;
  };
}
