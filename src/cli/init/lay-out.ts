import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, OpsError } from '../../errors.ts';
import type { NewFile } from './files.ts';

/**
 * Writes files into a folder where none of them stands yet.
 * @throws OpsError before anything is written when one does; and when the folder cannot be written, with what was.
 */
export function layOut(folder: string, files: readonly NewFile[]): void {
  const there = files.filter(({ path }) => stands(join(folder, path)));
  if (there.length > 0) throw occupied(folder, there);
  const written: string[] = [];
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      // Whoever was faster in between is not overwritten either.
      writeFileSync(join(folder, path), text, { flag: 'wx' });
      written.push(path);
    }
  } catch (error) {
    throw unwritable(folder, written, error);
  }
}

/** A link that leads nowhere stands there, too. What cannot be looked at cannot be written either, and is told by then. */
function stands(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function occupied(folder: string, there: readonly NewFile[]): OpsError {
  return new OpsError({
    code: 'init.occupied',
    what: 'Nothing was written.',
    why: `${folder} already holds ${there.map(({ path }) => path).join(', ')}, and nothing is overwritten.`,
    next: 'Name another folder, such as `npx keyturn init ../operations`, or move these files away.',
  });
}

function unwritable(folder: string, written: readonly string[], error: unknown): OpsError {
  const left = written.length === 0 ? 'Nothing was written.' : `Only ${written.join(', ')} was written.`;
  return new OpsError({
    code: 'init.unwritable',
    what: `${folder} was not made. ${left}`,
    why: `${messageOf(error)}.`,
    next: 'Take away what was written, and name a folder that you may write.',
  });
}
