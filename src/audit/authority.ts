import { timingSafeEqual } from 'node:crypto';
import type { Sha256Hex } from '../canonical.ts';
import type { Database, Reader } from '../store/database.ts';
import { hmacSha256 } from './hmac.ts';
import type { Signer } from './note.ts';

/**
 * Shows that an entry was written by a Keyturn that holds the log's key, which the database does not. The code covers
 * the entry's hash, hence its text, its place in its chain and everything before it there: it fits nowhere else.
 */
export interface Authority {
  /** `<id of the key>:<HMAC-SHA256 in hexadecimal>` */
  authenticate(hash: Sha256Hex): string;
  /** Whether this key wrote the code for this hash. */
  vouches(hash: Sha256Hex, mac: string | null): boolean;
}

/** The authority that goes with a signing key: its key is derived from the secret half (HKDF-SHA256). */
export function authorityOf(signer: Signer): Authority {
  const hmac = hmacSha256(signer.deriveKey('keyturn/entry/1'));
  const { id } = signer.verifier;
  const codeOf = (hash: Sha256Hex): string => `${id}:${hmac(hash)}`;
  return {
    authenticate: codeOf,
    vouches(hash, mac) {
      if (mac === null) return false;
      const [given, right] = [Buffer.from(mac), Buffer.from(codeOf(hash))];
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}

const authorities = new WeakMap<Reader, Authority>();

/** The authority of the database that this handle belongs to; undefined where none was given (tests of one room). */
export function authorityIn(reader: Reader): Authority | undefined {
  return authorities.get(reader);
}

/** A database whose transactions authenticate what they write to the log, and can check what they read from it. */
export function authenticated<D extends Database>(db: D, authority: Authority): D {
  // One of its own for each database: what a process knows about the log is kept beside it.
  const own: Authority = { ...authority };
  const marked = <H extends Reader>(handle: H): H => {
    authorities.set(handle, own);
    return handle;
  };
  return {
    ...db,
    transact: (work, options) => db.transact((tx) => work(marked(tx)), options),
    read: (work, options) => db.read((reader) => work(marked(reader)), options),
  };
}
