import { setTimeout as sleep } from 'node:timers/promises';

/** Whether this process stops, known to everybody who works for it. */
export interface Draining {
  readonly begun: boolean;
  begin(): void;
  /** Waits until it begins, for so long at most. @returns whether it has begun */
  within(ms: number): Promise<boolean>;
}

export function createDraining(): Draining {
  const { promise: beginning, resolve } = Promise.withResolvers<void>();
  let begun = false;
  return {
    get begun() {
      return begun;
    },
    begin() {
      begun = true;
      resolve();
    },
    async within(ms) {
      if (!begun && ms > 0) await endsWithin(beginning, ms);
      return begun;
    },
  };
}

/** Waits for the end of `work`, for so long at most. @returns whether it ended, however it did. */
export async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const patience = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  const over = sleep(ms, false, { signal: patience.signal }).catch(() => false);
  try {
    return await Promise.race([ended, over]);
  } finally {
    patience.abort();
  }
}
