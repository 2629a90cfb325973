import { scryptSync } from 'node:crypto';

/** Some milliseconds for each guess, so that a short secret is not found by trying. */
const COST = 4_096;
const BYTES = 6;

/** What stands for a secret where people compare: the same for the same value at the same place, and nothing that leads back to it. */
export function fingerprint(file: string, key: string, value: string): string {
  return scryptSync(value, `${file}\0${key}`, BYTES, { N: COST }).toString('hex');
}
