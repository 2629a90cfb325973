import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { CrashPoint } from '../../src/crash-point.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { rowsOf } from '../../src/store/rows.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';

const PROCESS = fileURLToPath(new URL('../support/schedule-process.ts', import.meta.url));
const START = Date.parse('2026-03-28T20:00:00Z');
/** Ten minutes in a second. */
const SPEED = 600;
const MINUTE = 60_000;

const RUNBOOK = `
runbook: mill
title: The mill
actions:
  oil: { title: Oil it, risk: low, unrehearsed: It oils., unchecked: It is oiled., steps: [{ shell: { run: [/bin/true] }, effect: idempotent }] }
schedules:
  oil: { title: Oil, every: 60s, missed: all, starts: { action: oil } }
  turn: { title: Turn, cron: "*/2 * * * *", timezone: Europe/Berlin, missed: all, starts: { reminder: Turn it. } }
`;

describe('two processes that keep the same schedules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-schedules-'));
  const children = new Set<ChildProcess>();
  let server: TestPostgres;
  let db: Database;
  beforeAll(async () => {
    mkdirSync(join(folder, 'mill'));
    writeFileSync(join(folder, 'mill', 'runbook.yaml'), RUNBOOK);
    server = await startTestPostgres();
    db = openPostgres(server.url, systemClock);
    await migrate(db);
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await db.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  function start(realStart: number, crashAt?: `${CrashPoint}#${number}`): ChildProcess {
    const argv = [PROCESS, server.url, folder, START, realStart, SPEED].map(String);
    const env = { ...process.env, ...(crashAt === undefined ? {} : { KEYTURN_CRASH_AT: crashAt }) };
    const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  }

  /** Once both have begun to work. */
  async function sweeps(child: ChildProcess): Promise<void> {
    if (child.stdout !== null) await once(child.stdout, 'data');
  }

  async function counts() {
    const [row] = await db.read((reader) =>
      rowsOf<{ rows: string; dues: string; begun: string; runs: string; entries: string; span: string }>(
        reader,
        sql`select count(*) as rows, count(distinct due_at) as dues, count(run) as begun,
          (select count(*) from run) as runs,
          (select count(*) from audit_entry where kind = 'occurrence.begun'
            and chain in (select 'occurrence/' || id from schedule_occurrence where schedule = 'mill:oil')) as entries,
          extract(epoch from max(due_at) - min(due_at)) / 60 + 1 as span
          from schedule_occurrence where schedule = 'mill:oil'`,
      ),
    );
    if (row === undefined) throw new Error('nothing was counted');
    const { rows, dues, begun, runs, entries, span } = row;
    const numbers = [rows, dues, begun, runs, entries, span].map(Number);
    const [all = 0, distinct = 0, started = 0, ran = 0, told = 0, minutes = 0] = numbers;
    return { rows: all, dues: distinct, begun: started, runs: ran, entries: told, span: minutes };
  }

  it('5.19 make each time once and begin it once, however often they are killed', async () => {
    const realStart = Date.now();
    let heir = start(realStart);
    await sweeps(heir);
    const points = ['occurrence-claimed#3', 'before-occurrence-commit#2', 'occurrence-claimed#7'] as const;
    for (const point of points) {
      const doomed = start(realStart, point);
      const [, signal] = await once(doomed, 'exit');
      expect(signal).toBe('SIGKILL');
      // Killed anywhere, with nobody left for a while.
      heir.kill('SIGKILL');
      await once(heir, 'exit');
      heir = start(realStart);
      await sweeps(heir);
    }
    const [first, second] = [start(realStart), start(realStart)];
    await Promise.all([sweeps(first), sweeps(second)]);
    await expect.poll(async () => (await counts()).begun, { timeout: 60_000 }).toBeGreaterThan(150);
    for (const child of [heir, first, second]) child.kill('SIGKILL');
    await Promise.all([...children].map((child) => once(child, 'exit')));

    const { rows, dues, begun, runs, entries, span } = await counts();
    expect(dues).toBe(rows);
    // None is missing between the first and the last.
    expect(span).toBe(rows);
    // Each has one run at most, and no run belongs to none.
    expect(runs).toBe(begun);
    expect(entries).toBe(begun);
    const turns = await db.read((reader) =>
      rowsOf<{ due_at: string | Date }>(
        reader,
        sql`select due_at from schedule_occurrence where schedule = 'mill:turn' order by due_at`,
      ),
    );
    const times = turns.map(({ due_at }) => new Date(due_at).getTime());
    expect(new Set(times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toEqual(
      new Set([2 * MINUTE]),
    );
  }, 120_000);
});
