import { createHash } from 'node:crypto';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Something that looks like a Solana transaction signature, the same for the same seed. */
export function signature(seed: string, length = 88): string {
  const bytes = createHash('shake256', { outputLength: length }).update(seed).digest();
  return [...bytes].map((byte) => BASE58[byte % BASE58.length]).join('');
}
