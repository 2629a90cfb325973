import { everyOne } from '../../waiting/every-one.ts';
import { REQUESTER_LEFT } from '../refusals.ts';
import { isOpen } from '../request.ts';
import { holdRequest, openRequestsOf } from '../store.ts';
import type { ApprovalRoom } from './room.ts';
import { endRequest } from './stop.ts';

/**
 * Ends what somebody asked for who is no longer in the settings: one of the two keys is gone, so nothing may start.
 * One transaction a request: each is locked alone, as by a vote, and ended also when another cannot be.
 */
export async function endRequestsOf(room: ApprovalRoom, requester: string): Promise<void> {
  const open = await room.db.read((reader) => openRequestsOf(reader, requester));
  await everyOne(open, (id) =>
    room.db.transact(async (tx) => {
      const held = await holdRequest(tx, id);
      const standing = (await room.people.membership(tx, [requester])).get(requester);
      // They may be back, or it may have been started, since the event was written.
      if (held === undefined || !isOpen(held.request) || standing?.active !== false) return;
      await endRequest(tx, room, id, 'invalidated', REQUESTER_LEFT, 'service/people');
    }),
  );
}
