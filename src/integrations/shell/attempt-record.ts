import { hash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { messageOf, OpsError } from '../../errors.ts';
import { readRegularSync } from '../../files/regular-file.ts';
import type { Known } from './family.ts';
import type { Marked } from './process-group.ts';
import { readProcess } from './process-table.ts';

/**
 * What an attempt started, in a file that outlives our own process: programs may hide from their mark, and who is theirs
 * is known only while somebody watches. It need not outlive the machine: then they are gone, too.
 */
export interface AttemptRecord {
  /** @returns whether it was kept; the place may be full by now, and the program runs already. */
  write(known: Known): boolean;
  /** What cannot be taken away stays: whoever looks next finds its programs gone. No attempt ends otherwise for that. */
  remove(): void;
}

/** Every process of Keyturn on this host must find what another wrote: no folder that a setting moves. */
const PLACES = ['/dev/shm', '/tmp'];
/** -1 where users have no numbers. */
const USER = process.geteuid?.() ?? -1;

/** What /proc counts times in, on every Linux. */
export const TICKS_A_SECOND = 100;

const pairs = z.array(z.tuple([z.int(), z.string()]));
const written = z.strictObject({
  /** Numbers of processes mean something only in the same start of the machine, and the same namespace. */
  world: z.string(),
  /** When the program was about to be started, in ticks since the machine started. */
  since: z.number(),
  known: z.strictObject({ members: pairs, sessions: pairs }).nullable(),
});

/**
 * To be called before a program is started: what cannot be remembered is not begun.
 * @throws OpsError when no place takes it.
 */
export function openRecord(step: string, attempt: number): AttemptRecord {
  const name = `${prefixOf(step)}${attempt}`;
  const since = ticksNow();
  const problems: string[] = [];
  for (const place of PLACES) {
    const path = join(folderIn(place), name);
    try {
      ownFolder(place);
      put(path, since, null);
      return {
        write: (known) => isDone(() => put(path, since, known)),
        remove: removing(path),
      };
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  throw new OpsError({
    code: 'shell.no-record',
    what: 'The program was not started.',
    why: `Which processes it starts could not be written down: ${problems.join('; ')}.`,
    next: `Make room in ${PLACES.join(' or ')} on the host of Keyturn, or remove what somebody else put there.`,
  });
}

/** @throws OpsError when no program could be started now, because no place takes the record of it. */
export function tryToRecord(): void {
  openRecord(`trial/${process.pid}`, 1).remove();
}

/** What a file tells of an attempt whose end nobody saw. */
export interface Remembered {
  /** Undefined when it cannot be read; null when it breaks off where the program was about to be started. */
  readonly known: Known | null | undefined;
  /** When that was, in ticks since the machine started. */
  readonly since: number;
  remove(): void;
}

/** What was written down of attempts and not taken away: of this start of the machine. */
export function recordsOf({ step, attempts }: Marked): readonly Remembered[] {
  return PLACES.map(folderIn).flatMap((folder) =>
    namesIn(folder)
      .filter((name) => name.startsWith(prefixOf(step)))
      .filter((name) => {
        const attempt = Number(name.slice(prefixOf(step).length));
        return attempt >= attempts.from && attempt <= attempts.to;
      })
      .flatMap((name) => read(join(folder, name))),
  );
}

function read(path: string): readonly Remembered[] {
  const remove = removing(path);
  try {
    const found = written.safeParse(JSON.parse(readRegularSync(path).toString('utf8')));
    if (!found.success) return [{ known: undefined, since: 0, remove }];
    const { known, since } = found.data;
    if (found.data.world === world()) return [{ known, since, remove }];
    remove();
    return [];
  } catch (error) {
    // Another process has just taken it away; anything else means that nobody can tell.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function put(path: string, since: number, known: Known | null): void {
  // A process that is killed while it writes leaves the earlier file. Whatever stands where the draft goes is not opened.
  const draft = `${path}~`;
  const text = JSON.stringify({ world: world(), since, known });
  try {
    create(draft, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    rmSync(draft, { force: true });
    create(draft, text);
  }
  renameSync(draft, path);
}

function create(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
}

function removing(path: string): () => void {
  return () => void isDone(() => rmSync(path, { force: true }));
}

function isDone(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

function folderIn(place: string): string {
  return join(place, `keyturn-programs-${USER}`);
}

/** Nobody else may say which processes are stopped. Looked at each time: a start waits for it, so first what is usual. */
function ownFolder(place: string): void {
  const folder = folderIn(place);
  const own = isOwn(folder) ?? isOwn(mkdirSync(folder, { mode: 0o700, recursive: true }) ?? folder);
  if (own !== true) throw new Error(`${folder} is not a folder of this user alone`);
}

/** @returns undefined when there is none. */
function isOwn(folder: string): boolean | undefined {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isDirectory() && found.uid === USER && (found.mode & 0o077) === 0;
}

function namesIn(folder: string): readonly string[] {
  try {
    return isOwn(folder) === true ? readdirSync(folder) : [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The step as a file's name, whatever it is called. */
function prefixOf(step: string): string {
  return `${hash('sha256', step)}.`;
}

let here: string | undefined;

function world(): string {
  here ??=
    process.platform === 'linux'
      ? `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${readlinkSync('/proc/self/ns/pid')}`
      : process.platform;
  return here;
}

let began: number | undefined;

/** By our own start and not by the machine's: where a namespace shifts one of them, it shifts the other. */
function ticksNow(): number {
  began ??= Number(readProcess(process.pid)?.start ?? 0);
  return began + process.uptime() * TICKS_A_SECOND;
}
