import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, expect, it } from 'vitest';
import { openRegistry } from '../../../src/app/registry.ts';
import type { Registry } from '../../../src/runbook/definition/registry.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../support/database.ts';
import { RUNBOOK, type TemporaryApp, temporaryApp } from './temporary-app.ts';

let app: TemporaryApp;
let db: Database;
afterEach(async () => {
  await db.close();
  await app.remove();
});

/** A program's registry, and what it logs with each reload: `info …` or `error …`. */
async function opened(): Promise<{ registry: Registry; reload(): Promise<string[]> }> {
  app = await temporaryApp();
  db = await openTestDatabase();
  const lines: string[] = [];
  const levels = { labels: pino.levels.labels };
  const log = pino(
    { level: 'info' },
    {
      write(line: string) {
        const { level, msg } = JSON.parse(line) as { level: number; msg: string };
        lines.push(`${levels.labels[level]} ${msg}`);
      },
    },
  );
  const config = { file: null, runbooks: join(app.folder, 'runbooks'), roles: [], policies: {}, systems: {} };
  const registry = await openRegistry(config, stepKinds, db, log);
  const reload = async () => {
    lines.length = 0;
    await registry.refresh();
    return lines.filter((line) => line.includes('runbook') || line.startsWith('error'));
  };
  expect(lines).toEqual([]);
  return { registry, reload };
}

const broken = RUNBOOK.replace('risk: high', 'risk: hihg');

it('says once in the log that a runbook which was refused is valid again, changed or as it was', async () => {
  const { reload } = await opened();
  await app.writeRunbook(broken);
  const refused = 'warn The runbook demo cannot be used as it is saved now: its former version serves on.';
  expect(await reload()).toEqual([expect.stringMatching(/^error .*hihg/), refused]);
  await app.writeRunbook(RUNBOOK.replace('title: Reset', 'title: Reset it'));
  expect(await reload()).toEqual(['info The runbook demo is valid again: its new version serves.']);
  expect(await reload()).toEqual([]);

  await app.writeRunbook(broken);
  await reload();
  await app.writeRunbook(RUNBOOK.replace('title: Reset', 'title: Reset it'));
  expect(await reload()).toEqual(['info The runbook demo is valid again, as it served all the time.']);
  expect(await reload()).toEqual([]);
});

it('says of each runbook that it is new, valid at last, changed or gone', async () => {
  const { reload } = await opened();
  const other = join(app.folder, 'runbooks', 'other');
  const text = RUNBOOK.replace('runbook: demo', 'runbook: other');
  await mkdir(other);
  await writeFile(join(other, 'a.yaml'), text.replace('risk: high', 'risk: hihg'));
  await reload();
  await writeFile(join(other, 'a.yaml'), text);
  await app.writeRunbook(RUNBOOK.replace('title: Reset', 'title: Reset it'));
  expect(await reload()).toEqual([
    'info The runbook other is valid now, and serves.',
    'info The runbook demo was changed: its new version serves.',
  ]);
  await rm(other, { recursive: true });
  expect(await reload()).toEqual(['info The runbook other is gone, and serves no more.']);
  await mkdir(other);
  await writeFile(join(other, 'a.yaml'), text);
  expect(await reload()).toEqual(['info The runbook other is new, and serves.']);
});

it('says that runbooks are valid again when their folder was away', async () => {
  const { reload } = await opened();
  await rm(join(app.folder, 'runbooks'), { recursive: true });
  expect(await reload()).toEqual([expect.stringMatching(/^error .*does not exist/)]);
  await mkdir(join(app.folder, 'runbooks', 'demo'), { recursive: true });
  await app.writeRunbook(RUNBOOK);
  expect(await reload()).toEqual(['info The runbook demo is valid again, as it served all the time.']);
});
