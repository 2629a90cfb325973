import { canonicalJson, type Json, type Sha256Hex, sha256Hex } from '../canonical.ts';
import type { EntryKind } from './words.ts';

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

/** One that is to be written: it is of a kind that people have words for. */
export interface NewEntry extends AuditEntry {
  readonly kind: EntryKind;
}

/** An entry as it stands in the log: its place in the table and in its chain. */
export interface AuditRecord extends AuditEntry {
  readonly id: number;
  /** Counts from 1 in each chain, without gaps. */
  readonly seq: number;
}

/** An entry as its row has it. `atMs` is the copy of its time, in milliseconds since 1970. */
export interface StoredEntry {
  readonly id: number;
  readonly chain: string;
  readonly seq: number;
  readonly previous: string;
  readonly body: string;
  readonly hash: string;
  readonly mac: string | null;
  readonly kind: string;
  readonly atMs: number;
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

/** The entry that a stored body tells of, or undefined when it is not the body of an entry. */
export function parseEntryBody(body: string): AuditEntry | undefined {
  const value = parseJson(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { v, chain, kind, actor, at, data } = value as { readonly [key: string]: Json };
  if (v !== 1 || typeof chain !== 'string' || typeof kind !== 'string' || typeof actor !== 'string') {
    return undefined;
  }
  if (typeof at !== 'string' || typeof data !== 'object' || data === null || Array.isArray(data)) {
    return undefined;
  }
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return undefined;
  return { chain, kind, actor: actor as Actor, at: moment, data: data as AuditEntry['data'] };
}

/** Where what is hashed is put together: most of the time of a hash went into asking for memory. */
const ROOM = Buffer.allocUnsafeSlow(64 * 1024);

/** SHA-256 over the previous entry's hash (32 bytes) followed by the body's UTF-8 bytes. */
export function entryHash(previous: Sha256Hex, body: string): Sha256Hex {
  // Neither takes more than three bytes for a character.
  const most = 3 * (previous.length + body.length);
  const bytes = most <= ROOM.length ? ROOM : Buffer.allocUnsafe(most);
  const start = bytes.write(previous, 0, 'hex');
  const end = start + bytes.write(body, start, 'utf8');
  return sha256Hex(bytes.subarray(0, end));
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // A body that is no JSON is a finding of the verifier, which says what stands there.
    return undefined;
  }
}
