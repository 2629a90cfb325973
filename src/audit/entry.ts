import { canonicalJson, type Json, type Sha256Hex, sha256Hex } from '../canonical.ts';

/** Who caused an entry: a human, a service of ours (`service/engine`), or nobody we could identify. */
export type Actor = `principal/${string}` | `service/${string}` | `unidentified/${string}`;

/**
 * One fact for the log. `chain` groups the entries that are linked by hash, e.g. `request/apr-7k2m9q4t`;
 * `kind` is dotted and past tense, e.g. `request.opened`, `vote.cast`, `run.step.started`.
 */
export interface AuditEntry {
  readonly chain: string;
  readonly kind: string;
  readonly actor: Actor;
  /** The database's clock when it happened. */
  readonly at: Date;
  readonly data: { readonly [key: string]: Json };
}

/** What stands before the first entry of a chain. */
export const CHAIN_START: Sha256Hex = '0'.repeat(64);

/** The exact text that is stored and hashed; nothing is ever hashed from what the database re-serializes. */
export function entryBody(entry: AuditEntry): string {
  return canonicalJson({
    v: 1,
    chain: entry.chain,
    kind: entry.kind,
    actor: entry.actor,
    at: entry.at.toISOString(),
    data: entry.data,
  });
}

/** SHA-256 over the previous entry's hash (32 bytes) followed by the body's UTF-8 bytes. */
export function entryHash(previous: Sha256Hex, body: string): Sha256Hex {
  return sha256Hex(Buffer.concat([Buffer.from(previous, 'hex'), Buffer.from(body, 'utf8')]));
}
