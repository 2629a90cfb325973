import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { messageOf, OpsError } from '../../errors.ts';

type Unpack = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const wrapped: Unpack = promisify(inflate);
const bare: Unpack = promisify(inflateRaw);
/** By the names of RFC 9110, section 8.4.1. Many servers leave out what should stand around `deflate`. */
const CODINGS: Readonly<Record<string, Unpack>> = {
  identity: async (bytes) => bytes,
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: (bytes, options) => (((bytes[0] ?? 0) & 0x0f) === 8 ? wrapped : bare)(bytes, options),
  br: promisify(brotliDecompress),
};
const MOST_CODINGS = 3;

/**
 * The text of a body as its headers describe it. Nobody was asked to pack it, but some servers do.
 * @param maxBytes of what comes out of each coding, too: a small body can hold a huge one
 * @throws OpsError when it is not what they say, or says something that nobody here can read.
 */
export async function textOf(
  body: Buffer,
  headers: IncomingHttpHeaders,
  url: URL,
  maxBytes: number,
): Promise<string> {
  return decoded(
    await unpacked(body, headers['content-encoding'], url, maxBytes),
    headers['content-type'],
    url,
  );
}

async function unpacked(
  body: Buffer,
  header: string | undefined,
  url: URL,
  maxBytes: number,
): Promise<Buffer> {
  const codings = (header ?? '').split(',').map((one) => one.trim().toLowerCase());
  if (codings.length > MOST_CODINGS) throw unreadable(url, `It is packed ${codings.length} times over.`);
  let bytes = body;
  // The last one was applied last.
  for (const coding of codings.toReversed()) {
    if (bytes.length === 0 || coding === '') continue;
    const unpack = Object.hasOwn(CODINGS, coding) ? CODINGS[coding] : undefined;
    if (unpack === undefined)
      throw unreadable(url, `It is packed as ${JSON.stringify(coding)}, which nobody here can unpack.`);
    try {
      bytes = await unpack(bytes, { maxOutputLength: maxBytes });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLong(url, maxBytes);
      throw unreadable(
        url,
        `It says that it is packed as ${coding}, and cannot be unpacked (${messageOf(error)}).`,
      );
    }
  }
  return bytes;
}

function decoded(bytes: Buffer, type: string | undefined, url: URL): string {
  const named = /;\s*charset\s*=\s*"?([^";\s]+)"?/i.exec(type ?? '')?.[1];
  const charset = named ?? markOf(bytes) ?? 'utf-8';
  // Without a name it may be no text at all, and only its status be asked for; JSON has no other charset.
  const exact = named !== undefined || /[/+]json\b/i.test(type ?? '');
  const decoder = decoderOf(charset, exact, url);
  try {
    return decoder.decode(bytes);
  } catch {
    throw unreadable(
      url,
      `It holds bytes that are not ${charset}${named === undefined ? '' : ', as it says it is'}.`,
    );
  }
}

function decoderOf(charset: string, fatal: boolean, url: URL) {
  try {
    // A byte order mark of UTF-8 is for whoever reads the text.
    return new TextDecoder(charset, { fatal, ignoreBOM: /^utf-?8$/i.test(charset) });
  } catch {
    throw unreadable(url, `It is written in ${JSON.stringify(charset)}, which nobody here can read.`);
  }
}

/** What a byte order mark says. */
function markOf(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

function unreadable(url: URL, why: string): OpsError {
  return new OpsError({
    code: 'http.unreadable-answer',
    what: `The answer of ${url.origin} was not read.`,
    why,
    next: 'Look at the service itself: it may have acted on the request. Let it answer in UTF-8, and unpacked.',
  });
}

/** The service has answered with more than is read. */
export function tooLong(url: URL, maxBytes: number): OpsError {
  return new OpsError({
    code: 'http.answer-too-long',
    what: `The answer of ${url.origin} was not read.`,
    why: `It is longer than ${Math.round(maxBytes / 1024)} KiB.`,
    next: 'Ask for less in the URL (a limit, a filter, a time range).',
  });
}
