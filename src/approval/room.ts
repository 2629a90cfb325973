import type { Room } from '../jobs/room.ts';
import type { Approvals } from './service.ts';

/** What approvals do by themselves. */
export function approvalRoom({ timers }: Pick<Approvals, 'timers'>): Room {
  return { timers };
}
