import { OpsError } from '../../errors.ts';
import type { Database, Tx } from '../../store/database.ts';
import type { Authority } from '../authority.ts';
import { recordShared } from '../service.ts';
import { entryBefore, entryById } from '../store.ts';
import { LOG_CHAIN } from '../taken-over.ts';
import { lockTree, takeOffWaitingList } from '../tree/store.ts';
import { writersOf } from '../verify/writers.ts';
import { findSetAsides } from './find.ts';
import { SET_ASIDE, type SetAside } from './set-aside.ts';

export interface SettingAside {
  /** With the authority: see `authenticated`. */
  readonly db: Database;
  readonly authority: Authority;
  /** Ids of the entries' rows, as `keyturn audit verify` names them. */
  readonly rows: readonly number[];
  readonly reason: string;
  /** The account of the operating system that says so. */
  readonly by: string;
}

/**
 * Writes an entry that says of foreign entries that they are none. They stay where they are; their chains go on without them.
 * @throws OpsError when a row is no entry, or one that Keyturn wrote; then nothing is set aside.
 */
export async function setAside(given: SettingAside): Promise<readonly SetAside[]> {
  const { db, authority, reason, by } = given;
  const writers = await writersOf(db, authority);
  if (writers === undefined) throw notAuthenticated();
  return db.transact(async (tx) => {
    await lockTree(tx);
    const known = await findSetAsides(tx, authority);
    const entries: SetAside[] = [];
    for (const id of new Set(given.rows)) {
      if (known.has(id)) throw refused(id, 'it is set aside already', 'Leave it out.');
      const entry = await entryById(tx, id);
      if (entry === undefined)
        throw refused(id, 'the log has no such entry', 'Take the row from `keyturn audit verify`.');
      if (!(await writers.judge(tx, [entry])).foreign.has(id))
        throw refused(id, 'Keyturn wrote it', 'Only entries that Keyturn did not write can be set aside.');
      const after = await entryBefore(tx, entry);
      entries.push({ id, chain: entry.chain, seq: entry.seq, hash: entry.hash, after });
    }
    await write(tx, entries, reason, by);
    return entries;
  });
}

async function write(tx: Tx, entries: readonly SetAside[], reason: string, by: string): Promise<void> {
  const data = { entries: entries.map((one) => ({ ...one, after: { ...one.after } })), reason, by };
  await recordShared(tx, {
    chain: LOG_CHAIN,
    kind: SET_ASIDE,
    actor: 'service/log',
    at: await tx.now(),
    data,
  });
  await takeOffWaitingList(
    tx,
    entries.map(({ id }) => id),
  );
}

function refused(id: number, why: string, next: string): OpsError {
  return new OpsError({
    code: 'audit.set_aside',
    what: `Row ${id} is not set aside, and nothing else either.`,
    why: `${why}.`,
    next,
  });
}

function notAuthenticated(): OpsError {
  return new OpsError({
    code: 'audit.not_authenticated',
    what: 'Nothing is set aside.',
    why: 'The log does not say from where on its entries are authenticated by this key.',
    next: 'Start Keyturn once with this key.',
  });
}
