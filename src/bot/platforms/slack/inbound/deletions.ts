import * as z from 'zod';
import type { Deleted } from '../../../../chat/port.ts';

const message = z.object({ event: z.object({ subtype: z.string().optional() }) });
const deleted = z.object({ event: z.object({ channel: z.string(), deleted_ts: z.string() }) });
const changed = z.object({
  event: z.object({
    channel: z.string(),
    message: z.object({ ts: z.string(), subtype: z.string().optional() }),
  }),
});
const channel = z.object({ event: z.object({ channel: z.string() }) });
const typed = z.object({ event: z.object({ type: z.string() }) });

/**
 * What an event says was deleted, whoever did it; undefined for all other messages, of which nothing is read. A message
 * with replies is not deleted but turned into a tombstone. An archived channel is as good as a deleted one: nobody can
 * press anything there.
 */
export function deletionOf(body: unknown): Pick<Deleted, 'channel' | 'messages'> | undefined {
  if (typed.parse(body).event.type !== 'message') return { channel: channel.parse(body).event.channel };
  switch (message.parse(body).event.subtype) {
    case 'message_deleted': {
      const { event } = deleted.parse(body);
      return { channel: event.channel, messages: [event.deleted_ts] };
    }
    case 'message_changed': {
      const { event } = changed.parse(body);
      if (event.message.subtype !== 'tombstone') return undefined;
      return { channel: event.channel, messages: [event.message.ts] };
    }
    default:
      return undefined;
  }
}
