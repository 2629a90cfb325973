import { scryptSync } from 'node:crypto';

/** Some milliseconds for each guess, so that a short secret is not found by trying. */
const COST = 4_096;
const BYTES = 6;

/** What stands for a secret where people compare: the same for the same value at the same place, and nothing that leads back to it. */
export function fingerprint(file: string, key: string, value: string): string {
  return scryptSync(value, `${file}\0${key}`, BYTES, { N: COST }).toString('hex');
}

/** Names of keys that hold secrets, wherever nobody says otherwise. */
const SECRETIVE =
  /secret|token|passw|pwd|private|credential|mnemonic|seed|dsn|(?:^|[^a-z])(?:api|access|auth|signing|encryption)?[_-]?key$|database[_-]?url/i;

/** Whether a key is taken for one whose value nobody may see: by its own name, the last of a path. */
export function isSecretive(key: string): boolean {
  return SECRETIVE.test(key);
}
