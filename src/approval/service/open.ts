import { knowTip } from '../../audit/store.ts';
import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Tx } from '../../store/database.ts';
import { together } from '../../store/together.ts';
import { spoken, unstorableAt } from '../../values/characters.ts';
import { refuseLongReason } from '../ballot.ts';
import { sealContent } from '../content.ts';
import { asksRequester, type Policy } from '../policy.ts';
import * as no from '../refusals.ts';
import { reminderAt } from '../reminder.ts';
import { readOpening } from '../replay/story.ts';
import {
  type ApprovalRequest,
  confirmationPhrase,
  isEnded,
  type QuorumRequest,
  REQUEST,
  type Subject,
} from '../request.ts';
import { holdRequest, insertRequest, liveHolder } from '../store.ts';
import { bringUpToDate } from './decide.ts';
import { type ApprovalRoom, say } from './room.ts';
import { sayChanged } from './save.ts';

export interface Opening {
  readonly subject: Subject;
  /** What is approved, complete: nothing is read again from anywhere when it is carried out. */
  readonly document: Json;
  readonly policy: Policy;
  readonly requester: string;
  /** One live request a resource; null when several may be open. */
  readonly resource: string | null;
  readonly environment: string;
  readonly reason?: string;
  readonly confirmation?: string;
  /** Where it was asked. */
  readonly place: Json;
}

/**
 * Opens a request, with no votes.
 * @throws OpsError when the reason or the typed confirmation is missing, or another live request holds the
 * resource (it is named). The caller's transaction is then rolled back, so the caller logs the refusal.
 */
export async function openRequest(tx: Tx, room: ApprovalRoom, opening: Opening): Promise<QuorumRequest> {
  const { policy, subject } = opening;
  room.handler(subject.kind);
  const reason = requireReason('open', opening.reason, policy.reason === 'required');
  if (asksRequester(policy.confirm)) requireConfirmation('open', subject, opening.confirmation);
  const openedAt = await tx.now();
  const draft: QuorumRequest = {
    id: newId(REQUEST.prefix),
    mode: 'quorum',
    state: 'pending',
    subject,
    document: opening.document,
    policy,
    requester: opening.requester,
    resource: opening.resource,
    environment: opening.environment,
    reason,
    place: opening.place,
    digest: '',
    openedAt,
    expiresAt: new Date(openedAt.getTime() + policy.expiresMs),
    notBefore: null,
    notAfter: null,
    round: 0,
    claimedAt: null,
    end: null,
  };
  const { text, digest } = sealContent(draft);
  const request = { ...draft, digest };
  await insertOrRefuse(tx, room, request, text);
  knowTip(tx, REQUEST.subject(request.id), null);
  const opened = openedEntry(request, text);
  const chain = REQUEST.subject(request.id);
  const remindAt = reminderAt(openedAt, request.expiresAt);
  await together([
    say(tx, request.id, [opened], openedAt),
    sayChanged(tx, room, request, openedAt),
    room.jobs.setTimer(tx, 'request.expiry', chain, request.expiresAt),
    remindAt && room.jobs.setTimer(tx, 'request.reminder', chain, remindAt),
  ]);
  // Looked at now, so that the claim, which people wait for, need not.
  tx.afterCommit(() => readOpening(opened.data));
  return request;
}

/** The first entry of a request's chain carries everything that the digest covers. */
export function openedEntry(request: ApprovalRequest, content: string) {
  return {
    kind: 'request.opened',
    actor: `principal/${request.requester}`,
    data: { digest: request.digest, content: JSON.parse(content) as Json, place: request.place },
  } as const;
}

/** @throws OpsError when the reason is missing or too long. @returns it trimmed, or null. */
export function requireReason(
  attempt: no.Attempt,
  given: string | undefined,
  required: boolean,
): string | null {
  const reason = spoken(given) ?? null;
  if (reason === null && required) throw new OpsError(no.reasonMissing(attempt));
  const tooLong = refuseLongReason(attempt, given);
  if (tooLong !== undefined) throw new OpsError(tooLong);
  const unstorable = reason === null ? undefined : unstorableAt(reason);
  if (unstorable !== undefined) throw new OpsError(no.reasonUnstorable(attempt, unstorable));
  return reason;
}

/** @throws OpsError when the phrase was not typed exactly. */
export function requireConfirmation(attempt: no.Attempt, subject: Subject, typed: string | undefined): void {
  if (typed?.trim() !== confirmationPhrase(subject))
    throw new OpsError(no.notConfirmed(attempt, { subject }));
}

async function insertOrRefuse(
  tx: Tx,
  room: ApprovalRoom,
  request: QuorumRequest,
  content: string,
): Promise<void> {
  while (!(await insertRequest(tx, request, content))) {
    const resource = request.resource ?? '';
    const holder = await liveHolder(tx, resource);
    if (holder !== undefined) await makeWay(tx, room, holder);
  }
}

/**
 * Whether a request for a resource could be opened now.
 * @throws OpsError naming the live request that holds it.
 */
export async function requireFree(tx: Tx, room: ApprovalRoom, resource: string): Promise<void> {
  const holder = await liveHolder(tx, resource);
  if (holder !== undefined) await makeWay(tx, room, holder);
}

/** Frees the resource when its holder's time is over and only its timer is late. @throws OpsError otherwise. */
async function makeWay(tx: Tx, room: ApprovalRoom, holder: string): Promise<void> {
  const held = await holdRequest(tx, holder);
  if (held === undefined) return;
  const request = await bringUpToDate(tx, room, held);
  if (isEnded(request)) return;
  const approved = request.state === 'ready' || request.state === 'claimed';
  const underWay = approved ? await room.handler(request.subject.kind).underWay?.(tx, request) : undefined;
  throw new OpsError(no.resourceBusy(request, underWay));
}
