import { messageOf } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { within } from '../waiting/within.ts';

/** A supervisor that asks whether it is ready hears so within this, whatever the database does. */
const ANSWER_MS = 2_000;

/** What keeps the database from being worked with now, in sentences; empty when nothing does. */
export async function databaseProblems(db: Database): Promise<readonly string[]> {
  try {
    // What only reads answers every read: an old connection to a server that has become a standby.
    const asked = db.read((reader) =>
      reader.run(`select current_setting('transaction_read_only') as only_reads`, []),
    );
    const [row] = (await within(ANSWER_MS, 'an answer of the database', asked)) as { only_reads: string }[];
    return row?.only_reads === 'on'
      ? [
          'The database can only be read: it is a standby, or was made read-only. Let DATABASE_URL lead to the primary.',
        ]
      : [];
  } catch (error) {
    return [`The database does not answer: ${messageOf(error)}.`];
  }
}
