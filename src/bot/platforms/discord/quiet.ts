import type { InteractionWire } from './interactions/wire.ts';

/**
 * Messages that one person sees. Only the interaction that they answer can change them, for a quarter of an
 * hour; a restart forgets them, and then they stay as they are.
 */
export interface QuietMessages {
  remember(message: string, wire: InteractionWire): void;
  /** The way to a quiet message; undefined when it is none, or too old. */
  find(message: string): InteractionWire | undefined;
  /** False when this was said under the message before. */
  first(message: string, key: string): boolean;
}

// Discord's tokens live for 15 minutes.
const LIFE_MS = 14.5 * 60_000;

export function createQuietMessages(): QuietMessages {
  const known = new Map<
    string,
    { readonly wire: InteractionWire; readonly until: number; readonly keys: Set<string> }
  >();
  return {
    remember(message, wire) {
      const now = performance.now();
      for (const [id, { until }] of known) if (until <= now) known.delete(id);
      known.set(message, { wire, until: now + LIFE_MS, keys: new Set() });
    },
    find(message) {
      const found = known.get(message);
      return found !== undefined && found.until > performance.now() ? found.wire : undefined;
    },
    first(message, key) {
      const keys = known.get(message)?.keys;
      if (keys === undefined || keys.has(key)) return false;
      keys.add(key);
      return true;
    },
  };
}
