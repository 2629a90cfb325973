import type { Tx } from '../../store/database.ts';
import { everyOne } from '../../waiting/every-one.ts';
import { isOpen } from '../request.ts';
import { deleteVote, holdRequest, openVotesFrom } from '../store.ts';
import { progressNow } from './decide.ts';
import type { ApprovalRoom } from './room.ts';
import { save } from './save.ts';

/** One transaction a request: each is locked alone, as by a vote, and loses its vote also when another cannot. */
export async function voidVotes(room: ApprovalRoom, account: string, principal: string): Promise<void> {
  const affected = await room.db.read((reader) => openVotesFrom(reader, account, principal));
  await everyOne(affected, (id) => room.db.transact((tx) => voidVote(tx, room, id, account, principal)));
}

async function voidVote(
  tx: Tx,
  room: ApprovalRoom,
  requestId: string,
  account: string,
  principal: string,
): Promise<void> {
  const held = await holdRequest(tx, requestId);
  if (held?.request.mode !== 'quorum' || !isOpen(held.request)) return;
  const { request, votes, now } = held;
  const mine = votes.find((vote) => vote.principal === principal && vote.account === account);
  if (mine === undefined) return;
  const rest = votes.filter((vote) => vote !== mine);
  await save(tx, room, {
    before: request,
    changes: await progressNow(tx, room, held.request, rest, now),
    said: [
      {
        kind: 'vote.voided',
        actor: 'service/people',
        data: { principal, account, choice: mine.choice, why: 'the account is no longer theirs' },
      },
    ],
    writes: [() => deleteVote(tx, requestId, principal)],
    now,
  });
}
