import type { Actor } from '../../audit/entry.ts';
import { OpsError } from '../../errors.ts';
import { accountKey } from '../../people/principal.ts';
import type { Standing } from '../../people/standing.ts';
import { standingJson } from '../../people/standing-json.ts';
import type { Tx } from '../../store/database.ts';
import { spoken } from '../../values/characters.ts';
import { type Person, refuseLongReason, refusePerson, refuseRoles } from '../ballot.ts';
import { dead } from '../progress.ts';
import * as no from '../refusals.ts';
import { type DeadState, isEnded, isOpen } from '../request.ts';
import { holdRequest } from '../store.ts';
import {
  type ActResult,
  accepted,
  act,
  actorOf,
  bringUpToDate,
  type Refused,
  type Situation,
} from './decide.ts';
import type { ApprovalRoom } from './room.ts';
import { save } from './save.ts';

export interface Stop extends Person {
  readonly reason?: string;
}

/** Ends an open request by somebody whose role the policy entitles to it; the policy's hold does not apply. */
export function veto(room: ApprovalRoom, person: Stop): Promise<ActResult> {
  return act(room, 'veto', person, async (tx, situation) => {
    const { request, votes, now } = situation;
    const entitled = entitledToVeto(person, situation);
    if ('refusal' in entitled) return entitled;
    const { standing } = entitled;
    const tooLong = refuseLongReason('veto', person.reason);
    if (tooLong !== undefined) return { refusal: tooLong };
    const change = dead(request, 'vetoed', actorOf(person), spoken(person.reason) ?? null, now);
    const data = { ...change.data, account: accountKey(person.account), standing: standingJson(standing) };
    const after = await save(tx, room, { before: request, changes: [{ ...change, data }], now });
    return accepted(after, votes, true);
  });
}

/** Whether somebody could veto it now: asked before they are asked why, and again when they do it. */
export function mayVeto(room: ApprovalRoom, person: Person): Promise<ActResult> {
  return act(room, 'veto', person, async (_tx, situation) => {
    const entitled = entitledToVeto(person, situation);
    return 'refusal' in entitled ? entitled : accepted(situation.request, situation.votes, false);
  });
}

/** How somebody stands who may veto the request now, or why they may not. */
function entitledToVeto(
  person: Person,
  { request, standing, now, ender }: Situation,
): { readonly standing: Standing } | Refused {
  const nobody = refusePerson('veto', person, standing);
  if (nobody || standing === undefined) return { refusal: nobody ?? no.notActive('veto') };
  if (request.mode !== 'quorum') return { refusal: no.isBreakGlass('veto') };
  if (!isOpen(request)) return { refusal: no.finished('veto', request, ender) };
  const refusal = refuseRoles('veto', standing, request.policy.veto, now);
  return refusal === undefined ? { standing } : { refusal };
}

/** Ends an open request by the person who opened it. */
export function withdraw(room: ApprovalRoom, person: Stop): Promise<ActResult> {
  return act(room, 'withdraw', person, async (tx, { request, standing, votes, now, ender }) => {
    const nobody = refusePerson('withdraw', person, standing);
    if (nobody) return { refusal: nobody };
    if (!isOpen(request)) return { refusal: no.finished('withdraw', request, ender) };
    if (person.voter !== request.requester) return { refusal: no.notRequester() };
    const tooLong = refuseLongReason('withdraw', person.reason);
    if (tooLong !== undefined) return { refusal: tooLong };
    const change = dead(request, 'withdrawn', actorOf(person), spoken(person.reason) ?? null, now);
    const after = await save(tx, room, { before: request, changes: [change], now });
    return accepted(after, votes, true);
  });
}

/**
 * Ends an open request because the world around it changed; one that has ended already stays as it is.
 * @throws OpsError when its effect has been started: it is too late to replace it.
 */
export async function endRequest(
  tx: Tx,
  room: ApprovalRoom,
  requestId: string,
  state: Extract<DeadState, 'superseded' | 'invalidated'>,
  why: string,
  actor: Actor,
): Promise<void> {
  const held = await holdRequest(tx, requestId);
  if (held === undefined) throw new OpsError(no.unknownRequest('withdraw', requestId));
  const request = await bringUpToDate(tx, room, held);
  if (isEnded(request)) return;
  if (request.state === 'claimed') throw new OpsError(no.finished('withdraw', request));
  await save(tx, room, {
    before: request,
    changes: [dead(request, state, actor, why, held.now)],
    now: held.now,
  });
}
