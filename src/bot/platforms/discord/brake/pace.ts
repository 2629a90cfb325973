import { DeliveryError } from '../../../../chat/port.ts';

/** What all clients of this process together may ask of Discord in any of its seconds. */
export interface Pace {
  /**
   * Makes a request as soon as there is room for it.
   * @throws DeliveryError when there is none in good time, and the signal's reason when it aborts before; then it was not made.
   */
  through<Answer>(make: () => Promise<Answer>, signal: AbortSignal | null): Promise<Answer>;
}

export interface PaceLimits {
  /** How many requests may arrive within one window, wherever it begins. Default: what Discord takes from a bot. */
  readonly requests?: number;
  readonly windowMs?: number;
  /** How long a request waits here: a part of its time-out. */
  readonly patienceMs?: number;
}

/** https://docs.discord.com/developers/topics/rate-limits: 50 requests a second; those of interactions are not counted. */
const DISCORD = { requests: 50, windowMs: 1_000 } as const;
const PATIENCE_MS = 2_000;
/** Timers and clocks may be early by a little. */
const ROOM_MS = 10;

/**
 * When a request arrives nobody here knows: between its start and its answer, and a network that stood still delivers many
 * at once. So a place is taken from the start until a whole window after the answer; what is under way with another in one
 * window holds a place beside it, and there are no more of these than requests may be.
 */
export function createPace({
  requests = DISCORD.requests,
  windowMs = DISCORD.windowMs,
  patienceMs = PATIENCE_MS,
}: PaceLimits = {}): Pace {
  let free = requests;
  /** First come, first served. */
  const waiting = new Set<() => void>();

  function giveBack(): void {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  }

  function take(signal: AbortSignal | null): Promise<void> {
    signal?.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => () => {
        waiting.delete(begin);
        clearTimeout(timer);
        signal?.removeEventListener('abort', leave);
        then();
      };
      const begin = settle(resolve);
      const leave = settle(() => reject(signal?.reason as Error));
      const timer = setTimeout(
        settle(() => reject(noRoom(windowMs))),
        patienceMs,
      );
      signal?.addEventListener('abort', leave);
      waiting.add(begin);
    });
  }

  return {
    async through(make, signal) {
      await take(signal);
      try {
        return await make();
      } finally {
        setTimeout(giveBack, windowMs + ROOM_MS).unref();
      }
    },
  };
}

function noRoom(windowMs: number): DeliveryError {
  return new DeliveryError(
    'rate-limited',
    'More is to be sent to Discord than it takes.',
    windowMs,
    false,
    'everything',
  );
}
