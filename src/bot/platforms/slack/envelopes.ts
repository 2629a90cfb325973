import type { SocketModeReceiver } from '@slack/bolt';
import * as z from 'zod';
import type { Oddities } from '../../../chat/oddities.ts';
import { isDelivery } from './odd-delivery.ts';

type Client = SocketModeReceiver['client'];

const envelope = z.looseObject({
  envelope_id: z.string().min(1).max(200),
  type: z.enum(['slash_commands', 'interactive', 'events_api']),
  payload: z.unknown(),
  accepts_response_payload: z.boolean().optional(),
  retry_attempt: z.number().optional(),
  retry_reason: z.string().optional(),
});
/** About the connection itself; the library reads no more of them than their type. */
const control = z.looseObject({ type: z.enum(['hello', 'disconnect']), reason: z.string().optional() });
const answerable = z.looseObject({ envelope_id: z.string().min(1).max(200) });

/**
 * Reads what comes through the socket in place of the library, which takes every frame for what it should be: a part
 * that is missing, or an event that is called like one of the library's own, would end the process or the connection.
 * https://docs.slack.dev/apis/events-api/using-socket-mode
 * @param ending told why, when Slack is about to end the connection
 */
export function readEnvelopes(
  { client }: SocketModeReceiver,
  oddities: Oddities,
  ending: (reason: string) => void,
): void {
  const library = client as unknown as {
    onWebSocketMessage(data: string, isBinary: boolean): Promise<void>;
    send(id: string, response?: unknown): Promise<void>;
  };
  /** Bolt's own; what it throws, nobody would hear of. */
  const [deliver] = client.listeners('slack_event') as ((event: object) => Promise<void>)[];
  if (deliver === undefined) throw new Error('Bolt does not listen to its socket');

  async function take(data: unknown): Promise<void> {
    if (typeof data !== 'string') throw new Error('it is binary');
    const value: unknown = JSON.parse(data);
    const about = control.safeParse(value);
    if (about.success) {
      if (about.data.type === 'disconnect') ending(about.data.reason ?? '');
      return library.onWebSocketMessage(data, false);
    }
    const read = envelope.safeParse(value);
    if (!read.success || !isDelivery(read.data.payload)) {
      // It would be no better when it came again.
      const known = answerable.safeParse(value);
      if (known.success) await library.send(known.data.envelope_id);
      throw read.error ?? new Error('its payload is none');
    }
    const { envelope_id, type, payload, accepts_response_payload, retry_attempt, retry_reason } = read.data;
    await deliver?.({
      ack: (response?: unknown) => library.send(envelope_id, response),
      envelope_id,
      type,
      body: payload,
      retry_num: retry_attempt,
      retry_reason,
      accepts_response_payload,
    });
  }

  replaceListeners(client, 'ws_message', (data: unknown) => {
    take(data).catch((error: unknown) => oddities.note('a frame of the socket', error));
  });
}

function replaceListeners(client: Client, event: string, listener: (data: unknown) => void): void {
  client.removeAllListeners(event);
  client.on(event, listener);
}
