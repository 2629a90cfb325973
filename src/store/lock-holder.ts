import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { processNamespace } from '../host-name.ts';

const run = promisify(execFile);

const schema = z.object({
  pid: z.int().positive(),
  /** When the process began, in whatever form its system tells it: together with the pid it is unique. */
  start: z.string(),
  host: z.string(),
  /** Which processes it sees, and is seen by; absent in claims of before. */
  namespace: z.string().optional(),
  /** Whether it shows its life beside its claim. */
  shows: z.boolean().optional(),
  command: z.string(),
  since: z.string(),
});

/** Which process holds a lock. */
export type LockHolder = z.infer<typeof schema>;

export function readHolder(text: string): LockHolder | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

export async function thisProcess(): Promise<LockHolder> {
  return {
    pid: process.pid,
    start: (await startOf(process.pid)) ?? '',
    host: hostname(),
    namespace: processNamespace(),
    command: ['node', basename(process.argv[1] ?? ''), ...process.argv.slice(2, 3)].join(' ').trim(),
    since: new Date(performance.timeOrigin).toISOString(),
  };
}

/**
 * Whether that very process still runs on this machine. Another process that was given the same pid later
 * has another start.
 */
export async function isAlive(holder: Pick<LockHolder, 'pid' | 'start'>): Promise<boolean> {
  if (!exists(holder.pid)) return false;
  const start = await startOf(holder.pid);
  // A system that does not tell when a process began leaves only the pid to go by.
  return start === undefined || holder.start === '' ? true : start === holder.start;
}

/** Whether it was begun under the system that runs here now, and not before a restart or on another machine. */
export async function isOfThisBoot({ start }: Pick<LockHolder, 'start'>): Promise<boolean> {
  const [boot] = ((await startOf(process.pid)) ?? '').split('/');
  return boot !== '' && start.startsWith(`${boot}/`);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began; `gone` for one that ended but was not collected by its parent yet. */
async function startOf(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? linuxStart(pid) : psStart(pid);
}

async function linuxStart(pid: number): Promise<string | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; the state and what follows stand behind the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return 'gone';
    return `${boot.trim()}/${fields[19]}`;
  } catch {
    // Hidden from this user, or no /proc: the caller goes by the pid alone.
    return undefined;
  }
}

async function psStart(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { env: { LC_ALL: 'C' } });
    const [state = '', ...start] = stdout.trim().split(/\s+/);
    return state.startsWith('Z') ? 'gone' : start.join(' ');
  } catch {
    // No `ps` here (Windows): the caller goes by the pid alone.
    return undefined;
  }
}
