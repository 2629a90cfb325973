import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { CrashPoint } from '../../../../src/crash-point.ts';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import type { Effect } from '../../../../src/runbook/plan/plan.ts';
import { migrate } from '../../../../src/store/migrate.ts';
import { openPostgres } from '../../../../src/store/postgres.ts';
import { startTestPostgres } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith, shellStep } from '../../../support/planned.ts';

const WORKER = fileURLToPath(new URL('../../../support/worker-process.ts', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'keyturn-kill-'));
const server = await startTestPostgres();
const rig = await openExecution(createEffects([createShell()]), async (clock) => {
  const db = openPostgres(server.url, clock);
  await migrate(db);
  return db;
});
afterAll(async () => {
  await rig.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Appends a line to a file, slowly; the probe looks for the line. */
function appending(name: string, effect: Effect) {
  const file = join(folder, name);
  const script = `echo begin; sleep 0.3; echo done >> ${file}; echo end`;
  const probe = {
    argv: ['grep', '-q', 'done', file],
    exits: { '0': 'done', '1': 'not-done', '2': 'not-done' },
    json: null,
  };
  const append = shellStep('append', ['/bin/sh', '-c', script], { effect, spec: { probe } });
  const plan = planWith([append, fakeStep('after')]);
  const times = () => {
    try {
      return readFileSync(file, 'utf8').trim().split('\n').length;
    } catch {
      return 0;
    }
  };
  return { plan, times };
}

async function killedAt(point: CrashPoint, runId: string): Promise<void> {
  const env = { ...process.env, KEYTURN_CRASH_AT: point };
  const child = spawn(process.execPath, [WORKER, server.url, runId], { env, stdio: 'inherit' });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

const POINTS = [
  'before-start-commit',
  'after-started',
  'before-effect',
  'during-effect',
  'after-effect',
  'before-finish-commit',
] as const satisfies readonly CrashPoint[];

describe('a worker that is killed', () => {
  it.each(POINTS)('5.7 at %s leaves a probeable step that happens exactly once', async (point) => {
    const { plan, times } = appending(`probeable-${point}`, 'probeable');
    const id = await rig.queue(plan);
    await killedAt(point, id);
    rig.clock.advance(61_000);
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
    expect(times()).toBe(1);
  });

  it.each(POINTS)(
    '5.18 at %s leaves a step that looks for days, which another process goes on with',
    async (point) => {
      const file = join(folder, `signed-${point}`);
      const script = `echo "signed 2"; test -e ${file}`;
      const text = [{ step: 'look', path: ['found', 'n'] }, ' of 3'];
      const look = shellStep('look', ['/bin/sh', '-c', script], {
        effect: 'pure',
        // The process that is killed has the host's clock, and the rig is days ahead of it by the last of these tests.
        poll: { everyMs: 3_600_000, forMs: 60 * 86_400_000, show: { text, says: '‹look.found.n› of 3' } },
        spec: { find: { n: '^signed (\\d+)$' } },
      });
      const id = await rig.queue(planWith([look]));
      await killedAt(point, id);
      rig.clock.advance(61_000);
      await rig.engine.work(id);
      expect(await rig.view(id)).toMatchObject({ state: 'waiting', steps: [{ result: { seen: '2 of 3' } }] });
      rig.clock.advance(6 * 86_400_000);
      writeFileSync(file, '');
      await rig.engine.work(id);
      expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
    },
  );

  it.each(POINTS)('5.7 at %s never runs an unsafe step twice', async (point) => {
    const { plan, times } = appending(`unsafe-${point}`, 'unsafe');
    const id = await rig.queue(plan);
    await killedAt(point, id);
    rig.clock.advance(61_000);
    await rig.engine.work(id);
    const { state } = await rig.view(id);
    expect(state).toBe(point === 'before-start-commit' ? 'succeeded' : 'unknown');
    expect(times()).toBeLessThanOrEqual(1);
  });
});
