import { crashPoint } from '../../crash-point.ts';
import { accountKey } from '../../people/principal.ts';
import { standingJson } from '../../people/standing-json.ts';
import type { Tx } from '../../store/database.ts';
import { spoken } from '../../values/characters.ts';
import { type Ballot, type Person, refuseBallot, refusePerson } from '../ballot.ts';
import type { Via } from '../policy.ts';
import { codeRefused, finished, isBreakGlass } from '../refusals.ts';
import { confirmationPhrase, isOpen, type QuorumRequest } from '../request.ts';
import { deleteVote, upsertVote } from '../store.ts';
import { type Vote, voteCounts } from '../vote.ts';
import {
  type ActResult,
  accepted,
  act,
  actorOf,
  progressNow,
  type Refused,
  type Situation,
} from './decide.ts';
import { expectClaim } from './electorate.ts';
import type { ApprovalRoom } from './room.ts';
import { save } from './save.ts';

/** Gives or changes somebody's vote. The same vote again changes nothing and is not logged twice. */
export async function castVote(room: ApprovalRoom, ballot: Ballot): Promise<ActResult> {
  const tried = { choice: ballot.choice, via: ballot.via, digest: ballot.digest };
  const answer = await act(room, 'vote', ballot, async (tx, situation) => {
    const { request, standing, votes, now } = situation;
    const refusal = refuseBallot(request, ballot, standing, now, situation.ender);
    if (refusal) return { refusal, data: tried };
    if (request.mode !== 'quorum' || standing === undefined) return { refusal: isBreakGlass('vote') };
    const before = votes.find((vote) => vote.principal === standing.principal);
    // A vote that no longer counts (its role was lost and given again) is given anew, not repeated.
    if (before?.choice === ballot.choice && voteCounts(before, standing, request.policy))
      return accepted(request, votes, false);
    if (ballot.choice === 'approve' && request.policy.code === 'approvers') {
      const answer = await room.people.checkCode(tx, standing.principal, ballot.code ?? '');
      if (!answer.ok) return { refusal: codeRefused('vote', answer), data: tried };
    }
    const vote: Vote = {
      principal: standing.principal,
      choice: ballot.choice,
      at: now,
      via: ballot.via,
      account: accountKey(ballot.account),
      reason: spoken(ballot.reason) ?? null,
      standing,
    };
    return count(tx, room, situation, request, vote, before !== undefined, ballot);
  });
  crashPoint('after-vote-commit');
  return answer;
}

/** A vote before anything is typed for it. */
export type Intent = Pick<Ballot, keyof Person | 'choice' | 'digest' | 'via'>;

/** Whether somebody could vote so now: asked before they are asked for what they type, and again when they vote. */
export function mayVote(room: ApprovalRoom, intent: Intent): Promise<ActResult> {
  return act(room, 'vote', intent, async (_tx, { request, standing, votes, now, ender }) => {
    const confirmation = confirmationPhrase(request.subject);
    const refusal = refuseBallot(request, { ...intent, confirmation }, standing, now, ender);
    const tried = { choice: intent.choice, via: intent.via, digest: intent.digest };
    return refusal === undefined ? accepted(request, votes, false) : { refusal, data: tried };
  });
}

export interface VoteWithdrawal extends Person {
  readonly via: Via;
}

/** Takes somebody's vote back. Without a vote there is nothing to do: a removed reaction arrives twice. */
export function withdrawVote(room: ApprovalRoom, person: VoteWithdrawal): Promise<ActResult> {
  return act(room, 'withdraw-vote', person, async (tx, situation): Promise<Refused | ActResult> => {
    const { request, votes, now } = situation;
    const refusal =
      refusePerson('withdraw-vote', person, situation.standing) ??
      (request.mode !== 'quorum' ? isBreakGlass('withdraw-vote') : undefined) ??
      (isOpen(request) ? undefined : finished('withdraw-vote', request, situation.ender));
    if (refusal || request.mode !== 'quorum') return { refusal: refusal ?? isBreakGlass('withdraw-vote') };
    const mine = votes.find((vote) => vote.principal === person.voter);
    // A click is not taken back by a reaction that goes.
    const stands = mine !== undefined && person.via === 'reaction' && mine.via !== 'reaction';
    if (mine === undefined || stands) return accepted(request, votes, false);
    const rest = votes.filter((vote) => vote !== mine);
    const changes = await progressNow(tx, room, request, rest, now);
    const after = await save(tx, room, {
      before: request,
      changes,
      said: [
        { kind: 'vote.withdrawn', actor: actorOf(person), data: { choice: mine.choice, via: person.via } },
      ],
      writes: [() => deleteVote(tx, request.id, mine.principal)],
      now,
    });
    return accepted(after, rest, true);
  });
}

async function count(
  tx: Tx,
  room: ApprovalRoom,
  { votes, now }: Situation,
  request: QuorumRequest,
  vote: Vote,
  changed: boolean,
  ballot: Ballot,
): Promise<ActResult> {
  const all = [...votes.filter((other) => other.principal !== vote.principal), vote];
  const changes = await progressNow(tx, room, request, all, now);
  const after = await save(tx, room, {
    before: request,
    changes,
    said: [
      {
        kind: changed ? 'vote.changed' : 'vote.cast',
        actor: actorOf(ballot),
        data: {
          choice: vote.choice,
          via: vote.via,
          reason: vote.reason,
          digest: request.digest,
          account: vote.account,
          // Said only where it was asked for.
          ...(vote.choice === 'approve' && request.policy.code === 'approvers' ? { code: 'checked' } : {}),
          standing: standingJson(vote.standing),
        },
      },
    ],
    writes: [() => upsertVote(tx, request.id, vote)],
    now,
  });
  if (after.state === 'ready') expectClaim(room, after, all);
  crashPoint('before-vote-commit');
  return accepted(after, all, true);
}
