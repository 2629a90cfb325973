import type { Actor } from '../../audit/entry.ts';
import { record } from '../../audit/service.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Tx } from '../../store/database.ts';
import { completedEntry, GUIDES, moveEntry } from '../entries.ts';
import { CHANGED, GUIDE, type Guide } from '../guide.ts';
import { applyMove } from '../model/apply.ts';
import type { Hindrance, Move } from '../model/move.ts';
import { awaitFor, forgetWait, forgetWaitsOf, saveState } from '../store.ts';

export interface ChangeDeps {
  readonly jobs: Pick<Jobs, 'emit'>;
}

/**
 * Makes a move on a guide that is held: its state, its log, what it waits for and the news of it together.
 * @returns the guide as it is then, or why the move is not made
 */
export async function makeMove(
  tx: Tx,
  { jobs }: ChangeDeps,
  guide: Guide,
  move: Move,
  by: string | undefined,
): Promise<Guide | Hindrance> {
  const at = await tx.now();
  const actor: Actor = by === undefined ? GUIDES : `principal/${by}`;
  const state = applyMove(guide.sheet, guide.state, move, { by: by ?? GUIDES, at: at.toISOString() });
  if ('hindrance' in state) return state;
  await saveState(tx, guide.id, state);
  await record(tx, moveEntry(guide.id, move, actor, at));
  if (move.do === 'begun') await awaitFor(tx, guide.id, move.awaits);
  if (move.do === 'decided') await forgetWait(tx, move.awaits);
  if (state.phase !== 'open') {
    if (state.phase === 'completed' && move.do !== 'concluded')
      await record(tx, completedEntry(guide.id, at));
    await forgetWaitsOf(tx, guide.id);
  }
  await jobs.emit(tx, { kind: CHANGED, subject: GUIDE.subject(guide.id), at, data: {} });
  return { ...guide, state };
}
