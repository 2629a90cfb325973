import { resolve } from 'node:path';
import type { NamedCommand } from '../../../steps/step.ts';
import { readCommand } from '../../../steps/support/command/read-command.ts';
import { bindKept } from './bind-kept.ts';
import {
  bindBare,
  bindIfProgram,
  bindProgram,
  type SearchedFolder,
  searchedFolders,
} from './bind-program.ts';
import { type Bound, bindContent } from './bound.ts';
import { namesIn } from './names-in.ts';
import type { SystemFolder } from './system-folder.ts';

/** Binds the programs of a command line, and the files that its arguments and its environment name. */
export async function bindCommand(command: NamedCommand, folder: SystemFolder, bound: Bound): Promise<void> {
  const { argv, cwd, kept } = command;
  if (kept !== undefined) await bindKept(kept, folder, bound);
  const [program = '', ...args] = argv;
  // PATH names folders: what is found in them is bound, and not they.
  const env = (command.env ?? []).filter(({ name }) => name !== 'PATH');
  const searched = await searchedFolders(command, undefined, folder);
  if (program.includes('/')) await bindProgram(resolve(cwd, program), searched, folder, bound);
  else await bindBare(program, [searched], folder, bound);
  const own = env.filter(({ ofSettings }) => !ofSettings);
  const { names, left } = namesIn([...args, ...own.map(({ value }) => value)]);
  const places = [cwd, ...foldersIn(args).map((name) => resolve(cwd, name))];
  const ways = [searched, ...(await waysIn(command, places, folder))];
  for (const index of readCommand(argv).wrapped) {
    const wrapped = argv[index] ?? '';
    if (!wrapped.includes('/')) await bindBare(wrapped, ways, folder, bound);
  }
  for (const name of names) {
    for (const place of places) await bindName(resolve(place, name), folder, bound);
    if (!name.includes('/')) await bindIfProgram(name, ways.flat(), folder, bound);
  }
  if (left > 0)
    bound.unbound.add(
      `what else ${program} may be told to read: only the first ${names.length} names were looked for`,
    );
  for (const { name, value, ofSettings } of env)
    if (ofSettings && (await namesSomething(value, cwd, folder)))
      bound.unbound.add(`what ${name} names (given by the settings)`);
}

/** Each is one more place for every name. */
const MOST_PLACES = 8;

/** The folders that programs are told to change to, as in `env -C sub` or `make --directory=sub`. */
function foldersIn(args: readonly string[]): readonly string[] {
  const found = args.flatMap((item, index) => {
    const [, attached] =
      /^(?:-[CD]|--(?:chdir|directory|cwd|cd|working-directory|wd|workdir|prefix)=)(.+)$/s.exec(item) ?? [];
    if (attached !== undefined) return [attached];
    const isOption = /^(?:-[CD]|--(?:chdir|directory|cwd|cd|working-directory|wd|workdir|prefix))$/.test(
      item,
    );
    return isOption ? (args[index + 1] ?? []) : [];
  });
  return [...new Set(found)].slice(0, MOST_PLACES);
}

/** What is searched where an argument sets PATH anew, as in `env PATH=bin tool` or `bash -c 'PATH=bin tool'`. */
async function waysIn(
  command: NamedCommand,
  places: readonly string[],
  folder: SystemFolder,
): Promise<readonly (readonly SearchedFolder[])[]> {
  const set = command.argv.flatMap((item) =>
    [...item.matchAll(/(?:^|[^\w])PATH=["']?([^\s"';&|]*)/g)].map(([, value = '']) => value),
  );
  const paths = [...new Set(set)].slice(0, MOST_PLACES);
  const all = [...paths, ...(places.length > 1 ? [undefined] : [])];
  return Promise.all(
    all.flatMap((path) => places.map((cwd) => searchedFolders({ ...command, cwd }, path, folder))),
  );
}

/** What leads out of the system's folder is another's to change, and not ours to read: it is said. */
async function bindName(path: string, folder: SystemFolder, bound: Bound): Promise<void> {
  if (bound.files.has(path)) return;
  if (await folder.holds(path)) await bindContent(path, folder, bound);
  else if (await folder.isThere(path)) bound.unbound.add(`${path} (outside of the system's folder)`);
}

/**
 * The settings name for every program where it keeps its state and its logs: the next run would find other content than the one
 * before. Said by the variable and not by the file, so that a plan does not change with what a run leaves there.
 */
async function namesSomething(value: string, cwd: string, folder: SystemFolder): Promise<boolean> {
  const { names, left } = namesIn([value]);
  for (const name of names) if (await folder.isThere(resolve(cwd, name))) return true;
  return left > 0;
}
