import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { CrashPoint } from '../../../../src/crash-point.ts';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createFile } from '../../../../src/integrations/file/index.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { migrate } from '../../../../src/store/migrate.ts';
import { openPostgres } from '../../../../src/store/postgres.ts';
import { startTestPostgres } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { demo, registryOf } from '../definition/folder.ts';

const WORKER = fileURLToPath(new URL('../../../support/worker-process.ts', import.meta.url));
const STEPS: Readonly<Record<string, string>> = {
  archive: '{ archive: logs, to: kept/logs.tar.gz }',
  copy: '{ copy: logs/a.log, to: kept/a.log }',
  prune: '{ prune: logs, matching: "*.log", keep: 1 }',
  rotate: '{ rotate: logs/a.log, keep: 2 }',
};

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-file-kill-')));
const server = await startTestPostgres();
const rig = await openExecution(
  createEffects([createShell(), createFile(() => [folder])]),
  async (clock) => {
    const db = openPostgres(server.url, clock);
    await migrate(db);
    return db;
  },
  {
    registry: registryOf(
      demo(
        Object.entries(STEPS)
          .map(
            ([name, file]) =>
              `  ${name}: { title: Do it, source: L1, risk: low, steps: [{ id: it, file: ${file} }] }`,
          )
          .join('\n'),
      ),
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
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  for (const name of ['logs', 'kept']) mkdirSync(join(folder, name));
  for (const name of ['a.log', 'a.log.1', 'b.log', 'c.log']) writeFileSync(join(folder, 'logs', name), name);
});

const names = (of: string) => readdirSync(join(folder, of)).toSorted();

async function goneOnAfter(action: string, point: CrashPoint) {
  const asked = { action: `demo:${action}`, params: {}, requester: 'ana', place: null };
  const proposed = await rig.service.propose(asked);
  if (proposed.kind !== 'running') throw new Error(proposed.kind);
  const env = { ...process.env, KEYTURN_CRASH_AT: point };
  const child = spawn(process.execPath, [WORKER, server.url, proposed.runId, folder], {
    env,
    stdio: 'inherit',
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
  const left = { logs: names('logs'), kept: names('kept') };
  rig.clock.advance(600_000);
  await rig.engine.work(proposed.runId);
  return { left, ...(await rig.view(proposed.runId)) };
}

const MADE = ['before-effect', 'before-rename', 'after-rename', 'after-effect'] as const;

describe('a process that is killed while it works on files', () => {
  it.each(MADE)(
    '5.7 at %s leaves an archive whole or none, and nothing beside it in the end',
    async (point) => {
      const { state, left } = await goneOnAfter('archive', point);
      expect(left.kept.includes('logs.tar.gz')).toBe(point === 'after-rename' || point === 'after-effect');
      expect(state).toBe('succeeded');
      expect(names('kept')).toEqual(['logs.tar.gz']);
    },
  );

  it.each(MADE)('5.7 at %s copies once', async (point) => {
    const { state } = await goneOnAfter('copy', point);
    expect([state, names('kept')]).toEqual(['succeeded', ['a.log']]);
    expect(readFileSync(join(folder, 'kept', 'a.log'), 'utf8')).toBe('a.log');
  });

  it.each(['before-effect', 'after-delete', 'after-effect'] as const)(
    '5.7 at %s deletes what was listed, and no more',
    async (point) => {
      const { state, left } = await goneOnAfter('prune', point);
      expect(left.logs.length).toBe({ 'before-effect': 4, 'after-delete': 3, 'after-effect': 2 }[point]);
      expect(state).toBe('succeeded');
      expect(names('logs')).toHaveLength(2);
      expect(names('logs')).toContain('a.log.1');
    },
  );

  it('5.7 after-delete goes on where a name that is left was another one of the file that is gone', async () => {
    for (const name of ['b.log', 'c.log']) {
      rmSync(join(folder, 'logs', name));
      linkSync(join(folder, 'logs', 'a.log'), join(folder, 'logs', name));
    }
    const { state } = await goneOnAfter('prune', 'after-delete');
    expect(state).toBe('succeeded');
    expect(names('logs')).toHaveLength(2);
  });

  it.each(['before-effect', 'after-rename', 'after-effect'] as const)(
    '5.7 at %s sets a log aside once, and loses none',
    async (point) => {
      const { state } = await goneOnAfter('rotate', point);
      expect(state).toBe('succeeded');
      expect(names('logs')).toEqual(['a.log.1', 'a.log.2', 'b.log', 'c.log']);
      expect(readFileSync(join(folder, 'logs', 'a.log.1'), 'utf8')).toBe('a.log');
      expect(readFileSync(join(folder, 'logs', 'a.log.2'), 'utf8')).toBe('a.log.1');
    },
  );
});
