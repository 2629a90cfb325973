import { sha256Hex } from '../../../canonical.ts';
import { DeliveryError } from '../../../chat/port.ts';
import { oneLine } from '../../../chat/safe-text.ts';
import type { WebClient } from './client.ts';
import { attempt, faultOfStatus } from './errors.ts';
import type { Find, Message, Where } from './posted.ts';
import { mrkdwn } from './render/text.ts';

interface Upload {
  readonly text: string;
  readonly file: { readonly name: string; readonly content: string };
  readonly key: string;
}

const COMMENT = 3_000;
const TIMEOUT_MS = 30_000;

/**
 * Shares a file, once for its key. The message of a file takes no metadata, so the name that the file is saved under
 * carries a mark of the key; people see the title.
 * @param find looks for what an earlier try shared
 * @returns the id of the file: Slack shows its message some time later, and does not say which one it is.
 * @throws DeliveryError
 */
export async function upload(
  client: WebClient,
  find: Find,
  { channel, thread }: Where,
  { text, file, key }: Upload,
): Promise<string> {
  const filename = markedName(file.name, key);
  const before = await find({ channel, thread }, (message) => fileIn(message, filename) !== undefined);
  const known = before === undefined ? undefined : fileIn(before, filename);
  if (known !== undefined) return known;
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
      initial_comment: mrkdwn(text, COMMENT),
      ...(thread === undefined ? { channel_id: channel } : { channel_id: channel, thread_ts: thread }),
    }),
  );
  return file_id;
}

/** The id of the file in a message that is saved under a name. */
function fileIn({ files = [] }: Message, filename: string): string | undefined {
  return files.find(({ name }) => name === filename)?.id;
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
    faultOfStatus(response.status),
    `Slack did not take the file: status ${response.status}.`,
  );
}
