import { sha256Hex } from '../../canonical.ts';
import { DeliveryError } from '../../chat/port.ts';
import { oneLine } from '../../chat/safe-text.ts';
import type { WebClient } from './client.ts';
import { attempt } from './errors.ts';
import { findPosted, type Message } from './posted.ts';
import { mrkdwn } from './render/text.ts';

interface Upload {
  readonly text: string;
  readonly file: { readonly name: string; readonly content: string };
  readonly key: string;
}

const COMMENT = 3_000;
const TIMEOUT_MS = 30_000;

/**
 * Puts a file into a thread, once for its key. The message of a file takes no metadata, so the name that the file is
 * saved under carries a mark of the key; people see the title.
 * @returns the ts of the message, or the id of the file when Slack has not shown the message yet.
 * @throws DeliveryError
 */
export async function upload(
  client: WebClient,
  where: { readonly channel: string; readonly thread: string },
  { text, file, key }: Upload,
  since: number,
): Promise<string> {
  const filename = markedName(file.name, key);
  const isIt = (message: Message): boolean => (message.files ?? []).some((one) => one.name === filename);
  const before = await findPosted(client, where, since, isIt);
  if (before?.ts !== undefined) return before.ts;
  const bytes = Buffer.from(file.content === '' ? '\n' : file.content, 'utf8');
  const { upload_url, file_id } = await attempt(() =>
    client.files.getUploadURLExternal({ filename, length: bytes.length }),
  );
  if (upload_url === undefined || file_id === undefined) {
    throw new DeliveryError('rejected', 'Slack did not say where the file goes.');
  }
  await send(upload_url, bytes);
  await attempt(() =>
    client.files.completeUploadExternal({
      files: [{ id: file_id, title: oneLine(file.name) }],
      channel_id: where.channel,
      thread_ts: where.thread,
      initial_comment: mrkdwn(text, COMMENT),
    }),
  );
  return (await findPosted(client, where, since, isIt))?.ts ?? file_id;
}

/** `run.log` is saved as `run.3f9a21c4.log`. */
function markedName(name: string, key: string): string {
  const mark = sha256Hex(key).slice(0, 8);
  const safe = oneLine(name).replaceAll(/[/\\]/g, '-');
  const dot = safe.lastIndexOf('.');
  return dot <= 0 ? `${safe}.${mark}` : `${safe.slice(0, dot)}.${mark}${safe.slice(dot)}`;
}

async function send(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const response = await attempt(() =>
    fetch(url, { method: 'POST', body: bytes, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) }),
  );
  if (response.ok) return;
  throw new DeliveryError(
    response.status >= 500 ? 'unavailable' : 'rejected',
    `Slack did not take the file: status ${response.status}.`,
  );
}
