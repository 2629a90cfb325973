import type { TimerHandler } from '../../jobs/port.ts';
import { REQUEST } from '../request.ts';
import { holdRequest } from '../store.ts';
import { progressNow } from './decide.ts';
import type { ApprovalRoom } from './room.ts';
import { save } from './save.ts';

/**
 * A deadline of a request may have come. What is due is decided from the request and the clock alone, so a
 * timer that comes late, twice or for an earlier round does no harm.
 */
export function deadlineTimer(room: ApprovalRoom): TimerHandler {
  return async (tx, subject) => {
    const id = subject.split('/')[1];
    const held = id === undefined ? undefined : await holdRequest(tx, id);
    if (held === undefined || held.request.mode !== 'quorum') return;
    const { request, votes, now } = held;
    const changes = await progressNow(tx, room, request, votes, now);
    if (changes.length > 0) await save(tx, room, { before: request, changes, now });
  };
}

/** Little time is left for votes: whoever hears of it reminds those who have not voted. */
export function reminderTimer(room: ApprovalRoom): TimerHandler {
  return async (tx, subject, now) => {
    const held = await holdRequest(tx, REQUEST.idIn(subject) ?? subject);
    if (held?.request.state !== 'pending') return;
    await room.jobs.emit(tx, { kind: 'request.reminder', subject, at: now, data: {} });
  };
}
