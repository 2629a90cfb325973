import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Which files there are and what changes when they do, as text: two that are the same show the same files, unchanged. */
export async function folderState(folder: string): Promise<string> {
  // One after the other: a disk that hangs keeps one of the few threads that all files share, and not each of them.
  const { stamp } = await lookAt(folder);
  const lines = [await realpath(folder).catch(codeOf), stamp];
  lines.push(...(await linesOf(folder, DEEPEST)));
  return lines.join('\n');
}

/** Folders below that of all runbooks: its own of each, and those in which it sorts its scripts. Links may lead in a circle. */
const DEEPEST = 4;

async function linesOf(folder: string, depth: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const { stamp, isFolder } = await lookAt(path);
    lines.push(`${name} ${stamp}`);
    // Most are files, and each question costs: this is asked twice a second as long as the program runs.
    if (isFolder && depth > 1) lines.push(...(await linesOf(path, depth - 1)));
  }
  return lines;
}

/** Hidden ones are not loaded either. Not ours to read: none, which the stamp of the path tells apart. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => !name.startsWith('.')).sort();
}

interface Look {
  readonly stamp: string;
  readonly isFolder: boolean;
}

async function lookAt(path: string): Promise<Look> {
  try {
    const found = await stat(path, { bigint: true });
    const { dev, ino, size, mode, mtimeNs, ctimeNs } = found;
    return { stamp: [dev, ino, size, mode, mtimeNs, ctimeNs].join(' '), isFolder: found.isDirectory() };
  } catch (error) {
    return { stamp: codeOf(error), isFolder: false };
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
