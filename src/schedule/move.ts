import { isForPeople, type Occurrence } from './occurrence.ts';

/** What is to be done with an occurrence now. */
export type Move =
  | { readonly kind: 'none' }
  | { readonly kind: 'start' }
  /** The action that sees what another system did is run. */
  | { readonly kind: 'look' }
  | { readonly kind: 'wait'; readonly note: string }
  | { readonly kind: 'skip'; readonly note: string }
  | { readonly kind: 'miss' };

/** What an occurrence is decided by, besides itself. */
export interface Around {
  readonly now: Date;
  /** Those of the same schedule that have not ended. */
  readonly mates: readonly Pick<Occurrence, 'id' | 'dueAt'>[];
  /** What must be finished first and is not, in a sentence; undefined where nothing must. */
  readonly waitsFor: string | undefined;
}

/** What comes next for an occurrence that has not ended. What became of a run is not asked here. */
export function moveOf(occurrence: Occurrence, { now, mates, waitsFor }: Around): Move {
  const { state, what, dueAt } = occurrence;
  const later = mates.some((mate) => mate.dueAt > dueAt);
  const earlier = mates.some((mate) => mate.dueAt < dueAt);
  const isOver = later && !what.all && (state === 'due' || isForPeople(what));
  if (isOver) return { kind: 'skip', note: 'It was not done before it was due again.' };
  const missed: Move = isMissedAt(occurrence, now) ? { kind: 'miss' } : { kind: 'none' };
  if (state === 'open') return isLookedForAt(occurrence, now) ? { kind: 'look' } : missed;
  if (missed.kind === 'miss') return missed;
  if (waitsFor !== undefined) return { kind: 'wait', note: waitsFor };
  if (earlier && !isForPeople(what)) return { kind: 'wait', note: 'It waits for the one before to end.' };
  return { kind: 'start' };
}

/** Whether another system did its part is what the look at its deadline tells, once it has ended. */
function isMissedAt(occurrence: Occurrence, now: Date): boolean {
  const { deadline, missedAt } = occurrence;
  return deadline !== null && missedAt === null && deadline <= now && !isSeenByAction(occurrence);
}

function isSeenByAction({ what: { starts } }: Occurrence): boolean {
  return starts.kind === 'watch' && starts.seenBy !== null && 'action' in starts.seenBy;
}

/** What another system does is looked for when it must be done, and not before. */
function isLookedForAt(occurrence: Occurrence, now: Date): boolean {
  const { deadline, run } = occurrence;
  return isSeenByAction(occurrence) && run === null && deadline !== null && deadline <= now;
}
