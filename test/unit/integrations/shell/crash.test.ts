import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openRecord } from '../../../../src/integrations/shell/attempt-record.ts';
import { reap } from '../../../../src/integrations/shell/reap.ts';

const SCRIPT = fileURLToPath(new URL('../../../support/shell-process.ts', import.meta.url));
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

const folder = await mkdtemp(join(tmpdir(), 'keyturn-crash-'));
await chmod(folder, 0o777);
const started: ChildProcess[] = [];
const pids: number[] = [];
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  for (const pid of pids.filter(isRunning)) process.kill(pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** A process with our shell in it, ours or another user's. */
function keyturn(operation: 'run' | 'reap', input: object, user?: number): ChildProcess {
  const command = [process.execPath, SCRIPT, operation, JSON.stringify(input)];
  const drop = ['setpriv', '--reuid', `${user}`, '--regid', `${user}`, '--clear-groups'];
  const [program = '', ...args] = user === undefined ? command : [...drop, ...command];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  return child;
}

async function reaped(step: string, user?: number): Promise<{ killed: number; left: number }> {
  let said = '';
  for await (const chunk of keyturn('reap', { step, upTo: 1 }, user).stdout ?? []) said += String(chunk);
  return JSON.parse(said);
}

let count = 0;

/** Starts `script` in a process of its own, with the name of the file that it writes its pid to, and kills that process. */
async function crashed(script: string, user?: number): Promise<{ step: string; pid: number }> {
  count += 1;
  const step = `run-crash-${process.pid}/${count}`;
  const file = join(folder, `pid-${count}`);
  const argv = ['/bin/sh', '-c', script, file];
  const rest = { path: [], env: {}, stdin: null, maxOutput: 1_000, files: [], attempt: 1 };
  const child = keyturn('run', { argv, cwd: folder, step, ...rest }, user);
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await sleep(10);
  await sleep(1_200);
  child.kill('SIGKILL');
  const pid = Number(readFileSync(file, 'utf8'));
  pids.push(pid);
  expect(isRunning(pid)).toBe(true);
  return { step, pid };
}

const HIDDEN = `env -i setsid sh -c 'echo $$ > "$0"; exec sleep 60' "$0"`;

describe('after a crash of Keyturn', () => {
  it.each([
    ['is still held by its parent', `${HIDDEN} & sleep 60`],
    ['has lost its parent before the crash', `(${HIDDEN} & sleep 1); sleep 60`],
    ['stayed in the session', `env -i sh -c 'echo $$ > "$0"; exec sleep 60' "$0"; true`],
  ])('a program that cleared its environment, hid and %s is found and stopped', async (_how, script) => {
    const { step, pid } = await crashed(script);
    expect(await reaped(step)).toMatchObject({ left: 0 });
    expect(isRunning(pid)).toBe(false);
    expect(await reaped(step)).toEqual({ killed: 0, left: 0 });
  });

  it('one whose parents ended between the crash and the look is found as well', async () => {
    const { step, pid } = await crashed(`(${HIDDEN} & sleep 1.5)`);
    await sleep(1_000);
    expect(await reaped(step)).toMatchObject({ left: 0 });
    expect(isRunning(pid)).toBe(false);
  });

  it.skipIf(!isRoot)(
    'A1 a program of another user, which nobody may look into or stop, counts until it is gone',
    async () => {
      const sudo = join(folder, 'sudo');
      await copyFile('/usr/bin/setpriv', sudo);
      await chmod(sudo, 0o4755);
      const asRoot = `${sudo} --reuid 0 --regid 0 --clear-groups sh -c 'echo $$ > "$0"; exec sleep 60' "$0"; true`;
      const { step, pid } = await crashed(asRoot, NOBODY);
      expect(await reaped(step, NOBODY)).toMatchObject({ left: 1 });
      expect(await reaped(step, NOBODY)).toMatchObject({ left: 1 });
      expect(isRunning(pid)).toBe(true);
      process.kill(pid, 'SIGKILL');
      expect(await reaped(step, NOBODY)).toEqual({ killed: 0, left: 0 });
    },
  );

  it('a number that another process was given meanwhile is left alone', async () => {
    const step = `run-reused-${process.pid}/one`;
    const other = spawn('sleep', ['60'], { detached: true });
    started.push(other);
    const pid = other.pid ?? 0;
    openRecord(step, 1).write({ members: [[pid, '1']], sessions: [[pid, '1']] });
    expect(await reap({ step, attempts: { from: 1, to: 1 } })).toEqual({ killed: 0, left: 0 });
    expect(isRunning(pid)).toBe(true);
  });

  it('what is not a later attempt alone is looked for', async () => {
    const step = `run-later-${process.pid}/one`;
    const other = spawn('sleep', ['60'], { detached: true });
    started.push(other);
    const pid = other.pid ?? 0;
    const start = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19] ?? '';
    openRecord(step, 2).write({ members: [[pid, start]], sessions: [] });
    expect(await reap({ step, attempts: { from: 1, to: 1 } })).toEqual({ killed: 0, left: 0 });
    expect(isRunning(pid)).toBe(true);
    expect(await reap({ step, attempts: { from: 1, to: 2 } })).toMatchObject({ left: 0 });
    expect(isRunning(pid)).toBe(false);
  });
});
