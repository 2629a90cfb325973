import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsError } from '../errors.ts';
import { NoRegularFile, readRegularText } from '../files/regular-file.ts';
import { processNamespace } from '../host-name.ts';
import { isAlive, isOfThisBoot, type LockHolder, readHolder, thisProcess } from './lock-holder.ts';
import { showLife, showsLife } from './sign-of-life.ts';

export interface FolderLock {
  release(): Promise<void>;
}

const ATTEMPTS = 5;

/**
 * Makes this process the only one that uses a folder, until it releases the lock or ends, even by kill -9.
 *
 * Each process writes a claim of its own into `folder` and then looks for others. Of two that come at the
 * same moment at least one sees the other and steps back, so that two can never both go on; there is no
 * stale file to be taken over, only claims of processes that are gone, which are swept away.
 * @param folder where claims are kept; made when missing. Not the guarded folder itself.
 * @throws OpsError `database.in-use` that names the holder.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `claim-${randomBytes(8).toString('hex')}.json`;
  const path = join(folder, name);
  for (let attempt = 1; ; attempt += 1) {
    const hide = await showLife(signOf(path));
    await writeClaim(path, { ...(await thisProcess()), shows: hide !== undefined });
    const release = async (): Promise<void> => {
      await rm(path, { force: true });
      await hide?.();
    };
    const holder = await otherHolder(folder, name);
    if (holder === undefined) return { release };
    await release();
    if (attempt === ATTEMPTS) throw inUse(folder, holder);
    // Two newcomers that stepped back together must not meet again.
    await sleep(10 + (randomBytes(1)[0] ?? 0) / 4);
  }
}

/** A claim appears whole or not at all. */
async function writeClaim(path: string, holder: LockHolder): Promise<void> {
  const draft = `${path}.draft`;
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600 });
  await rename(draft, path);
}

/** Somebody else who may be using the folder; claims of processes that are gone are removed on the way. */
async function otherHolder(folder: string, own: string): Promise<LockHolder | 'unreadable' | undefined> {
  for (const name of await readdir(folder)) {
    if (name === own || !/^claim-.*\.json$/.test(name)) continue;
    const path = join(folder, name);
    const text = await claimIn(path);
    if (text === undefined) continue;
    const holder = readHolder(text);
    if (holder === undefined) return 'unreadable';
    if (await mayLive(holder, path)) return holder;
    await rm(path, { force: true });
    await rm(signOf(path), { force: true });
  }
  return undefined;
}

/** Whether the process of a claim may still run: what nobody can tell from here counts as running. */
async function mayLive(holder: LockHolder, path: string): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  const isSeen = holder.namespace === undefined || holder.namespace === processNamespace();
  if (isSeen || !(await isOfThisBoot(holder))) return isAlive(holder);
  // Another container: its processes have other numbers here.
  return holder.shows !== true || (await showsLife(signOf(path))) !== false;
}

function signOf(claim: string): string {
  return claim.replace(/\.json$/, '.sock');
}

/** The text of a claim; undefined when it was taken away meanwhile. */
async function claimIn(path: string): Promise<string | undefined> {
  try {
    return await readRegularText(path);
  } catch (error) {
    // Whose it is, it does not say.
    if (error instanceof NoRegularFile) return '';
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function inUse(folder: string, holder: LockHolder | 'unreadable'): OpsError {
  const what = 'The embedded database is in use by another process.';
  const remove = `If you are certain that it is gone, remove ${folder} and start again.`;
  if (holder === 'unreadable') {
    return refusal(what, 'A claim on it cannot be read, so nobody can tell whose it is.', remove);
  }
  const who = `process ${holder.pid} on ${holder.host}, since ${holder.since} (${holder.command})`;
  if (holder.host !== hostname())
    return refusal(
      what,
      `It is held by ${who}; from this machine nobody can tell whether it still runs.`,
      remove,
    );
  if (holder.namespace !== undefined && holder.namespace !== processNamespace())
    return refusal(what, `It is held by ${who}, in another container.`, `Stop that container. ${remove}`);
  const next = `Stop it (kill ${holder.pid}), use another KEYTURN_HOME, or set DATABASE_URL: a Postgres takes several.`;
  return refusal(what, `It is held by ${who}, and only one process can use it.`, next);
}

function refusal(what: string, why: string, next: string): OpsError {
  return new OpsError({ code: 'database.in-use', what, why, next });
}
