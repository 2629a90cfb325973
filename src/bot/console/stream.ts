import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ListedChannel } from './channels/book.ts';
import type { Feed } from './feed.ts';
import { messageToWire } from './wire.ts';

const RETRY_MS = 1000;

/**
 * Server-sent events: `hello` with the process's id, `channels` with the list of them when it changed, `message` for
 * each change with its revision as event id, `ping` while nothing happens. A browser that comes back sends Last-Event-ID and misses nothing.
 */
export function streamChanges(
  context: Context,
  input: {
    feed: Feed;
    channels: (viewer: string) => Promise<readonly ListedChannel[]>;
    viewer: string;
    since: number;
    boot: string;
    stopping: AbortSignal;
  },
): Response {
  const last = Number(context.req.header('last-event-id') ?? input.since);
  return streamSSE(context, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    const signal = AbortSignal.any([gone.signal, input.stopping]);
    await stream.writeSSE({ event: 'hello', data: JSON.stringify({ boot: input.boot }), retry: RETRY_MS });
    let listed = '';
    for await (const batch of input.feed.follow(last, input.viewer, signal)) {
      // Before its messages, so that a channel is there when they come.
      const channels = JSON.stringify(await input.channels(input.viewer));
      if (channels !== listed) await stream.writeSSE({ event: 'channels', data: channels });
      listed = channels;
      for (const message of batch) {
        await stream.writeSSE({
          event: 'message',
          id: String(message.rev),
          data: JSON.stringify(messageToWire(message)),
        });
      }
      // A browser drops an event without data.
      if (batch.length === 0) await stream.writeSSE({ event: 'ping', data: 'still here' });
    }
  });
}
