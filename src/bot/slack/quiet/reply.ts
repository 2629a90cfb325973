import { DeliveryError, type ThreadContent } from '../../../chat/port.ts';
import { oneLine } from '../../../chat/safe-text.ts';
import type { WebClient } from '../client.ts';
import { attempt, toDeliveryError } from '../errors.ts';
import { upload } from '../files.ts';
import type { Log } from '../options.ts';
import type { Find } from '../posted.ts';
import { renderText } from '../render/message.ts';
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
  if (file === undefined) return tell(client, reply, text);
  const name = oneLine(file.name);
  try {
    await sendFile(client, reply, { text: `For the answer that only you see: ${text}`, file });
  } catch (error) {
    const failure = toDeliveryError(error);
    if (mayPass(failure)) throw failure;
    log.error({ err: failure, user: reply.to.user, file: name }, 'a file could not be sent to a person');
    await note(client, log, reply, notSent(name, failure));
    return;
  }
  await note(
    client,
    log,
    reply,
    `${name} is in your direct messages with Keyturn: a message that only you see takes no file.`,
  );
}

async function sendFile(
  client: WebClient,
  { to, key, find }: QuietReply,
  content: Required<ThreadContent>,
): Promise<void> {
  const { channel } = await attempt(() => client.conversations.open({ users: to.user }));
  if (channel?.id === undefined) {
    throw new DeliveryError('rejected', 'Slack did not say where direct messages to this person go.');
  }
  await upload(client, find, { channel: channel.id }, { ...content, key });
}

/** The file itself is there and Slack told the person so; a note that fails is not worth sending the file again. */
async function note(client: WebClient, log: Log, reply: QuietReply, text: string): Promise<void> {
  try {
    await tell(client, reply, text);
  } catch (error) {
    log.warn({ err: error, user: reply.to.user }, 'a person could not be told where their file is');
  }
}

async function tell(client: WebClient, { channel, to }: QuietReply, text: string): Promise<void> {
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

function mayPass({ kind }: DeliveryError): boolean {
  return kind === 'unavailable' || kind === 'rate-limited';
}

function notSent(name: string, { message }: DeliveryError): string {
  return [
    `${name} could not be sent to you as a direct message: ${message}`,
    'Ask whoever runs Keyturn: `keyturn doctor` says what the app lacks.',
  ].join('\n');
}
