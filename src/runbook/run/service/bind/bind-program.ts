import { join, resolve } from 'node:path';
import { hostFolders, searchPath } from '../../../../files/search-path.ts';
import type { NamedCommand } from '../../../steps/step.ts';
import { type Bound, bindContent } from './bound.ts';
import type { SystemFolder } from './system-folder.ts';

/** A folder that is searched for programs. */
export interface SearchedFolder {
  readonly path: string;
  /** Its programs are the host's: they are said, and not bound. */
  readonly ofHost: boolean;
}

/** As many as the system follows from one script to its interpreter. */
const MOST_INTERPRETERS = 4;

/**
 * Where a command is searched for a program without a slash, as the program itself will be. What lies in the system's folder, or
 * is named for the system, is no part of the host.
 */
export async function searchedFolders(
  { cwd, path, env = [] }: Pick<NamedCommand, 'cwd' | 'path' | 'env'>,
  declared: string | undefined,
  folder: SystemFolder,
): Promise<readonly SearchedFolder[]> {
  const host = process.env.PATH;
  const ofHost = hostFolders(host);
  const own = env.find(({ name }) => name === 'PATH')?.value;
  const searched = searchPath({ host, first: path, declared: declared ?? own, cwd });
  return Promise.all(
    searched.map(async (one) => ({
      path: one,
      ofHost: ofHost.has(one) && !path.includes(one) && !(await folder.holds(one)),
    })),
  );
}

/**
 * Binds the program that a name without a slash means, or says that it is one of the host.
 * @param ways each a list of folders that may be searched, in order.
 */
export async function bindBare(
  program: string,
  ways: readonly (readonly SearchedFolder[])[],
  folder: SystemFolder,
  bound: Bound,
): Promise<void> {
  const found: Awaited<ReturnType<typeof findBare>>[] = [];
  for (const way of ways) found.push(await findBare(program, way, folder, bound));
  if (found.includes('host') || !found.includes('bound'))
    bound.unbound.add(`${program} (a program of the host)`);
}

/** Every folder that is searched before counts: a program that appears in one of them would be another one. */
async function findBare(
  program: string,
  searched: readonly SearchedFolder[],
  folder: SystemFolder,
  bound: Bound,
): Promise<'bound' | 'host' | 'nowhere'> {
  const absentOnHost: string[] = [];
  for (const { path, ofHost } of searched) {
    const file = join(path, program);
    const isProgram = await folder.isProgram(file);
    if (ofHost && isProgram) return 'host';
    if (ofHost) absentOnHost.push(file);
    else await bindProgram(file, searched, folder, bound);
    if (!isProgram) continue;
    for (const absent of absentOnHost)
      if (!(await folder.isThere(absent))) bound.files.set(absent, { path: absent, sha256: null });
    return 'bound';
  }
  return 'nowhere';
}

/** Binds a program that is named by its path, or that there is none, and the interpreter of a script as far as it is not the host's. */
export async function bindProgram(
  path: string,
  searched: readonly SearchedFolder[],
  folder: SystemFolder,
  bound: Bound,
  depth = 0,
): Promise<void> {
  const first = await bindContent(path, folder, bound);
  if (first === undefined) {
    bound.files.set(path, { path, sha256: null });
    return;
  }
  const [, interpreter, rest = ''] = /^#![ \t]*([^\s]+)[ \t]*([^\n]*)/.exec(first) ?? [];
  if (interpreter === undefined || depth > MOST_INTERPRETERS) return;
  const [, found] = /^(?:-S[ \t]*|-[a-z]+[ \t]+|[A-Za-z_]\w*=\S*[ \t]+)*([^\s/-][^\s/]*)/.exec(rest) ?? [];
  const file = resolve(folder.path, interpreter);
  if (await folder.holds(file)) await bindProgram(file, searched, folder, bound, depth + 1);
  else bound.unbound.add(`${interpreter} (it runs ${path.split('/').at(-1)})`);
  // `#!/usr/bin/env tool` is looked up like a program of its own.
  if (found !== undefined && /\/env$/.test(interpreter)) await bindBare(found, [searched], folder, bound);
}

/** Binds a word if it is the name of a program in a folder that is not the host's: nobody knows every way to start one. */
export async function bindIfProgram(
  word: string,
  searched: readonly SearchedFolder[],
  folder: SystemFolder,
  bound: Bound,
): Promise<void> {
  for (const { path, ofHost } of searched) {
    const file = join(path, word);
    if (ofHost || bound.files.has(file) || !(await folder.isProgram(file))) continue;
    await bindProgram(file, searched, folder, bound);
  }
}
