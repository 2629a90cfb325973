import type { RawFile } from 'discord.js';
import type { ThreadContent } from '../../../chat/port.ts';

// Discord takes 10 MiB a message; the rest is room for everything around it.
const LARGEST_BYTES = 9 * 1024 * 1024;

/** A file to attach. Of one that is too large the end is kept, which says how it went. */
export function attachment({ name, content }: NonNullable<ThreadContent['file']>): RawFile {
  const data = Buffer.from(content, 'utf8');
  const safeName = name.replace(/[^\w.-]+/g, '_').slice(-100) || 'file.txt';
  if (data.length <= LARGEST_BYTES) return { name: safeName, data };
  const note = Buffer.from(`[the first ${data.length - LARGEST_BYTES} bytes do not fit here]\n`);
  return { name: safeName, data: Buffer.concat([note, data.subarray(-LARGEST_BYTES)]) };
}
