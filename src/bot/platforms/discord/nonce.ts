import { createHash } from 'node:crypto';

/**
 * The nonce that Discord keeps for a message: for some minutes, a second message with it is answered with the
 * first one. At most 25 characters; 144 bits of the key's hash.
 */
export function nonceOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 24);
}
