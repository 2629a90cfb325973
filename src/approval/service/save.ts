import type { Actor } from '../../audit/entry.ts';
import type { Tx } from '../../store/database.ts';
import { together } from '../../store/together.ts';
import type { Change } from '../progress.ts';
import { type ApprovalRequest, isDead, REQUEST } from '../request.ts';
import { updateRequest } from '../store.ts';
import { endedBy } from '../words.ts';
import { type ApprovalRoom, type Said, say } from './room.ts';

/** What a use case has decided about a request that it holds the lock of. */
export interface Verdict {
  readonly before: ApprovalRequest;
  /** Transitions, in order. */
  readonly changes: readonly Change[];
  /** Entries that come before those of the transitions. */
  readonly said?: readonly Said[];
  /** Other writes of this room. */
  readonly writes?: readonly (() => Promise<unknown>)[];
  readonly now: Date;
}

/**
 * Writes a verdict: row, log, timers and event without waiting for each, then tells the handler.
 * Timers are only ever added, each under a name of its own: moving one would wait for the transaction in
 * which it fires, which in turn waits for this request. A stale timer finds nothing to do.
 * @returns the request as it is now.
 */
export async function save(tx: Tx, room: ApprovalRoom, verdict: Verdict): Promise<ApprovalRequest> {
  const { before, changes, now } = verdict;
  const after = changes.at(-1)?.request ?? before;
  const said = [...(verdict.said ?? []), ...changes.map((change) => sayingOf(change))];
  for (const write of verdict.writes ?? []) tx.later(write);
  if (changes.length > 0) tx.later(() => updateRequest(tx, after));
  for (const change of changes) armTimer(tx, room, change);
  await together([say(tx, after.id, said, now), sayChanged(tx, room, after, now)]);
  await tellHandler(tx, room, after, changes, now);
  return after;
}

/** Cards are drawn again. */
export async function sayChanged(
  tx: Tx,
  room: ApprovalRoom,
  request: ApprovalRequest,
  at: Date,
): Promise<void> {
  const subject = REQUEST.subject(request.id);
  await room.jobs.emit(tx, { kind: 'request.changed', subject, at, data: { state: request.state } });
}

function sayingOf(change: Change): Said {
  return {
    kind: change.kind,
    actor: change.actor ?? ('service/approval' satisfies Actor),
    data: change.data,
  };
}

function armTimer(tx: Tx, room: ApprovalRoom, change: Change): void {
  const { id, round, notBefore, notAfter } = change.request;
  const subject = `${REQUEST.subject(id)}/${round}`;
  if (change.kind === 'request.timelocked' && notBefore)
    tx.later(() => room.jobs.setTimer(tx, 'request.timelock', subject, notBefore));
  if (change.kind === 'request.ready' && notAfter)
    tx.later(() => room.jobs.setTimer(tx, 'request.grace', subject, notAfter));
}

async function tellHandler(
  tx: Tx,
  room: ApprovalRoom,
  after: ApprovalRequest,
  changes: readonly Change[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) return;
  if (after.state === 'ready') await room.handler(after.subject.kind).ready(tx, after, now);
  if (!isDead(after)) return;
  await room.handler(after.subject.kind).ended(tx, after);
  if (endedBy(after.end) !== after.requester) await sayUnmet(tx, room, after, now);
}

/** Whoever asked hears of it, unless they ended it themselves. */
async function sayUnmet(tx: Tx, room: ApprovalRoom, request: ApprovalRequest, at: Date): Promise<void> {
  const subject = REQUEST.subject(request.id);
  await room.jobs.emit(tx, { kind: 'request.unmet', subject, at, data: {} });
}
