import { basename, dirname } from 'node:path';
import { type ListedFile, listFiles } from './listing.ts';

/**
 * The files that are too many once a log is set aside: whatever has a higher number than are kept, and the last one kept unless there is
 * a gap before it. @param path of the log. @throws the system's error
 */
export async function fallingOut(path: string, keep: number): Promise<readonly ListedFile[]> {
  const files = await listFiles(dirname(path));
  const aside = new Map(files.map((file) => [numberOf(file.name, `${basename(path)}.`), file]));
  const isFull = Array.from({ length: keep }, (_, index) => index + 1).every((number) => aside.has(number));
  return [...aside].flatMap(([number, file]) =>
    number !== undefined && (number > keep || (isFull && number === keep)) ? [file] : [],
  );
}

/** `app.log.7` is the seventh; `app.log.07` and `app.log.7.gz` are somebody else's. */
function numberOf(name: string, begin: string): number | undefined {
  if (!name.startsWith(begin)) return undefined;
  const text = name.slice(begin.length);
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
