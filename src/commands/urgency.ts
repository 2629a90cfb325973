import type { ApprovalView } from '../approval/view.ts';
import type { ActionView, Activity } from './services.ts';

/** The lower the earlier an action is suggested. */
const RANK = { interrupted: 0, waiting: 1, own: 2, emergency: 3, team: 4, other: 5 } as const;

/**
 * Puts actions in the order in which somebody may need them now: those of which a run was interrupted, then those that
 * something waits for, what this person ran lately, what stops or pauses, what the team ran lately, and all others.
 * @returns a pair of numbers for an action's ref, compared in turn: the lower the earlier
 */
export function urgencyFor(
  person: string | undefined,
  { runs, requests }: Activity,
): (action: ActionView) => readonly [number, number] {
  const rank = new Map<string, readonly [number, number]>();
  const put = (ref: string, which: keyof typeof RANK, place: number): void => {
    const before = rank.get(ref);
    if (before === undefined || before[0] > RANK[which]) rank.set(ref, [RANK[which], place]);
  };
  runs.forEach(({ action, requester, state }, place) => {
    put(action, 'team', place);
    if (requester === person) put(action, 'own', place);
    if (state === 'asking' || state === 'waiting') put(action, 'waiting', place);
    if (state === 'unknown') put(action, 'interrupted', place);
  });
  requests.forEach(({ subject }, place) => void put(subject.id, 'waiting', place));
  return ({ ref, needs }) => {
    const found = rank.get(ref) ?? [RANK.other, 0];
    return needs.breakGlass && found[0] > RANK.emergency ? [RANK.emergency, 0] : found;
  };
}

/** Requests in the order in which they wait for somebody: those that they can still vote on, then open ones, then others. */
export function waitingFirst(
  views: readonly ApprovalView[],
  person: string | undefined,
): readonly ApprovalView[] {
  const rankOf = ({ requester, votes, awaited, end }: ApprovalView): number => {
    if (end !== null) return 2;
    const isTheirs = requester.id === person || votes.some(({ by }) => by.id === person);
    return awaited.length > 0 && !isTheirs ? 0 : 1;
  };
  return views.toSorted((a, b) => rankOf(a) - rankOf(b));
}
