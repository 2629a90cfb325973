import { REQUEST } from '../../approval/request.ts';
import { readRequestsOf } from '../../approval/store.ts';
import { stateInWords } from '../../approval/words.ts';
import { isEnded, RUN, type Run } from '../../runbook/run/run.ts';
import { readRunsOf, runOfRequest } from '../../runbook/run/store.ts';
import type { Tx } from '../../store/database.ts';
import { GUIDE, type Guide } from '../guide.ts';
import type { Result } from '../model/move.ts';
import { notRun, resultsOf } from '../model/results.ts';
import type { Item } from '../sheet/sheet.ts';
import { awaitFor, forgetWait, holdGuide, readGuides, waitingFor } from '../store.ts';
import { type ChangeDeps, makeMove } from './change.ts';

/**
 * Runs, requests and guides changed: items that wait for one that has ended are decided by it. Guides are held in one order, so that no
 * two looks wait for each other.
 */
export async function follow(tx: Tx, deps: ChangeDeps, subjects: readonly string[]): Promise<void> {
  for (const { awaited, begun, guide: id } of await waitingFor(tx, subjects)) {
    const guide = await holdGuide(tx, id);
    if (guide === undefined) continue;
    const items = itemsWaiting(guide, begun);
    const results = await resultsFrom(tx, id, begun, awaited, items);
    if (results === undefined) continue;
    const move = { do: 'decided', awaits: begun, results } as const;
    // Another look was faster, or the guide is over.
    if (items.length === 0 || 'hindrance' in (await makeMove(tx, deps, guide, move, undefined)))
      await forgetWait(tx, begun);
  }
}

function itemsWaiting({ sheet, state }: Guide, begun: string): readonly Item[] {
  return sheet.items.filter(({ id }) => state.items[id]?.awaits === begun);
}

/** Undefined while it has not ended. */
async function resultsFrom(
  tx: Tx,
  guide: string,
  begun: string,
  awaited: string,
  items: readonly Item[],
): Promise<readonly Result[] | undefined> {
  const guideId = GUIDE.idIn(awaited);
  if (guideId !== undefined) return ofGuide((await readGuides(tx, [guideId]))[0], items);
  const runId = RUN.idIn(awaited) ?? (await runOfRequest(tx, REQUEST.idIn(awaited) ?? ''));
  const run = runId === undefined ? undefined : (await readRunsOf(tx, [runId]))[0];
  if (run !== undefined) return ofRun(tx, guide, begun, run, items);
  const [held] = await readRequestsOf(tx, [REQUEST.idIn(awaited) ?? '']);
  if (held === undefined || held.request.end === null) return undefined;
  const { request } = held;
  return notRun(items, request.state, `It was not carried out. ${stateInWords(request, undefined)}`);
}

function ofGuide(guide: Guide | undefined, items: readonly Item[]): readonly Result[] | undefined {
  if (guide === undefined || guide.state.phase === 'open') return undefined;
  const { phase, conclusion } = guide.state;
  const end = phase === 'completed' ? 'done' : 'failed';
  return items.map(({ id }) => ({ item: id, end, outcome: phase, says: conclusion ?? '' }));
}

/** From here on the run is waited for: what becomes of its request says less. */
async function ofRun(
  tx: Tx,
  guide: string,
  begun: string,
  run: Run,
  items: readonly Item[],
): Promise<readonly Result[] | undefined> {
  if (!isEnded(run)) await awaitFor(tx, guide, begun, RUN.subject(run.id));
  return resultsOf(run, items);
}
