import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A key of ed25519 as the tools of Solana keep it: 64 bytes, the secret half first. */
export interface Keypair {
  readonly pubkey: string;
  readonly bytes: readonly number[];
}

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
/** What stands before the 32 bytes of a secret key of ed25519 in PKCS #8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_BYTES = 32;

/** The same words give the same key. */
export function keypairFrom(words: string): Keypair {
  const seed = createHash('sha256').update(words).digest();
  return keypairOf(
    createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' }),
    seed,
  );
}

export function newKeypair(): Keypair {
  const { privateKey } = generateKeyPairSync('ed25519');
  return keypairOf(privateKey, privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8.length));
}

function keypairOf(key: KeyObject, seed: Buffer): Keypair {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const point = spki.subarray(spki.length - KEY_BYTES);
  return { pubkey: base58(point), bytes: [...seed, ...point] };
}

/** The public key of a file of the tools. @throws when there is no such file or it holds no key. */
export function pubkeyIn(path: string): string {
  const bytes: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(bytes) || bytes.length !== 2 * KEY_BYTES) throw new Error(`${path} holds no key`);
  return base58(Buffer.from(bytes.slice(KEY_BYTES)));
}

/** A signature that looks like one and is the same for the same words. */
export function signatureOf(words: string): string {
  return base58(createHash('sha512').update(words).digest());
}

function base58(bytes: Buffer): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (; rest > 0n; rest /= 58n) text = `${ALPHABET[Number(rest % 58n)]}${text}`;
  return text;
}
