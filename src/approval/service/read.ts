import type { Reader } from '../../store/database.ts';
import { readReviews } from '../review/store.ts';
import { type Filter, type Held, listRequests, readRequest } from '../store.ts';
import { type ApprovalView, peopleIn, viewOf } from '../view.ts';
import type { Electorate } from './room.ts';

/** A request as its card shows it; undefined when there is none. */
export async function getView(
  reader: Reader,
  people: Electorate,
  id: string,
): Promise<ApprovalView | undefined> {
  const held = await readRequest(reader, id);
  return held && (await viewAll(reader, people, [held]))[0];
}

/** Requests, newest first. */
export async function listViews(reader: Reader, people: Electorate, filter: Filter): Promise<ApprovalView[]> {
  return viewAll(reader, people, await listRequests(reader, filter));
}

async function viewAll(reader: Reader, people: Electorate, all: readonly Held[]): Promise<ApprovalView[]> {
  const broken = all.filter(({ request }) => request.mode === 'break-glass');
  const reviews = await readReviews(
    reader,
    broken.map(({ request }) => request.id),
  );
  const ids = new Set(all.flatMap((held) => peopleIn(held, reviews.get(held.request.id))));
  const names = ids.size === 0 ? new Map() : await people.named(reader, [...ids]);
  return all.map((held) => viewOf(held, reviews.get(held.request.id), names));
}
