import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFamily } from '../../../../src/integrations/shell/family.ts';
import { nextTable, type Process, tableOf } from '../../../../src/integrations/shell/process-table.ts';
import { processorTime } from '../../../support/processor-time.ts';

/** Beyond what Linux ever gives a process: nobody has these numbers. */
const BASE = 10_000_000;
const ROOT = BASE;

/** What happens on a host between two looks: somebody forks (with a session of its own or not) or ends. */
interface Happening {
  readonly what: 'forks' | 'forks and leaves' | 'ends' | 'turns into a zombie';
  /** Which of those that are there. */
  readonly who: number;
  /** The number that a new one is given: one that was used before, too. */
  readonly number: number;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom('forks', 'forks', 'forks and leaves', 'ends', 'turns into a zombie'),
  who: fc.nat(1_000),
  number: fc.integer({ min: 1, max: 25 }),
});

/** A host with the program and a process that has nothing to do with it. */
function host() {
  const other = { pid: BASE - 1, parent: 1, session: BASE - 1, start: '0', ended: false };
  const root = { pid: ROOT, parent: 1, session: ROOT, start: '1', ended: false };
  let processes: readonly Process[] = [other, root];
  let clock = 1;
  return {
    get processes() {
      return processes;
    },
    happen({ what, who, number }: Happening) {
      const one = processes[who % processes.length];
      if (one === undefined || one === other) return;
      clock += 1;
      if (what === 'ends' || what === 'turns into a zombie') {
        const stays = what === 'ends' ? [] : [{ ...one, ended: true }];
        const rest = processes.filter((process) => process !== one);
        processes = [
          ...rest.map((process) => (process.parent === one.pid ? { ...process, parent: 1 } : process)),
          ...stays,
        ];
        return;
      }
      const pid = BASE + number;
      if (one.ended || processes.some((process) => process.pid === pid)) return;
      const session = what === 'forks' ? one.session : pid;
      processes = [...processes, { pid, parent: one.pid, session, start: `${clock}`, ended: false }];
    },
  };
}

/** The same by looking through the whole table again and again. */
function slowFamily() {
  const members = new Map([[ROOT, '1']]);
  const sessions = new Map([[ROOT, '1']]);
  return {
    members,
    learn(all: readonly Process[]) {
      for (const [pid, start] of members)
        if (!all.some((one) => one.pid === pid && one.start === start && !one.ended)) members.delete(pid);
      for (const [id, start] of sessions) {
        const reused = all.some((one) => one.pid === id && one.start !== start);
        if (reused || !all.some((one) => one.session === id)) sessions.delete(id);
      }
      for (let grew = true; grew; ) {
        grew = false;
        for (const { pid, parent, session, start, ended } of all) {
          const ours = members.has(parent) || sessions.has(session);
          if (ended || !ours || members.has(pid)) continue;
          members.set(pid, start);
          if (session === pid) sessions.set(session, start);
          grew = true;
        }
      }
    },
  };
}

describe('the family of a program', () => {
  it('is the same as by looking at every process for each of them', () => {
    const looks = fc.array(fc.array(happening, { maxLength: 12 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(looks, (written) => {
        const world = host();
        const known = [[ROOT, '1']] as const;
        const family = createFamily({ members: known, sessions: known });
        const slow = slowFamily();
        for (const happenings of written) {
          for (const one of happenings) world.happen(one);
          family.learn(tableOf(world.processes));
          slow.learn(world.processes);
          expect(family.alive().toSorted()).toEqual([...slow.members.keys()].toSorted());
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('costs as much as it is large, however many processes and programs there are', () => {
    const all = Array.from({ length: 20_000 }, (_, at): Process => {
      const pid = BASE + at;
      // Ten programs in a hundred processes: each has two children.
      const parent = at % 10 === 0 || at % 10 > 2 ? 1 : pid - (at % 10);
      return { pid, parent, session: pid - (at % 10), start: '1', ended: false };
    });
    const families = Array.from({ length: 500 }, (_, at) => {
      const known = [[BASE + at * 10, '1']] as const;
      return createFamily({ members: known, sessions: [] });
    });
    const spentMs = processorTime();
    const table = tableOf(all);
    for (const family of families) family.learn(table);
    // By whole scans it takes twenty million steps and more.
    expect(spentMs()).toBeLessThan(500);
    expect(families.map((family) => family.alive().length)).toEqual(Array(500).fill(3));
  });
});

describe('a look at the processes', () => {
  it('serves all who asked before it, and nobody who asks after it', async () => {
    const [first, second] = [nextTable(), nextTable()];
    expect(second).toBe(first);
    const table = await first;
    expect(nextTable()).not.toBe(first);
    expect((await nextTable()) === table).toBe(false);
  });

  it('is taken at most fifty times a second', async () => {
    const startedAt = performance.now();
    for (let look = 0; look < 6; look += 1) await nextTable();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(5 * 20 - 5);
  });

  it('knows each process by its number, its parent and its session', async () => {
    const table = await nextTable();
    const own = table.of(process.pid);
    expect(own).toMatchObject({ pid: process.pid, parent: process.ppid, ended: false });
    expect(table.childrenOf(process.ppid).map(({ pid }) => pid)).toContain(process.pid);
    expect(table.inSession(own?.session ?? 0).map(({ pid }) => pid)).toContain(process.pid);
    expect(table.environmentOf(process.pid)).toContain('PATH=');
  });
});
