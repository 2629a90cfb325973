import { vi } from 'vitest';
import { PATIENCE_MS } from './patience.ts';

/** Looks again and again until nothing is thrown. @throws what the last look threw, after {@link PATIENCE_MS}. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, PATIENCE_MS);
}
