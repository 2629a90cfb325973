import { sql } from 'drizzle-orm';
import type { AuditEntry } from '../../../src/audit/entry.ts';
import { generateSignerKey, parseSigner, type Signer } from '../../../src/audit/note.ts';
import type { RetainedCheckpoint } from '../../../src/audit/retained.ts';
import { createSequencer, type Sequencer, type SequencerDeps } from '../../../src/audit/sequencer.ts';
import { record } from '../../../src/audit/service.ts';
import type { Database } from '../../../src/store/database.ts';

const TABLES = ['audit_entry', 'audit_leaf', 'audit_subtree', 'audit_checkpoint', 'audit_pending'];

export const quiet = { error: () => {}, info: () => {} };

export function newSigner(name = 'test.example/log'): Signer {
  return parseSigner(generateSignerKey(name));
}

/** The retained checkpoint, in memory. */
export function keptInMemory(): RetainedCheckpoint & { note: string | undefined } {
  return {
    note: undefined,
    async read() {
      return this.note;
    },
    async write(note) {
      this.note = note;
    },
  };
}

export async function write(db: Database, chain: string, data: AuditEntry['data'] = {}): Promise<void> {
  await db.transact(async (tx) =>
    record(tx, { chain, kind: 'vote.cast', actor: 'principal/ana', at: await tx.now(), data }),
  );
}

export interface SampleLog {
  readonly signer: Signer;
  readonly sequencer: Sequencer;
  readonly kept: ReturnType<typeof keptInMemory>;
  /** Every note that was published, in order. */
  readonly published: string[];
}

/** A sequencer over `db` whose files live in memory. */
export function openLog(db: Database, deps: Partial<SequencerDeps> = {}): SampleLog {
  const signer = deps.signer ?? newSigner();
  const kept = keptInMemory();
  const published: string[] = [];
  const publish = async ({ note }: { note: string }): Promise<void> => {
    published.push(note);
  };
  const sequencer = createSequencer({ db, signer, retained: kept, publish, log: quiet, ...deps });
  return { signer, sequencer, kept, published };
}

/** Eighteen entries, of which `request/a`, `request/b` and `people` have six each, under three checkpoints. */
export async function writeSampleLog(db: Database): Promise<SampleLog> {
  await emptyLog(db);
  const log = openLog(db);
  for (let round = 0; round < 6; round += 1) {
    for (const chain of ['request/a', 'request/b', 'people']) await write(db, chain, { round });
    if (round % 2 === 1) await log.sequencer.runOnce();
  }
  return log;
}

/** Does what only the owner of the database can do: changes the log with its triggers switched off. */
export async function tamper(db: Database, ...statements: string[]): Promise<void> {
  await db.transact(async (tx) => {
    const exec = (text: string) => tx.orm.execute(sql.raw(text));
    for (const table of TABLES) await exec(`alter table ${table} disable trigger all`);
    for (const statement of statements) await exec(statement);
    for (const table of TABLES) await exec(`alter table ${table} enable trigger all`);
  });
}

export async function emptyLog(db: Database): Promise<void> {
  await tamper(db, `truncate ${TABLES.join(', ')} restart identity`);
}

/** One value of one row. */
export async function selectValue(db: Database, query: string): Promise<string> {
  const rows = await db.read((reader) => reader.orm.execute(sql.raw(query)));
  return String(Object.values((rows as unknown as Record<string, unknown>[])[0] ?? {})[0]);
}
