import type { Json } from '../canonical.ts';
import { parsedOnce } from '../parsed-once.ts';
import { type StandingJson, standingOf } from '../people/standing-json.ts';
import type { Content } from './content.ts';
import type { Via } from './policy.ts';
import type { ApprovalRequest, RequestState } from './request.ts';
import type { Choice, Vote } from './vote.ts';

type Instant = string | Date;

/** A request is read by every vote and claim, and for every card of it. */
const contentIn = parsedOnce<Content>(200);

/** A row of `approval_request`, as both drivers give it: JSON as text, times as text or Date. */
export interface RequestRow {
  readonly id: string;
  readonly state: RequestState;
  readonly content: string;
  readonly digest: string;
  readonly place: string;
  readonly not_before: Instant | null;
  readonly not_after: Instant | null;
  readonly round: number;
  readonly claimed_at: Instant | null;
  readonly ended_at: Instant | null;
  readonly ended_by: string | null;
  readonly ended_why: string | null;
}

/** A vote inside the JSON that the database aggregates. */
interface VoteJson {
  readonly principal: string;
  readonly choice: Choice;
  readonly at: string;
  readonly via: Via;
  readonly account: string;
  readonly reason: string | null;
  readonly standing: StandingJson;
}

export function requestOf(row: RequestRow): ApprovalRequest {
  const content = contentIn(row.content);
  // The mode decides the types of policy and expiry together; `sealContent` wrote both from one request.
  return {
    id: row.id,
    mode: content.mode,
    state: row.state,
    subject: content.subject,
    document: content.document,
    requester: content.requester,
    resource: content.resource,
    environment: content.environment,
    reason: content.reason,
    policy: content.policy,
    place: JSON.parse(row.place) as Json,
    digest: row.digest,
    openedAt: new Date(content.openedAt),
    expiresAt: content.expiresAt === null ? null : new Date(content.expiresAt),
    notBefore: date(row.not_before),
    notAfter: date(row.not_after),
    round: row.round,
    claimedAt: date(row.claimed_at),
    end:
      row.ended_at === null
        ? null
        : { at: new Date(row.ended_at), by: row.ended_by ?? 'service/approval', why: row.ended_why },
  } as ApprovalRequest;
}

export function votesOf(json: string): Vote[] {
  return (JSON.parse(json) as VoteJson[]).map((vote) => ({
    ...vote,
    at: new Date(vote.at),
    standing: standingOf(vote.principal, vote.standing),
  }));
}

function date(value: Instant | null): Date | null {
  return value === null ? null : new Date(value);
}
