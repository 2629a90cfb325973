import type { LogFound, LogQuery } from '../../../audit/found.ts';
import type { Json, Sha256Hex } from '../../../canonical.ts';

/** What the page's log view needs from the audit room. */
export interface LogReader {
  /** Chains with entries, the most recently written first. */
  recent(limit: number): Promise<readonly LogSubject[]>;
  /** All entries of a chain and what can be proved about them; undefined when it has none. */
  logOf(subject: string): Promise<LogView | undefined>;
  /** Entries of all chains, the newest first. */
  search(query: LogQuery): Promise<LogFound>;
}

export interface LogSubject {
  /** The chain, e.g. `request/apr-7k2m9q4t`. */
  readonly subject: string;
  /** What it is about in words, as its first entry says it; null where that says nothing. */
  readonly about: string | null;
  readonly entries: number;
  /** What happened last, in words. */
  readonly last: string;
  readonly lastAt: Date;
}

export interface LogView {
  readonly subject: string;
  /** What it is about in words; null where nothing says. */
  readonly about: string | null;
  /** Whether each entry's hash follows from the entry before; otherwise where it breaks and how. */
  readonly chain: { readonly ok: true } | { readonly ok: false; readonly seq: number; readonly why: string };
  readonly entries: readonly LogEntryView[];
  /** The newest signed checkpoint; absent before the first. */
  readonly checkpoint?: { readonly size: number; readonly root: string; readonly at: Date };
}

export interface LogEntryView {
  readonly seq: number;
  readonly kind: string;
  /** Who did what, for people. */
  readonly sentence: string;
  readonly actor: string;
  readonly at: Date;
  readonly data: { readonly [key: string]: Json };
  readonly previous: Sha256Hex;
  readonly hash: Sha256Hex;
  readonly proof: InclusionStatus;
}

/** `pending`: not yet in the tree. `proved`: the inclusion proof leads to the checkpoint's root. */
export type InclusionStatus =
  | { readonly state: 'pending' }
  | { readonly state: 'proved'; readonly index: number; readonly treeSize: number }
  | { readonly state: 'failed'; readonly why: string };
