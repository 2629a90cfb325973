import { OpsError } from '../errors.ts';
import { readRegularText } from '../files/regular-file.ts';
import type { Database, Reader, Tx } from '../store/database.ts';
import type { Authority } from './authority.ts';
import { CHAIN_START } from './entry.ts';
import { createFileOnce, missingAsUndefined, replaceFile } from './files.ts';
import { findSetAsides } from './set-aside/find.ts';
import { chainEnd, insertEntry } from './store.ts';
import { findTakeover, LOG_CHAIN, TAKEN_OVER, type Takeover } from './taken-over.ts';
import { leavesOf, lockTree, type PendingEntry } from './tree/store.ts';

export interface TakeoverDeps {
  /** With the authority: see `authenticated`. */
  readonly db: Database;
  readonly authority: Authority;
  /** `name+hash` of the key. */
  readonly key: string;
  /** Outside of the database: which takeover it was. Nobody can bring about another one by removing the first. */
  readonly file: string;
  /** The chains of what is under way, which goes on. */
  readonly live: (tx: Tx) => Promise<readonly string[]>;
}

/**
 * Finds where the authenticated part of the log begins, or begins it, once a key.
 * @throws OpsError when it had begun and the log does not know any more.
 */
export async function takeOver({ db, authority, key, file, live }: TakeoverDeps): Promise<Takeover> {
  const kept = (await readRegularText(file).catch(missingAsUndefined))?.trim().split(' ');
  const takeover = await db.transact(async (tx) => {
    await lockTree(tx);
    const found = await findTakeover(tx, authority);
    if (kept?.[0] === key && kept[1] !== found?.hash) throw forgotten();
    if (found !== undefined) return found;
    const chains: Record<string, string> = {};
    for (const chain of await live(tx)) {
      const end = await chainEnd(tx, chain);
      if (end !== CHAIN_START) chains[chain] = end;
    }
    const at = await tx.now();
    const setAside = [...(await findSetAsides(tx, undefined)).values()].map((one) => ({
      ...one,
      after: { ...one.after },
    }));
    await insertEntry(tx, {
      chain: LOG_CHAIN,
      kind: TAKEN_OVER,
      actor: 'service/log',
      at,
      data: { key, chains, ...(setAside.length === 0 ? {} : { setAside }) },
    });
    return findTakeover(tx, authority);
  });
  if (takeover === undefined) throw new Error('the takeover of the log was not found again');
  const line = `${key} ${takeover.hash}\n`;
  if (kept === undefined) await createFileOnce(file, line, 0o600);
  else if (kept[0] !== key) await replaceFile(file, line, 0o600);
  return takeover;
}

/** Whether a waiting entry may get into the tree: written with the key, or before the log was taken over. */
export async function mayBeSealed(
  reader: Reader,
  authority: Authority,
  takeover: Takeover,
  entry: PendingEntry,
): Promise<boolean> {
  if (authority.vouches(entry.hash, entry.mac)) return true;
  if (entry.id >= takeover.id) return false;
  // The waiting list is worked off by id: once the takeover is in the tree, so is all that came before it.
  return (await leavesOf(reader, [takeover.id])).size === 0;
}

function forgotten(): OpsError {
  return new OpsError({
    code: 'audit.takeover_missing',
    what: 'Keyturn does not start.',
    why: 'The entry from which on the log is authenticated is gone: the database went back in time, or was altered.',
    next: 'Restore a newer backup. For a new database take another KEYTURN_HOME, or a key of its own.',
  });
}
