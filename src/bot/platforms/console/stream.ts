import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Logger } from '../../../log.ts';
import type { ListedChannel } from './channels/book.ts';
import type { Feed } from './feed.ts';
import type { Persona } from './options.ts';
import { countText } from './requests.ts';
import { messageToWire } from './wire.ts';

const RETRY_MS = 1000;

export interface StreamInput {
  readonly feed: Feed;
  readonly channels: (viewer: string) => Promise<readonly ListedChannel[]>;
  /** What can be typed now, as the page reads it: a reloaded runbook brings others. */
  readonly commands: () => readonly object[];
  /** Whom the page can act as now: a reload of the settings brings others. */
  readonly personas: () => readonly Persona[];
  readonly viewer: string;
  readonly since: number;
  /** Names this process: a page that meets another one loads itself anew. */
  readonly boot: string;
  readonly stopping: AbortSignal;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Server-sent events: `hello` with the process's id, `channels`, `commands` and `personas` with the list of them when it changed,
 * `message` for each change with its revision as event id, `ping` while nothing happens. A browser that comes back sends
 * Last-Event-ID and misses nothing.
 */
export function streamChanges(context: Context, input: StreamInput): Response {
  const last = countText.optional().parse(context.req.header('last-event-id')) ?? input.since;
  return streamSSE(context, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    const signal = AbortSignal.any([gone.signal, input.stopping]);
    try {
      await follow(stream, input, last, signal);
    } catch (error) {
      if (!signal.aborted)
        input.logger.warn({ err: error }, 'a live page was cut off; it comes back by itself');
    }
  });
}

async function follow(
  stream: SSEStreamingApi,
  { feed, channels, commands, personas, viewer, boot }: StreamInput,
  last: number,
  signal: AbortSignal,
): Promise<void> {
  await stream.writeSSE({ event: 'hello', data: JSON.stringify({ boot }), retry: RETRY_MS });
  const told = new Map<string, string>();
  const tell = async (event: string, list: readonly object[]): Promise<void> => {
    const data = JSON.stringify(list);
    if (data !== told.get(event)) await stream.writeSSE({ event, data });
    told.set(event, data);
  };
  for await (const batch of feed.follow(last, viewer, signal)) {
    // Before its messages, so that a channel is there when they come.
    await tell('channels', await channels(viewer));
    await tell('commands', commands());
    await tell('personas', personas());
    for (const message of batch) {
      const data = JSON.stringify(messageToWire(message));
      await stream.writeSSE({ event: 'message', id: String(message.rev), data });
    }
    // A browser drops an event without data.
    if (batch.length === 0) await stream.writeSSE({ event: 'ping', data: 'still here' });
  }
}
