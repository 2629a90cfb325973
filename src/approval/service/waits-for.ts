import type { Reader } from '../../store/database.ts';
import { awaitedRoles, isAwaited, type Pending } from '../awaited.ts';
import { readReviews } from '../review/store.ts';
import { type Held, listRequests, readRequestsOf } from '../store.ts';
import type { ApprovalView } from '../view.ts';
import { viewAll } from './read.ts';
import type { Electorate } from './room.ts';

/** Whom a request waits for now. */
export interface WaitsFor {
  /** Principals who could bring it forward and have not said anything, in order of their ids. */
  readonly people: readonly string[];
  /** Whether they are called at any hour. */
  readonly wakes: boolean;
  /** After this nothing of what they do counts any more; null where it waits for them for as long as it takes. */
  readonly until: Date | null;
}

/** @returns undefined when it waits for nobody. */
export async function waitsFor(
  reader: Reader,
  people: Electorate,
  id: string,
): Promise<WaitsFor | undefined> {
  const [held] = await readRequestsOf(reader, [id]);
  if (held === undefined) return undefined;
  const [pending] = await withReviews(reader, [held]);
  if (pending === undefined) return undefined;
  const candidates = new Set<string>();
  for (const role of awaitedRoles(pending))
    for (const holder of await people.holders(reader, role)) candidates.add(holder.id);
  const standings = await people.membership(reader, [...candidates]);
  const awaited = [...candidates].filter((one) => isAwaited(pending, standings.get(one), held.now)).sort();
  if (awaited.length === 0) return undefined;
  const { request } = pending;
  // A review stays open when it is overdue: then it is needed all the more.
  return request.mode === 'quorum'
    ? { people: awaited, wakes: request.policy.wakes === true, until: request.expiresAt }
    : { people: awaited, wakes: false, until: null };
}

/** What waits for somebody, and what they wait for, each the oldest first. */
export interface Inbox {
  readonly toApprove: readonly ApprovalView[];
  /** Broken glasses that they may judge. */
  readonly toReview: readonly ApprovalView[];
  /** What they asked for themselves. */
  readonly own: readonly ApprovalView[];
}

/** More requests than this are never open at once, or whoever has them looks elsewhere. */
const MOST = 500;

export async function inboxOf(reader: Reader, people: Electorate, principal: string): Promise<Inbox> {
  const [standings, open] = [
    await people.membership(reader, [principal]),
    await listRequests(reader, { live: true, limit: MOST }),
  ];
  const standing = standings.get(principal);
  const now = await reader.now();
  const waiting = (await withReviews(reader, open.toReversed())).filter((one) =>
    isAwaited(one, standing, now),
  );
  const own = open.toReversed().filter(({ request }) => request.requester === principal);
  const views = await viewAll(reader, people, [...waiting.map(({ held }) => held), ...own]);
  const shown = new Map(views.map((view) => [view.id, view]));
  const viewsOf = (some: readonly Held[]): readonly ApprovalView[] =>
    some.flatMap(({ request }) => shown.get(request.id) ?? []);
  const ofMode = (mode: ApprovalView['mode']) =>
    viewsOf(waiting.flatMap(({ held }) => (held.request.mode === mode ? [held] : [])));
  return { toApprove: ofMode('quorum'), toReview: ofMode('break-glass'), own: viewsOf(own) };
}

async function withReviews(
  reader: Reader,
  all: readonly Held[],
): Promise<readonly (Pending & { readonly held: Held })[]> {
  const broken = all.filter(({ request }) => request.mode === 'break-glass').map(({ request }) => request.id);
  const reviews = await readReviews(reader, broken);
  return all.map((held) => ({
    held,
    request: held.request,
    votes: held.votes,
    review: reviews.get(held.request.id),
  }));
}
