import { knowTip } from '../../audit/store.ts';
import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { isActivePerson, type Standing } from '../../people/standing.ts';
import { standingJson } from '../../people/standing-json.ts';
import type { Tx } from '../../store/database.ts';
import { refuseRoles } from '../ballot.ts';
import { sealContent } from '../content.ts';
import * as no from '../refusals.ts';
import { type BreakGlassRequest, REQUEST, type Subject } from '../request.ts';
import type { BreakGlassPolicy } from '../review/policy.ts';
import { insertReview, lockUses, usesSince } from '../review/store.ts';
import { insertRequest } from '../store.ts';
import { lookUp } from './electorate.ts';
import { openedEntry, requireConfirmation, requireReason } from './open.ts';
import { type ApprovalRoom, say } from './room.ts';
import { sayChanged } from './save.ts';

export interface GlassBreaking {
  readonly subject: Subject;
  readonly document: Json;
  readonly policy: BreakGlassPolicy;
  /** The principal who starts it, alone. */
  readonly by: string;
  readonly reason: string;
  readonly confirmation: string;
  readonly environment: string;
  readonly place: Json;
}

/**
 * Starts an action at once and opens its review, in one transaction. The answer is claimed already: the
 * caller starts the effect and settles it, and never calls `claim` for it.
 * @throws OpsError when the person is not entitled, did not give a reason or the typed confirmation, or the
 * rate limit is reached. The caller's transaction is then rolled back, so the caller logs the refusal.
 */
export async function breakGlass(
  tx: Tx,
  room: ApprovalRoom,
  breaking: GlassBreaking,
): Promise<BreakGlassRequest> {
  const { subject, policy, by } = breaking;
  room.handler(subject.kind);
  const reason = requireReason('break-glass', breaking.reason, true);
  requireConfirmation('break-glass', subject, breaking.confirmation);
  const standing = await requireEntitled(tx, room, breaking);
  await lockUses(tx, subject);
  const now = await tx.now();
  await requireWithinLimit(tx, subject, policy, now);
  const draft: BreakGlassRequest = {
    id: newId(REQUEST.prefix),
    mode: 'break-glass',
    state: 'claimed',
    subject,
    document: breaking.document,
    policy,
    requester: by,
    resource: null,
    environment: breaking.environment,
    reason,
    place: breaking.place,
    digest: '',
    openedAt: now,
    expiresAt: null,
    notBefore: null,
    notAfter: null,
    round: 0,
    claimedAt: now,
    end: null,
  };
  const { text, digest } = sealContent(draft);
  const request = { ...draft, digest };
  await insertRequest(tx, request, text);
  knowTip(tx, REQUEST.subject(request.id), null);
  await openReview(tx, room, request, text, standing);
  return request;
}

/**
 * Whether somebody could break the glass now: asked before they are shown or asked for anything, and asked again when
 * they do it. Nothing is locked or written.
 * @throws OpsError when the person is not entitled, or the rate limit is reached.
 */
export async function requireMayBreak(
  tx: Tx,
  room: ApprovalRoom,
  { subject, policy, by }: Pick<GlassBreaking, 'subject' | 'policy' | 'by'>,
): Promise<void> {
  await requireEntitled(tx, room, { policy, by });
  await requireWithinLimit(tx, subject, policy, await tx.now());
}

async function openReview(
  tx: Tx,
  room: ApprovalRoom,
  request: BreakGlassRequest,
  content: string,
  standing: Standing,
): Promise<void> {
  const { openedAt: now, policy } = request;
  const dueAt = new Date(now.getTime() + policy.review.withinMs);
  await insertReview(tx, request.id, dueAt);
  const actor = `principal/${request.requester}` as const;
  await say(
    tx,
    request.id,
    [
      openedEntry(request, content),
      { kind: 'request.claimed', actor, data: { digest: request.digest, standing: standingJson(standing) } },
      { kind: 'review.opened', actor: 'service/approval', data: { dueAt: dueAt.toISOString() } },
    ],
    now,
  );
  await room.jobs.setTimer(tx, 'review.overdue', REQUEST.subject(request.id), dueAt);
  await sayChanged(tx, room, request, now);
}

async function requireEntitled(
  tx: Tx,
  room: ApprovalRoom,
  { by, policy }: Pick<GlassBreaking, 'by' | 'policy'>,
): Promise<Standing> {
  const standing = (await lookUp(room, tx, [by])).get(by);
  if (standing?.active === true && !standing.human) throw new OpsError(no.notHuman('break-glass'));
  if (!isActivePerson(standing))
    throw new OpsError((standing && no.unproved('break-glass', standing)) ?? no.notActive('break-glass'));
  const unentitled = refuseRoles('break-glass', standing, policy.of, await tx.now());
  if (unentitled !== undefined) throw new OpsError(unentitled);
  return standing;
}

async function requireWithinLimit(
  tx: Tx,
  subject: Pick<Subject, 'kind' | 'id'>,
  policy: BreakGlassPolicy,
  now: Date,
): Promise<void> {
  const { count, perMs } = policy.limit;
  const uses = await usesSince(tx, subject, new Date(now.getTime() - perMs));
  const oldest = uses.at(-count);
  if (oldest === undefined) return;
  throw new OpsError(no.rateLimited(count, perMs, new Date(oldest.getTime() + perMs)));
}
