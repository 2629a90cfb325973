import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lookAt } from '../../../../files/looks.ts';
import { nameFits } from '../../../../files/name-fits.ts';
import { refuseMoment } from '../../../../files/unreadable-now.ts';
import { ANY_FOLDERS, type FilePattern } from '../../../definition/construct/file-pattern.ts';

/** Names that are looked at for one pattern. */
const MOST_NAMES = 20_000;

/** What a pattern means: the paths that fit it, folders left out, and the links to folders that its `**` passed by. */
export interface FoundFiles {
  readonly paths: readonly string[];
  readonly passed: readonly string[];
}

/**
 * Whatever below a folder a pattern means and is no folder, by its path.
 * @returns why it is not known, when there is too much to look at or a folder cannot be read.
 * @throws UnreadableNow when the host could not look.
 */
export async function findFiles(
  folder: string,
  pattern: FilePattern,
): Promise<FoundFiles | { readonly why: string }> {
  const found = new Set<string>();
  const passed = new Set<string>();
  const ahead = [{ folder, places: new Set(opened(pattern, [0])) }];
  let looked = 0;
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const names = await namesIn(next.folder);
    if (names === undefined) return { why: `${next.folder} cannot be read` };
    for (const { name, isFolder, isLink } of names) {
      looked += 1;
      if (looked > MOST_NAMES) return { why: `there are more than ${MOST_NAMES} names to look at` };
      const path = join(next.folder, name);
      const reached = [...next.places].flatMap((place) => after(pattern, place, name, isFolder));
      const target = isLink ? await targetOf(path) : isFolder ? 'folder' : 'other';
      if (reached.includes(pattern.length) && target === 'other') found.add(path);
      // A link is followed where it is named, and never by `**`: it may lead back, or out.
      if (isLink && target === 'folder' && walksOn(pattern, next.places)) passed.add(path);
      const further = reached.filter((place) => place < pattern.length);
      if (further.length > 0 && (isFolder || isLink)) {
        ahead.push({ folder: path, places: new Set(further) });
      }
    }
  }
  return { paths: [...found].toSorted(), passed: [...passed].toSorted() };
}

/** Whether `**` would go into every folder here. */
function walksOn(pattern: FilePattern, places: ReadonlySet<number>): boolean {
  return [...places].some((place) => pattern[place] === ANY_FOLDERS);
}

/** The places of a pattern that a name leads to from one of them. */
function after(pattern: FilePattern, place: number, name: string, isFolder: boolean): readonly number[] {
  const piece = pattern[place];
  if (piece === undefined) return [];
  if (piece === ANY_FOLDERS) return isFolder ? opened(pattern, [place]) : [];
  return nameFits(piece, name) ? opened(pattern, [place + 1]) : [];
}

/** `**` may stand for no folder at all: then what follows it counts as well. */
function opened(pattern: FilePattern, places: readonly number[]): readonly number[] {
  return places.flatMap((place) => (pattern[place] === ANY_FOLDERS ? [place, place + 1] : [place]));
}

interface Named {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

/** @returns undefined when nobody can say what is in it. */
async function namesIn(folder: string): Promise<readonly Named[] | undefined> {
  try {
    const entries = await lookAt(folder, () => readdir(folder, { withFileTypes: true }));
    return entries.map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
      isLink: entry.isSymbolicLink(),
    }));
  } catch (error) {
    refuseMoment(folder, error);
    // A link to a file, or to nothing, holds no names. What must not be read may hold some.
    return NO_FOLDER.has((error as NodeJS.ErrnoException).code ?? '') ? [] : undefined;
  }
}

const NO_FOLDER: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/** What a link leads to. */
async function targetOf(path: string): Promise<'folder' | 'nothing' | 'other'> {
  try {
    return (await lookAt(path, () => stat(path))).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    refuseMoment(path, error);
    return 'nothing';
  }
}
