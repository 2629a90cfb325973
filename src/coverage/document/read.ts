import { messageOf, OpsError } from '../../errors.ts';
import { NoRegularFile, readRegular } from '../../files/regular-file.ts';
import { badByte } from '../../written/utf8.ts';
import { type DocumentLine, documentLines } from './document.ts';

/** Some 20,000 lines: a hundred times what people keep in one document. */
const MAX_CHARACTERS = 1_000_000;

/** The lines of the Markdown document at a path. @throws OpsError when it cannot be read as text. */
export async function readDocument(path: string): Promise<readonly DocumentLine[]> {
  const text = textOf(path, await bytesOf(path));
  if (text.length > MAX_CHARACTERS)
    throw unreadable(
      path,
      `It is longer than ${MAX_CHARACTERS} characters.`,
      'Split it into several documents.',
    );
  try {
    return documentLines(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const why = 'Lists and quotations stand in each other beyond all measure.';
    throw unreadable(path, why, 'Look for a line of nothing but > or -, and mend it.');
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readRegular(path);
  } catch (error) {
    if (error instanceof NoRegularFile) throw error;
    throw unreadable(path, `${messageOf(error)}.`, 'Name a Markdown file that is there and may be read.');
  }
}

function textOf(path: string, bytes: Buffer): string {
  const bad = badByte(bytes);
  if (bad === undefined) return new TextDecoder().decode(bytes);
  const place = `${path}:${bad.line}:${bad.column}`;
  throw unreadable(place, 'The bytes here are no text in UTF-8.', 'Save the document in UTF-8.');
}

function unreadable(place: string, why: string, next: string): OpsError {
  return new OpsError({
    code: 'coverage.document',
    what: `${place}: The document cannot be read.`,
    why,
    next,
  });
}
