import { readAuthentic } from '../../audit/authentic.ts';
import { hasTouched } from '../../runbook/run/effects.ts';
import { type LiveState, RUN, type Run } from '../../runbook/run/run.ts';
import { findForged } from '../../runbook/run/seal.ts';
import { readRun } from '../../runbook/run/store.ts';
import type { Reader } from '../../store/database.ts';
import type { Altered, Change, ChangeQuery } from '../change.ts';
import { queuedIn, type ToldChange } from '../entries.ts';
import { begunRuns } from '../store.ts';

/** Runs that go on and may have changed something by now. */
export interface UnderWay {
  readonly changes: readonly (Change | Altered)[];
  /** Whether there are more of them. */
  readonly isMore: boolean;
}

/** More than these are told as more. */
const MOST = 50;

const STANDS: { readonly [S in LiveState]: string } = {
  queued: 'waits to go on',
  running: 'goes on now',
  waiting: 'waits for its time',
  asking: 'waits for people',
  unknown: 'nobody knows whether a step took effect; people must decide',
};

/**
 * What runs have changed by now that have not ended: just these are looked for while something is wrong.
 * @param isWanted whether one counts
 */
export async function changesUnderWay(
  reader: Reader,
  query: ChangeQuery,
  isWanted: (told: ToldChange) => boolean,
): Promise<UnderWay> {
  const ids = await begunRuns(reader, query, MOST + 1);
  const changes: (Change | Altered)[] = [];
  for (const id of ids.slice(0, MOST)) {
    const found = await underWayIn(reader, id, isWanted);
    if (found !== undefined) changes.push(found);
  }
  return { changes, isMore: ids.length > MOST };
}

async function underWayIn(
  reader: Reader,
  id: string,
  isWanted: (told: ToldChange) => boolean,
): Promise<Change | Altered | undefined> {
  const chain = RUN.subject(id);
  const [first] = (await readAuthentic(reader, chain))?.records ?? [];
  const told = first && queuedIn(chain, first);
  const run = await runFrom(reader, id);
  if (told === undefined || run === undefined || (await findForged(reader, run)) !== undefined)
    return { chain, at: run?.startedAt ?? (await reader.now()), isAltered: true };
  if (!isWanted(told) || !hasTouched(run)) return undefined;
  return { ...told.change, at: run.startedAt ?? run.queuedAt, ended: STANDS[run.state as LiveState] };
}

/** A run by its rows; undefined where they are none that can be read, as when somebody altered its plan. */
async function runFrom(reader: Reader, id: string): Promise<Run | undefined> {
  try {
    return await readRun(reader, id);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
