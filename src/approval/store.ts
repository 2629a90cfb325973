import { type SQL, sql } from 'drizzle-orm';
import { knowTip, tipOf } from '../audit/store.ts';
import { standingJson } from '../people/standing-json.ts';
import type { Reader, Tx } from '../store/database.ts';
import { prepare, slot } from '../store/prepare.ts';
import { rowsOf } from '../store/rows.ts';
import { together } from '../store/together.ts';
import { type ApprovalRequest, REQUEST } from './request.ts';
import { type RequestRow, requestOf, votesOf } from './row.ts';
import type { Vote } from './vote.ts';

/** A request as it was read, with its current votes and the database's clock at that moment. */
export interface Held {
  readonly request: ApprovalRequest;
  /** The bytes that the digest covers. */
  readonly content: string;
  readonly votes: readonly Vote[];
  readonly now: Date;
}

const COLUMNS =
  sql.raw(`r.id, r.state, r.content, r.digest, r.place::text as place, r.not_before, r.not_after, r.round,
  r.claimed_at, r.ended_at, r.ended_by, r.ended_why`);
const VOTES = sql.raw(`(
  select coalesce(json_agg(json_build_object('principal', v.principal, 'choice', v.choice, 'at', v.at,
    'via', v.via, 'account', v.account, 'reason', v.reason, 'standing', v.standing) order by v.at, v.principal), '[]')
  from approval_vote v`);
const LIVE = sql.raw(`state in ('pending', 'timelocked', 'ready', 'claimed')`);
const UNSETTLED = sql.raw(`(r.state in ('pending', 'timelocked', 'ready', 'claimed')
  or exists (select 1 from approval_review w where w.request_id = r.id and w.state = 'open'))`);

const locking = prepare<RequestRow>(
  sql`select ${COLUMNS} from approval_request r where r.id = ${slot('id')} for update`,
);
const readingVotes = prepare<{
  readonly votes: string;
  readonly now: string | Date;
  readonly tip: string | null;
}>(
  sql`select ${VOTES} where v.request_id = ${slot('id')})::text as votes, clock_timestamp() as now,
    ${tipOf(slot('chain'))} as tip`,
);

/**
 * Locks a request for the rest of the transaction and reads its votes and the clock. Two statements in one
 * round trip: both are sent at once, the second runs when the lock is held, so it sees what an earlier holder
 * committed, and a time that is not from before the wait. (In a single statement both would date from before
 * it.) Whatever the caller sends after this in the same transaction waits behind the lock as well.
 */
export async function holdRequest(tx: Tx, id: string): Promise<Held | undefined> {
  const before = heldAhead.get(tx)?.get(id);
  heldAhead.get(tx)?.delete(id);
  return before ?? hold(tx, id);
}

/**
 * Sends the same for whoever holds the request next in this transaction, without waiting for it: other statements that
 * need not wait either share the round trip.
 */
export function holdAhead(tx: Tx, id: string): void {
  const ahead = heldAhead.get(tx) ?? new Map<string, Promise<Held | undefined>>();
  tx.later(() => {
    const held = hold(tx, id);
    heldAhead.set(tx, ahead.set(id, held));
    return held;
  });
}

const heldAhead = new WeakMap<Tx, Map<string, Promise<Held | undefined>>>();

async function hold(tx: Tx, id: string): Promise<Held | undefined> {
  const chain = REQUEST.subject(id);
  const [[row], [read]] = await together([locking(tx, { id }), readingVotes(tx, { id, chain })]);
  if (read !== undefined) knowTip(tx, chain, read.tip);
  return row && read && held(row, read.votes, tx.instant(read.now));
}

const readingRequests = prepare<RequestRow & { readonly votes: string; readonly now: string | Date }>(sql`
  select ${COLUMNS}, ${VOTES} where v.request_id = r.id)::text as votes, clock_timestamp() as now
  from approval_request r where r.id = any(array(select jsonb_array_elements_text(${slot('ids')}::text::jsonb)))`);

/** Reads requests without locking them: for showing, never for deciding. */
export async function readRequestsOf(reader: Reader, ids: readonly string[]): Promise<readonly Held[]> {
  const found = await readingRequests(reader, { ids: JSON.stringify(ids) });
  return found.map((row) => held(row, row.votes, reader.instant(row.now)));
}

export interface Filter {
  /** True: somebody may still have to act (open, started, or its review is open); false: over. Absent: all. */
  readonly live?: boolean;
  readonly requester?: string;
  /** At most so many, newest first. */
  readonly limit: number;
}

export async function listRequests(reader: Reader, filter: Filter): Promise<Held[]> {
  const conditions = [
    filter.live === undefined ? undefined : filter.live ? UNSETTLED : sql`not ${UNSETTLED}`,
    filter.requester === undefined ? undefined : sql`r.requester = ${filter.requester}`,
  ].filter((condition) => condition !== undefined);
  return readRequests(reader, sql.join([sql`true`, ...conditions], sql` and `), filter.limit);
}

/** @returns false when another live request holds the resource; nothing was inserted then. */
export async function insertRequest(tx: Tx, request: ApprovalRequest, content: string): Promise<boolean> {
  const inserted = await rowsOf<unknown>(
    tx,
    sql`
      insert into approval_request (id, mode, state, content, digest, subject_kind, subject_id, requester, resource,
        place, opened_at, expires_at, round, claimed_at)
      values (${request.id}, ${request.mode}, ${request.state}, ${content}, ${request.digest}, ${request.subject.kind},
        ${request.subject.id}, ${request.requester}, ${request.resource}, ${JSON.stringify(request.place)}::text::jsonb,
        ${instant(request.openedAt)}, ${instant(request.expiresAt)}, ${request.round}, ${instant(request.claimedAt)})
      on conflict (resource) where ${LIVE} do nothing
      returning id`,
  );
  return inserted.length === 1;
}

/** The id of the live request that holds a resource. */
export async function liveHolder(tx: Tx, resource: string): Promise<string | undefined> {
  const found = await rowsOf<{ id: string }>(
    tx,
    sql`select id from approval_request where resource = ${resource} and ${LIVE}`,
  );
  return found[0]?.id;
}

const updating = prepare(sql`
  update approval_request set state = ${slot('state')}, not_before = ${slot('notBefore')}::timestamptz,
    not_after = ${slot('notAfter')}::timestamptz, round = ${slot('round')},
    claimed_at = ${slot('claimedAt')}::timestamptz, ended_at = ${slot('endedAt')}::timestamptz,
    ended_by = ${slot('endedBy')}, ended_why = ${slot('endedWhy')}
  where id = ${slot('id')}`);

/** Writes what can change of a request; the caller holds its lock. */
export async function updateRequest(tx: Tx, request: ApprovalRequest): Promise<void> {
  await updating(tx, {
    id: request.id,
    state: request.state,
    notBefore: iso(request.notBefore),
    notAfter: iso(request.notAfter),
    round: request.round,
    claimedAt: iso(request.claimedAt),
    endedAt: iso(request.end?.at),
    endedBy: request.end?.by ?? null,
    endedWhy: request.end?.why ?? null,
  });
}

const upsertingVote = prepare(sql`
  insert into approval_vote (request_id, principal, choice, at, via, account, reason, standing)
  values (${slot('requestId')}, ${slot('principal')}, ${slot('choice')}, ${slot('at')}::timestamptz, ${slot('via')},
    ${slot('account')}, ${slot('reason')}, ${slot('standing')}::text::jsonb)
  on conflict (request_id, principal) do update set choice = excluded.choice, at = excluded.at,
    via = excluded.via, account = excluded.account, reason = excluded.reason, standing = excluded.standing`);

export async function upsertVote(tx: Tx, requestId: string, vote: Vote): Promise<void> {
  await upsertingVote(tx, {
    requestId,
    principal: vote.principal,
    choice: vote.choice,
    at: iso(vote.at),
    via: vote.via,
    account: vote.account,
    reason: vote.reason,
    standing: JSON.stringify(standingJson(vote.standing)),
  });
}

const deletingVote = prepare(
  sql`delete from approval_vote where request_id = ${slot('requestId')} and principal = ${slot('principal')}`,
);

export async function deleteVote(tx: Tx, requestId: string, principal: string): Promise<void> {
  await deletingVote(tx, { requestId, principal });
}

/** Open requests on which somebody's vote came from this account. */
export async function openVotesFrom(
  reader: Reader,
  account: string,
  principal: string,
): Promise<readonly string[]> {
  const found = await rowsOf<{ id: string }>(
    reader,
    sql`
      select v.request_id as id from approval_vote v join approval_request r on r.id = v.request_id
      where v.account = ${account} and v.principal = ${principal} and r.state in ('pending', 'timelocked', 'ready')
      order by v.request_id`,
  );
  return found.map(({ id }) => id);
}

/** Open requests of one person, by id. */
export async function openRequestsOf(reader: Reader, requester: string): Promise<readonly string[]> {
  const found = await rowsOf<{ id: string }>(
    reader,
    sql`
      select id from approval_request
      where requester = ${requester} and state in ('pending', 'timelocked', 'ready') order by id`,
  );
  return found.map(({ id }) => id);
}

async function readRequests(reader: Reader, condition: SQL, limit: number): Promise<Held[]> {
  const found = await rowsOf<RequestRow & { votes: string; now: string | Date }>(
    reader,
    sql`
      select ${COLUMNS}, ${VOTES} where v.request_id = r.id)::text as votes, clock_timestamp() as now
      from approval_request r where ${condition} order by r.opened_at desc, r.id limit ${limit}`,
  );
  return found.map((row) => held(row, row.votes, reader.instant(row.now)));
}

function held(row: RequestRow, votes: string, now: Date): Held {
  return { request: requestOf(row), content: row.content, votes: votesOf(votes), now };
}

function instant(date: Date | null): SQL {
  return sql`${iso(date)}::timestamptz`;
}

function iso(date: Date | null | undefined): string | null {
  return date?.toISOString() ?? null;
}

/** All rows of one request, to be compared with the log. */
export interface RequestRows {
  readonly content: string;
  readonly columns: Readonly<
    Record<
      | 'state'
      | 'mode'
      | 'digest'
      | 'requester'
      | 'subject'
      | 'resource'
      | 'openedAt'
      | 'expiresAt'
      | 'notBefore'
      | 'notAfter',
      string
    >
  >;
  readonly votes: readonly Vote[];
  /** State of its review; undefined when there is none. */
  readonly review: string | undefined;
  /** Opinion of each reviewer. */
  readonly verdicts: ReadonlyMap<string, string>;
}

interface ComparedRow {
  readonly id: string;
  readonly content: string;
  readonly state: string;
  readonly mode: string;
  readonly digest: string;
  readonly requester: string;
  readonly subject: string;
  readonly resource: string;
  readonly opened_at: string | Date;
  readonly expires_at: string | Date | null;
  readonly not_before: string | Date | null;
  readonly not_after: string | Date | null;
  readonly votes: string;
  readonly review: string | null;
  readonly verdicts: string;
}

const readingRows = prepare<ComparedRow>(sql`
  select r.id, r.content, r.state, r.mode, r.digest, r.requester, r.subject_kind || ' ' || r.subject_id as subject,
    coalesce(r.resource, 'none') as resource, r.opened_at, r.expires_at, r.not_before, r.not_after,
    ${VOTES} where v.request_id = r.id)::text as votes,
    (select w.state from approval_review w where w.request_id = r.id) as review,
    (select coalesce(json_object_agg(d.principal, d.opinion), '{}') from approval_verdict d
      where d.request_id = r.id)::text as verdicts
  from approval_request r where r.id = any(array(select jsonb_array_elements_text(${slot('ids')}::text::jsonb)))`);

/** The rows of some requests, by id, all as they stood at one moment. */
export async function readRequestRows(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RequestRows>> {
  const found = await readingRows(reader, { ids: JSON.stringify(ids) });
  return new Map(found.map((row) => [row.id, comparedOf(row)]));
}

function comparedOf(row: ComparedRow): RequestRows {
  const { content, state, mode, digest, requester, subject, resource, review } = row;
  const text = (value: string | Date | null, none: string): string =>
    value === null ? none : new Date(value).toISOString();
  return {
    content,
    columns: {
      state,
      mode,
      digest,
      requester,
      subject,
      resource,
      openedAt: text(row.opened_at, ''),
      expiresAt: text(row.expires_at, 'never'),
      notBefore: text(row.not_before, 'not set'),
      notAfter: text(row.not_after, 'not set'),
    },
    votes: votesOf(row.votes),
    review: review ?? undefined,
    verdicts: new Map(Object.entries(JSON.parse(row.verdicts) as Record<string, string>)),
  };
}

/** Requests of whose chains the log has no entry, by id, after the given one. */
export async function unloggedRequests(
  reader: Reader,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const found = await rowsOf<{ id: string }>(
    reader,
    sql`
      select r.id from approval_request r where r.id > ${after}
        and not exists (select 1 from audit_entry e where e.chain = 'request/' || r.id)
      order by r.id limit ${limit}`,
  );
  return found.map(({ id }) => id);
}
