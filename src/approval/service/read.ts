import type { Reader } from '../../store/database.ts';
import { readReviews } from '../review/store.ts';
import { type Filter, type Held, listRequests, readRequestsOf } from '../store.ts';
import { type ApprovalView, isCounting, peopleIn, viewOf } from '../view.ts';
import { type Voting, votingOf } from '../voting.ts';
import type { Electorate } from './room.ts';

/** A request as its card shows it; undefined when there is none. */
export async function getView(
  reader: Reader,
  people: Electorate,
  id: string,
): Promise<ApprovalView | undefined> {
  return (await getViews(reader, people, [id]))[0];
}

/** A request as its voters see it; undefined when there is none. */
export async function getVoting(reader: Reader, id: string): Promise<Voting | undefined> {
  return (await readRequestsOf(reader, [id])).map(votingOf)[0];
}

export async function getViews(
  reader: Reader,
  people: Electorate,
  ids: readonly string[],
): Promise<ApprovalView[]> {
  return viewAll(reader, people, await readRequestsOf(reader, ids));
}

/** Requests, newest first. */
export async function listViews(reader: Reader, people: Electorate, filter: Filter): Promise<ApprovalView[]> {
  return viewAll(reader, people, await listRequests(reader, filter));
}

/** Each request as its card shows it, in their order. */
export async function viewAll(
  reader: Reader,
  people: Electorate,
  all: readonly Held[],
): Promise<ApprovalView[]> {
  const broken = all.filter(({ request }) => request.mode === 'break-glass');
  const reviews = await readReviews(
    reader,
    broken.map(({ request }) => request.id),
  );
  const ids = new Set(all.flatMap((held) => peopleIn(held, reviews.get(held.request.id))));
  const names = ids.size === 0 ? new Map() : await people.named(reader, [...ids]);
  const voters = new Set(
    all.filter(isCounting).flatMap(({ votes }) => votes.map(({ principal }) => principal)),
  );
  const today = voters.size === 0 ? new Map() : await people.membership(reader, [...voters]);
  return all.map((held) => viewOf(held, reviews.get(held.request.id), names, today));
}
