import { resolve } from 'node:path';

/** What separates folders in PATH on every system that Keyturn runs on. */
const SEPARATOR = ':';
const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin';
const HOST_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** What says where a program is looked for that is named without a slash. */
export interface PathSource {
  /** PATH of Keyturn itself. */
  readonly host: string | undefined;
  /** Folders that the settings put before it. */
  readonly first: readonly string[];
  /** PATH as the step or the settings' environment has it, which stands for all of that. */
  readonly declared: string | undefined;
  /** The folder the program runs in, absolute. */
  readonly cwd: string;
}

/**
 * PATH as a program gets it. Folders in it that are relative, or empty, mean the folder that the program runs in, and stay that when
 * it changes to another one.
 */
export function pathVariable({ host, first, declared, cwd }: PathSource): string {
  const written = declared ?? [...first, host ?? USUAL_PATH].join(SEPARATOR);
  // A colon in a folder's name cannot be told from the one between two.
  if (cwd.includes(SEPARATOR)) return written;
  return written
    .split(SEPARATOR)
    .map((folder) => resolve(cwd, folder))
    .join(SEPARATOR);
}

/**
 * The folders in which the system looks for a program that is named without a slash, in order and absolute: those of
 * {@link pathVariable}, read as execvp(3) does. It passes by what is no executable file.
 */
export function searchPath(source: PathSource): readonly string[] {
  const folders = pathVariable(source).split(SEPARATOR);
  return [...new Set(folders.map((folder) => resolve(source.cwd, folder)))];
}

/** Folders whose programs belong to the host: those of Keyturn's own PATH, and the usual ones. */
export function hostFolders(host: string | undefined): ReadonlySet<string> {
  const own = (host ?? USUAL_PATH).split(SEPARATOR).filter((folder) => folder.startsWith('/'));
  return new Set([...own, ...HOST_FOLDERS].map((folder) => resolve(folder)));
}
