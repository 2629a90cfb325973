import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { CrashPoint } from '../../../../src/crash-point.ts';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createSetting } from '../../../../src/integrations/setting/index.ts';
import { demandedBy } from '../../../../src/runbook/steps/support/setting/rule.ts';
import { migrate } from '../../../../src/store/migrate.ts';
import { openPostgres } from '../../../../src/store/postgres.ts';
import { startTestPostgres } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { demo, registryOf } from '../definition/folder.ts';

const WORKER = fileURLToPath(new URL('../../../support/worker-process.ts', import.meta.url));
const TEXT = 'MAX=300 # bps\n';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-kill-')));
const file = join(folder, '.env');
const server = await startTestPostgres();
const rig = await openExecution(
  createEffects([createSetting(() => [folder], demandedBy)]),
  async (clock) => {
    const db = openPostgres(server.url, clock);
    await migrate(db);
    return db;
  },
  {
    registry: registryOf(
      demo(`  set:
    title: Set it
    source: L1
    risk: low
    unchecked: The test looks.
    steps: [{ id: change, setting: { file: .env, set: { MAX: 500 } } }]`),
    ),
    settings: { vars: {}, workdir: folder, writable: [folder] },
  },
);
afterAll(async () => {
  await rig.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  writeFileSync(file, TEXT);
});

async function killedAt(point: CrashPoint): Promise<string> {
  const proposed = await rig.service.propose({
    action: 'demo:set',
    params: {},
    requester: 'ana',
    place: null,
  });
  if (proposed.kind !== 'running') throw new Error(proposed.kind);
  const env = { ...process.env, KEYTURN_CRASH_AT: point };
  const child = spawn(process.execPath, [WORKER, server.url, proposed.runId, folder], {
    env,
    stdio: 'inherit',
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
  // Its lease began by the clock of the host, which is ahead by what the rig took to be there.
  rig.clock.advance(600_000);
  return proposed.runId;
}

const POINTS = [
  'before-effect',
  'before-rename',
  'after-rename',
  'after-effect',
  'before-finish-commit',
] as const satisfies readonly CrashPoint[];

describe('a process that is killed while it changes a file', () => {
  it.each(POINTS)('5.7 at %s leaves the file whole, and the change is made once', async (point) => {
    const id = await killedAt(point);
    expect([TEXT, 'MAX=500 # bps\n']).toContain(readFileSync(file, 'utf8'));
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({
      state: 'succeeded',
      steps: [{ result: { before: { MAX: '300' } } }],
    });
    expect(readFileSync(file, 'utf8')).toBe('MAX=500 # bps\n');
    expect(readdirSync(folder).filter((name) => name !== '.env')).toEqual([expect.stringMatching(/\.bak$/)]);
  });

  it('5.7 asks people where somebody has changed the value since', async () => {
    const id = await killedAt('after-rename');
    writeFileSync(file, TEXT);
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'unknown' });
    expect(readFileSync(file, 'utf8')).toBe(TEXT);
  });

  it('5.7 changes nothing over what somebody wrote before the replacement', async () => {
    const id = await killedAt('before-rename');
    writeFileSync(file, 'MAX=400\n');
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'failed' });
    expect(readFileSync(file, 'utf8')).toBe('MAX=400\n');
    expect(readdirSync(folder)).toEqual(['.env']);
  });
});
