import type { DeliveryError, ThreadContent } from '../../../../chat/port.ts';
import { oneLine } from '../../../../chat/safe-text.ts';
import type { WebClient } from '../client.ts';
import { attempt, toDeliveryError } from '../errors.ts';
import { upload } from '../files.ts';
import type { Log } from '../options.ts';
import { type Find, hasKey, metadataOf } from '../posted.ts';
import { QUIET, renderText } from '../render/message.ts';
import { directChannel } from './direct.ts';
import type { QuietSpot } from './ref.ts';

export interface QuietReply {
  readonly channel: string;
  readonly to: QuietSpot;
  readonly content: ThreadContent;
  readonly key: string;
  readonly find: Find;
}

/**
 * Says what comes after a message that one person sees, to that person alone. Such a message takes no file, so a file
 * goes into the person's direct messages, once for its key, and they are told so where they asked.
 * @throws DeliveryError when trying again can help; what cannot be sent at all is told to the person and logged.
 */
export async function replyQuietly(client: WebClient, log: Log, reply: QuietReply): Promise<void> {
  const { text, file } = reply.content;
  if (file === undefined) return tell(client, reply, text, reply.key);
  const name = oneLine(file.name);
  try {
    await sendFile(client, reply, { text: `For the answer that only you see: ${text}`, file });
  } catch (error) {
    const failure = toDeliveryError(error);
    if (mayPass(failure)) throw failure;
    log.error({ err: failure, user: reply.to.user, file: name }, 'a file could not be sent to a person');
    const told = tell(client, reply, notSent(name, failure), `${reply.key}/not-sent`);
    return told.catch((silent: unknown) => untold(log, reply, silent));
  }
  // The file itself is there and Slack told the person so; a note that fails is not worth sending the file again.
  const where = `${name} is in your direct messages with Keyturn: a message that only you see takes no file.`;
  await tellThere(client, reply, where).catch((silent: unknown) => untold(log, reply, silent));
}

function untold(log: Log, { to }: QuietReply, error: unknown): void {
  log.warn({ err: error, user: to.user }, 'a person could not be told what became of their file');
}

async function sendFile(
  client: WebClient,
  { to, key, find }: QuietReply,
  content: Required<Omit<ThreadContent, 'calls'>>,
): Promise<void> {
  const channel = await directChannel(client, to.user);
  await upload(client, find, { channel }, { ...content, key });
}

/** Where they asked, or as a direct message once they are not there any more, or we are not. */
async function tell(client: WebClient, reply: QuietReply, text: string, key: string): Promise<void> {
  try {
    await tellThere(client, reply, text);
  } catch (error) {
    if (toDeliveryError(error).kind !== 'no-channel') throw error;
    try {
      await tellDirectly(client, reply, text, key);
    } catch (failure) {
      // What kept it from the place where it belongs says more, unless trying again can help.
      throw mayPass(toDeliveryError(failure)) ? failure : error;
    }
  }
}

async function tellThere(client: WebClient, { channel, to }: QuietReply, text: string): Promise<void> {
  await attempt(() =>
    client.chat.postEphemeral({
      channel,
      user: to.user,
      ...(to.thread === undefined ? {} : { thread_ts: to.thread }),
      ...renderText(text),
      link_names: false,
      parse: 'none',
    }),
  );
}

async function tellDirectly(
  client: WebClient,
  { to, find }: QuietReply,
  text: string,
  key: string,
): Promise<void> {
  const channel = await directChannel(client, to.user);
  if ((await find({ channel }, hasKey(key))) !== undefined) return;
  const message = { channel, ...renderText(text), ...QUIET, metadata: metadataOf(key) };
  await attempt(() => client.chat.postMessage(message));
}

function mayPass({ kind }: DeliveryError): boolean {
  return kind === 'unavailable' || kind === 'rate-limited';
}

function notSent(name: string, { message }: DeliveryError): string {
  return [
    `${name} could not be sent to you as a direct message: ${message}`,
    'Ask whoever runs Keyturn: `keyturn doctor` says what the app lacks.',
  ].join('\n');
}
