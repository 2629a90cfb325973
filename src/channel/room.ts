import type { Room } from '../jobs/room.ts';
import type { Channels } from './service.ts';

/** What the opening of channels does by itself. */
export function channelRoom({ sweep, abandonLeases }: Channels): Room {
  return { sweeps: { channels: sweep }, abandonLeases };
}
