import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { runDoctor } from '../../../src/doctor/doctor.ts';
import { type DoctorPorts, standardChecks } from '../../../src/doctor/standard-checks.ts';
import { openTestDatabase } from '../../support/database.ts';

const ports: DoctorPorts = {
  nodeVersion: '24.21.0',
  searchPath: '/usr/bin:/bin',
  clock: systemClock,
  openDatabase: () => Promise.reject(new Error('unused')),
  loadRunbooks: async () => ({ runbooks: [], problems: [] }),
  ownPolicies: () => [],
  admitUrl: async () => undefined,
  askDatabase: async () => 0,
  observedHolders: async () => new Map(),
};

it('checks only the settings while they are not valid', async () => {
  const settings = parseConfig({ text: 'x: 1', env: {}, file: 'keyturn.yaml', cwd: '/x' });
  const report = await runDoctor(standardChecks(settings, ports));
  expect(report.checks.map((check) => check.id)).toEqual(['node', 'settings']);
  expect(report.healthy).toBe(false);
});

it('checks everything with one look at each thing', async () => {
  const home = await mkdtemp(join(tmpdir(), 'keyturn-doctor-'));
  const database = await openTestDatabase();
  const settings = parseConfig({ text: '', env: { KEYTURN_HOME: home }, file: null, cwd: '/x' });
  let loads = 0;
  const report = await runDoctor(
    standardChecks(settings, {
      ...ports,
      openDatabase: async () => database,
      loadRunbooks: async () => {
        loads += 1;
        return { runbooks: [], problems: [] };
      },
    }),
  );
  expect(
    report.checks.filter((check) => check.findings.some((one) => one.level === 'problem')),
  ).toMatchObject([{ id: 'runbooks', findings: [{ says: 'There is no runbook.' }] }]);
  expect(loads).toBe(1);
  await database.close();
  await rm(home, { recursive: true });
});
