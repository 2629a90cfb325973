import { randomBytes } from 'node:crypto';

// Crockford's base 32: no i, l, o or u, so that an id read out over the phone survives.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** A random id such as `apr-7k2m9q4t`: a prefix that says what it names and 40 random bits. */
export function newId(prefix: string): string {
  return `${prefix}-${randomText(8)}`;
}

/** An unguessable token for buttons and links: 160 random bits, 32 characters. */
export function newNonce(): string {
  return randomText(32);
}

/** A code that a person copies from one screen to another within minutes, e.g. `k7qm-2f9x`: 40 random bits. */
export function newShortCode(): string {
  return `${randomText(4)}-${randomText(4)}`;
}

function randomText(length: number): string {
  let text = '';
  for (const byte of randomBytes(length)) text += ALPHABET[byte & 31];
  return text;
}
