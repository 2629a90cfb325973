import { setTimeout as sleep } from 'node:timers/promises';
import { MARK } from './environment.ts';
import { nextTable, type ProcessTable } from './process-table.ts';

/** What is to be found by its mark: everything of a step up to one of its attempts, or one attempt alone. */
export interface Marked {
  /** The run and the step, `run-1/restart`. */
  readonly step: string;
  /** A later attempt is left alone: it may be another worker's, who has taken the step over meanwhile. */
  readonly attempts: { readonly from: number; readonly to: number };
}

/** What became of the processes that carry a mark. */
export interface Killed {
  readonly killed: number;
  /** Still there: they belong to another user, or hang in the kernel. */
  readonly left: number;
}

/** How long a killed process may take to be gone. */
const GONE_MS = 2_000;
/** Most are gone at once; whoever is not is looked for less and less often. */
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 250;

/** Signals every process of a group at once. A group that is gone already is fine. */
export function signalGroup(groupId: number, signal: NodeJS.Signals): void {
  quietly(() => process.kill(-groupId, signal));
}

/**
 * Kills every process that a look finds, whoever they are, and waits until they are gone. Looks again and again, because
 * what it kills may be forking.
 * @returns what became of them, and the processes as they were when it looked last.
 */
export async function killAll(
  find: (table: ProcessTable) => readonly number[],
): Promise<Killed & { readonly table: ProcessTable }> {
  const killed = new Set<number>();
  const giveUpAt = performance.now() + GONE_MS;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs)) {
    const table = await nextTable();
    const found = find(table);
    if (found.length === 0 || performance.now() > giveUpAt)
      return { killed: killed.size, left: found.length, table };
    for (const pid of found) {
      quietly(() => process.kill(pid, 'SIGKILL'));
      killed.add(pid);
    }
    await sleep(waitMs);
  }
}

/** Pids of those that carry the mark, also when they left their group or outlived our own process. Only where /proc exists. */
export function marked({ step, attempts }: Marked, table: ProcessTable): readonly number[] {
  return (marksIn(table).get(step) ?? [])
    .filter(({ attempt }) => attempt >= attempts.from && attempt <= attempts.to)
    .map(({ pid }) => pid);
}

interface Bearer {
  readonly pid: number;
  readonly attempt: number;
}

const marks = new WeakMap<ProcessTable, ReadonlyMap<string, readonly Bearer[]>>();

/** Who carries the mark of which step: looked for once a table, however many steps are asked for. */
function marksIn(table: ProcessTable): ReadonlyMap<string, readonly Bearer[]> {
  const known = marks.get(table);
  if (known !== undefined) return known;
  const found = new Map<string, Bearer[]>();
  for (const { pid, ended } of table.all) {
    if (ended || pid === process.pid) continue;
    for (const entry of (table.environmentOf(pid) ?? '').split('\0')) {
      if (!entry.startsWith(`${MARK}=`)) continue;
      const cut = entry.lastIndexOf('/');
      const step = entry.slice(MARK.length + 1, cut);
      found.set(step, [...(found.get(step) ?? []), { pid, attempt: Number(entry.slice(cut + 1)) }]);
    }
  }
  marks.set(table, found);
  return found;
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
