import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process of this host, as /proc tells of it to everybody, whoever owns it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** In ticks since the machine started: tells two processes apart that had the same pid. */
  readonly start: string;
  readonly ended: boolean;
}

/**
 * Every process at one moment, to be asked by whoever looks for some: read and sorted once, however many ask.
 * Empty where there is no /proc.
 */
export interface ProcessTable {
  readonly all: readonly Process[];
  /** Undefined for one that has ended, or that /proc hides from us. */
  of(pid: number): Process | undefined;
  childrenOf(pid: number): readonly Process[];
  inSession(id: number): readonly Process[];
  /** As it was started, read when somebody first asks. Empty for a process that has ended meanwhile, undefined for one that nobody lets us look into. */
  environmentOf(pid: number): string | undefined;
}

export function tableOf(all: readonly Process[]): ProcessTable {
  const byPid = new Map(all.map((one) => [one.pid, one]));
  const byParent = Map.groupBy(all, ({ parent }) => parent);
  const bySession = Map.groupBy(all, ({ session }) => session);
  const environments = new Map<number, string | undefined>();
  return {
    all,
    of: (pid) => byPid.get(pid),
    childrenOf: (pid) => byParent.get(pid) ?? [],
    inSession: (id) => bySession.get(id) ?? [],
    environmentOf(pid) {
      if (!environments.has(pid)) environments.set(pid, readEnvironment(pid));
      return environments.get(pid);
    },
  };
}

/** How long one look at /proc serves nobody but those who asked before it. */
const LOOK_MS = 20;
let coming: Promise<ProcessTable> | undefined;
let lookedAt = Number.NEGATIVE_INFINITY;

/**
 * The processes at a moment after this was asked. All who ask before that moment share one look, and there are at most
 * fifty a second, however many attempts are being stopped: each has the thread to itself.
 */
export function nextTable(): Promise<ProcessTable> {
  coming ??= sleep(Math.max(0, lookedAt + LOOK_MS - performance.now())).then(() => {
    coming = undefined;
    const table = tableOf(readProcesses());
    lookedAt = performance.now();
    return table;
  });
  return coming;
}

function readProcesses(): readonly Process[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : [],
  );
}

function readEnvironment(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? undefined : '';
  }
}

/** @returns undefined when it has ended, is hidden from us (`hidepid`), or there is no /proc. */
export function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold anything; what follows stands behind the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = '', parent, , session] = fields;
    return {
      pid,
      parent: Number(parent),
      session: Number(session),
      start: fields[19] ?? '',
      ended: state === 'Z' || state === 'X',
    };
  } catch {
    return undefined;
  }
}

/** Whether there is such a process, also one that belongs to somebody else. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
