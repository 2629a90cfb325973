import { TOLERANCE_S } from './signature.ts';

/** Signatures that were taken, for as long as they could be valid. */
export interface Replays {
  /** True when this signature was taken before; otherwise it is from now on. */
  taken(signature: string, now: Date): boolean;
}

export function createReplays(): Replays {
  /** In the order in which they came: signature -> when it may be forgotten. */
  const known = new Map<string, number>();
  return {
    taken(signature, now) {
      const at = now.getTime();
      for (const [old, until] of known) {
        if (until > at) break;
        known.delete(old);
      }
      if (known.has(signature)) return true;
      known.set(signature, at + 2 * TOLERANCE_S * 1_000 + 1_000);
      return false;
    },
  };
}
