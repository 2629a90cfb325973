import type { Tx } from '../store/database.ts';
import type { NewEntry } from './entry.ts';
import { appendEntry, insertEntry, lockChain } from './store.ts';

/**
 * Appends an entry to a chain whose writers are already serialized: the caller holds the row lock of the
 * request or run that the chain belongs to. All such entries of a transaction are written together.
 */
export async function record(tx: Tx, entry: NewEntry): Promise<void> {
  await appendEntry(tx, entry);
}

/** Appends an entry to a chain that several writers share, such as `people` or `config`. */
export async function recordShared(tx: Tx, entry: NewEntry): Promise<void> {
  await lockChain(tx, entry.chain);
  await insertEntry(tx, entry);
}
