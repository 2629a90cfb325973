import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Links that are followed to find the disk of a path; a circle has no end. */
const MOST_LINKS = 40;

/**
 * The disk that a path lies on, without asking it: the mount that its folders lead to, or for what a server keeps, that server. Links are
 * followed only where the host itself would not go on without the disk they are on.
 */
export function diskOf(path: string): string {
  const mounts = mountsNow();
  let left = resolve(path).split('/').filter(Boolean);
  let here = '/';
  for (let links = 0; left.length > 0; ) {
    const [name = '', ...rest] = left;
    const next = join(here, name);
    if (mounts.has(next)) return deepest(mounts, next, rest);
    const target = links < MOST_LINKS ? linkAt(next) : undefined;
    left = rest;
    if (target === undefined) here = next;
    else {
      links += 1;
      left = [...resolve(dirname(next), target).split('/').filter(Boolean), ...rest];
      here = '/';
    }
  }
  return '/';
}

/** Of mounts within a mount the innermost, by its name. */
function deepest(mounts: ReadonlyMap<string, string>, mount: string, further: readonly string[]): string {
  const within = further.map((_name, index) => join(mount, ...further.slice(0, index + 1)));
  return [mount, ...within].flatMap((folder) => mounts.get(folder) ?? []).at(-1) ?? mount;
}

function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

const FRESH_MS = 1_000;
let known: { readonly at: number; readonly mounts: ReadonlyMap<string, string> } | undefined;

/** What is mounted below the root, by its folder; nothing where the system does not tell. */
function mountsNow(): ReadonlyMap<string, string> {
  const at = performance.now();
  if (known === undefined || at - known.at > FRESH_MS) known = { at, mounts: readMounts() };
  return known.mounts;
}

function readMounts(): ReadonlyMap<string, string> {
  let table: string;
  try {
    table = readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return new Map();
  }
  return new Map(
    table.split('\n').flatMap((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const folder = before
        .split(' ')[4]
        ?.replace(/\\(\d{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
      const source = after.split(' ')[1] ?? '';
      if (folder === undefined || folder === '/') return [];
      const server = /^(\[[^\]]+\]|[^/:]+):/.exec(source)?.[1] ?? /^\/\/([^/]+)\//.exec(source)?.[1];
      return [[folder, server ?? folder] as const];
    }),
  );
}
