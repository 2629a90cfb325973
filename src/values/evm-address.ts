import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

export type AddressProblem = 'form' | 'checksum';

/**
 * What is wrong with an EVM address, or undefined. One that mixes upper and lower case carries the checksum of EIP-55,
 * and must carry the right one; one in a single case carries none.
 */
export function evmAddressProblem(text: string): AddressProblem | undefined {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return 'form';
  const digits = text.slice(2);
  if (digits === digits.toLowerCase() || digits === digits.toUpperCase()) return undefined;
  return text === checksummed(digits.toLowerCase()) ? undefined : 'checksum';
}

function checksummed(lower: string): string {
  const hash = bytesToHex(keccak_256(utf8ToBytes(lower)));
  const cased = [...lower].map((digit, index) =>
    Number.parseInt(hash.charAt(index), 16) >= 8 ? digit.toUpperCase() : digit,
  );
  return `0x${cased.join('')}`;
}
