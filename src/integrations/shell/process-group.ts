import { readdirSync, readFileSync } from 'node:fs';
import { MARK } from './environment.ts';

/** Signals every process of a group at once. A group that is gone already is fine. */
export function signalGroup(groupId: number, signal: NodeJS.Signals): void {
  quietly(() => process.kill(-groupId, signal));
}

/**
 * Kills every process that carries the mark, also those that left their group or outlived our own process.
 * Looks several times, because what it kills may be forking. Only where /proc exists (Linux).
 * @returns how many processes were killed.
 */
export function killMarked(mark: string): number {
  const killed = new Set<number>();
  for (let look = 0; look < 10; look += 1) {
    // One that was killed may be seen again before it is gone.
    const found = marked(mark).filter((pid) => !killed.has(pid));
    if (found.length === 0) break;
    for (const pid of found) {
      quietly(() => process.kill(pid, 'SIGKILL'));
      killed.add(pid);
    }
  }
  return killed.size;
}

function marked(mark: string): number[] {
  if (process.platform !== 'linux') return [];
  const entry = `${MARK}=${mark}\0`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(entry));
}

/** Empty for a process that has ended meanwhile, or that belongs to somebody else. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function quietly(kill: () => void): void {
  try {
    kill();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // ESRCH: it ended by itself. EPERM: it has become another user's (sudo), which its own signal handling must end.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
