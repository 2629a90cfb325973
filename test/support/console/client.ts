import { randomUUID } from 'node:crypto';
import type { Console } from '../../../src/bot/platforms/console/console.ts';
import type { messageToWire } from '../../../src/bot/platforms/console/wire.ts';
import type { Form } from '../../../src/chat/card.ts';
import type { Completion } from '../../../src/chat/inbound.ts';

export type WireMessage = ReturnType<typeof messageToWire>;

/** What the page does, without a page. */
export interface ConsoleClient {
  post(path: string, body: object, id?: string): Promise<{ status: number; body: Answer }>;
  get<T>(path: string): Promise<T>;
  messages(channel: string): Promise<readonly WireMessage[]>;
  thread(root: string): Promise<readonly WireMessage[]>;
  file(message: string): Promise<string>;
  complete(query: object): Promise<readonly Completion[]>;
  /** Reads the live stream until `enough`, starting after a revision; `lastEventId` as a browser sends it. */
  stream(
    from: { since?: number; lastEventId?: number },
    enough: (messages: readonly WireMessage[]) => boolean,
  ): Promise<readonly WireMessage[]>;
}

interface Answer {
  readonly form?: Form;
  readonly refusal?: { readonly code: string; readonly what: string; readonly why: string };
}

export function clientOf(platform: Console, as: string): ConsoleClient {
  const call = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`${platform.url}/api${path}`, init);
  const send = (path: string, body: object): Promise<Response> =>
    call(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: platform.url },
      body: JSON.stringify(body),
    });
  const get = async <T>(path: string): Promise<T> => (await (await call(path)).json()) as T;
  return {
    get,
    async post(path, body, id = randomUUID()) {
      const response = await send(path, { id, as, ...body });
      return { status: response.status, body: (await response.json()) as Answer };
    },
    async file(message) {
      return (await call(`/messages/${message}/file?as=${as}`)).text();
    },
    async complete(query) {
      return (await (await send('/complete', { as, ...query })).json()) as readonly Completion[];
    },
    async messages(channel) {
      const page = await get<{ messages: WireMessage[] }>(`/channels/${channel}/messages?as=${as}`);
      return page.messages;
    },
    async thread(root) {
      // Whoever does not see the message is not shown its thread either.
      return (await get<{ replies?: WireMessage[] }>(`/messages/${root}?as=${as}`)).replies ?? [];
    },
    async stream({ since, lastEventId }, enough) {
      const stop = new AbortController();
      const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) };
      const query = since === undefined ? '' : `&since=${since}`;
      const response = await call(`/stream?as=${as}${query}`, { headers, signal: stop.signal });
      const seen: WireMessage[] = [];
      for await (const message of eventsOf(response)) {
        seen.push(message);
        if (enough(seen)) break;
      }
      stop.abort();
      return seen;
    },
  };
}

async function* eventsOf(response: Response): AsyncGenerator<WireMessage> {
  if (!response.body) throw new Error('the stream has no body');
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n');
      if (!lines.includes('event: message')) continue;
      const data = lines.find((line) => line.startsWith('data: '))?.slice('data: '.length);
      if (data !== undefined) yield JSON.parse(data) as WireMessage;
    }
  }
}
