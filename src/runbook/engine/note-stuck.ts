import type { Jobs } from '../../jobs/port.ts';
import type { Redactor } from '../../redaction/redactor.ts';
import type { Database } from '../../store/database.ts';
import { shownText } from '../../terminal/json.ts';
import { storable } from '../../values/characters.ts';
import { runChain } from '../run/run.ts';
import { noteOn } from '../run/store.ts';
import { rootOf } from './root-of.ts';

/** Characters of an error that a card shows. */
const LONGEST_WHY = 200;

/** Has the card of a run say that it does not go on, because of what no retry can cure. */
export async function noteStuck(
  { db, jobs, redactor }: { readonly db: Database; readonly jobs: Jobs; readonly redactor: Redactor },
  runId: string,
  error: unknown,
): Promise<void> {
  const note = stuckNote(redactor.text(shownText(rootOf(error))));
  await db.transact(async (tx) => {
    if (!(await noteOn(tx, runId, note))) return;
    await jobs.emit(tx, { kind: 'run.changed', subject: runChain(runId), at: await tx.now(), data: {} });
  });
}

function stuckNote(why: string): string {
  const shown = storable(why.slice(0, LONGEST_WHY));
  return (
    `It does not go on, because of a fault that trying again does not cure (${shown}). ` +
    'The log of Keyturn has the details; when it is mended, start Keyturn again.'
  );
}
