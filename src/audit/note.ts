import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  hash,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

/** Ed25519, the only signature type of C2SP signed-note that is used here. */
const ED25519 = Buffer.from([1]);
/** What DER puts before the 32 bytes of an Ed25519 seed. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PRIVATE_MARK = 'PRIVATE+KEY+';
const NAME = /^[^\s+]+$/u;

/** The public half of a log's key: `name+hash+key`, as C2SP signed-note writes it. */
export interface Verifier {
  readonly name: string;
  /** Eight hexadecimal digits that tell keys of one name apart. */
  readonly id: string;
  readonly text: string;
  /** The text of a note that this key signed, or undefined when it did not. */
  open(note: string): string | undefined;
}

/** Signs notes. The key itself cannot be read from it, so that it cannot be printed by accident. */
export interface Signer {
  readonly verifier: Verifier;
  /** @param text ends with a newline and has no control characters but newlines. */
  sign(text: string): string;
  /** A secret key of its own for another purpose, which tells nothing about this one (HKDF-SHA256, 32 bytes). */
  deriveKey(purpose: string): KeyObject;
}

/** A new key, in the secret form that {@link parseSigner} reads. */
export function generateSignerKey(name: string): string {
  if (!NAME.test(name)) throw new TypeError('the name of a key has no spaces and no plus sign');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8_PREFIX.length);
  const id = keyId(name, rawPublicKey(publicKey));
  return `${PRIVATE_MARK}${name}+${id}+${Buffer.concat([ED25519, seed]).toString('base64')}`;
}

/** @throws TypeError when the text is not a signing key; the message does not repeat it. */
export function parseSigner(text: string): Signer {
  if (!text.startsWith(PRIVATE_MARK)) throw new TypeError(`a signing key begins with ${PRIVATE_MARK}`);
  const { name, id, key: seed } = parseKey(text.slice(PRIVATE_MARK.length));
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(privateKey);
  const verifier = verifierOf(name, publicKey);
  if (verifier.id !== id) throw new TypeError('the key does not belong to its name and hash');
  return {
    verifier,
    sign(body) {
      const signature = Buffer.concat([Buffer.from(id, 'hex'), sign(null, Buffer.from(body), privateKey)]);
      return `${body}\n— ${name} ${signature.toString('base64')}\n`;
    },
    deriveKey: (purpose) => createSecretKey(Buffer.from(hkdfSync('sha256', seed, '', purpose, 32))),
  };
}

/** @throws TypeError when the text is not a verifier key. */
export function parseVerifier(text: string): Verifier {
  const { name, id, key } = parseKey(text.trim());
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') },
    format: 'jwk',
  });
  const verifier = verifierOf(name, publicKey);
  if (verifier.id !== id) throw new TypeError('the key does not belong to its name and hash');
  return verifier;
}

/** Who claims to have signed a note: `name+hash` of each signature line, verified or not. */
export function claimedSigners(note: string): readonly string[] {
  return signatures(note).map(({ name, id }) => `${name}+${id}`);
}

function verifierOf(name: string, publicKey: KeyObject): Verifier {
  const raw = rawPublicKey(publicKey);
  const id = keyId(name, raw);
  return {
    name,
    id,
    text: `${name}+${id}+${Buffer.concat([ED25519, raw]).toString('base64')}`,
    open(note) {
      const end = note.lastIndexOf('\n\n');
      if (end < 0) return undefined;
      const text = note.slice(0, end + 1);
      const mine = signatures(note).find((line) => line.name === name && line.id === id);
      if (mine === undefined || !verify(null, Buffer.from(text), publicKey, mine.signature)) return undefined;
      return text;
    },
  };
}

function signatures(note: string): readonly { name: string; id: string; signature: Buffer }[] {
  const lines = note.slice(note.lastIndexOf('\n\n') + 2).split('\n');
  return lines.flatMap((line) => {
    const [, name, base64] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    if (name === undefined || base64 === undefined) return [];
    const bytes = Buffer.from(base64, 'base64');
    return [{ name, id: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) }];
  });
}

function parseKey(text: string): { name: string; id: string; key: Buffer } {
  const [, name, id, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text.trim()) ?? [];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  if (name === undefined || id === undefined || bytes.length !== 33 || bytes[0] !== ED25519[0]) {
    throw new TypeError('a key is written name+hash+key, and the key is an Ed25519 one');
  }
  return { name, id, key: bytes.subarray(1) };
}

function keyId(name: string, publicKey: Buffer): string {
  const data = Buffer.concat([Buffer.from(`${name}\n`), ED25519, publicKey]);
  return hash('sha256', data, 'buffer').subarray(0, 4).toString('hex');
}

function rawPublicKey(publicKey: KeyObject): Buffer {
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
}
