import { describeRefusal, OpsError } from '../../errors.ts';
import type { Jobs } from '../../jobs/port.ts';
import { isPermanent } from '../../permanent.ts';
import type { Redactor } from '../../redaction/redactor.ts';
import type { Database } from '../../store/database.ts';
import { shownText } from '../../terminal/json.ts';
import { storable } from '../../values/characters.ts';
import { RUN } from '../run/run.ts';
import { noteOn } from '../run/store.ts';
import { rootOf } from './root-of.ts';

export interface NoteStuckDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly redactor: Redactor;
  readonly workerId: string;
}

/** Characters of an error that a card shows. */
const LONGEST_WHY = 200;
/** A refusal was written for people: the last that it says is what they can do. */
const LONGEST_REFUSAL = 600;
const STUCK = 'It does not go on';

/** Has the card of a run say that it does not go on, and whether it is tried again. */
export async function noteStuck(
  { db, jobs, redactor, workerId }: NoteStuckDeps,
  runId: string,
  error: unknown,
): Promise<void> {
  const { text, longest } = whyOf(error);
  // Cut last: of a secret that is cut nobody knows that it is one.
  const why = storable(redactor.text(shownText(text)).slice(0, longest));
  const note = isPermanent(error) ? hopelessNote(why) : againNote(why);
  await db.transact(async (tx) => {
    if (!(await noteOn(tx, runId, workerId, note))) return;
    await jobs.emit(tx, { kind: 'run.changed', subject: RUN.subject(runId), at: await tx.now(), data: {} });
  });
}

/** Whether this is what a run says because work on it failed: whoever succeeds need not believe it. */
export function isStuckNote(note: string): boolean {
  return note.startsWith(STUCK);
}

function hopelessNote(why: string): string {
  return (
    `${STUCK}, because of a fault that trying again does not cure (${why}). ` +
    'The log of Keyturn has the details; when it is mended, start Keyturn again.'
  );
}

function againNote(why: string): string {
  return `${STUCK} just now (${why}). It is tried again by itself, about once a minute. The log of Keyturn has the details.`;
}

function whyOf(error: unknown): { readonly text: string; readonly longest: number } {
  const refused = refusalIn(error);
  return refused === undefined
    ? { text: rootOf(error), longest: LONGEST_WHY }
    : { text: describeRefusal(refused.refusal), longest: LONGEST_REFUSAL };
}

function refusalIn(error: unknown): OpsError | undefined {
  if (error instanceof OpsError) return error;
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : undefined;
}
