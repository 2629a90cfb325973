import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { type App, type AppOptions, createApp } from '../src/app.ts';
import { writtenPolicy } from '../src/approval/policy.ts';
import { systemClock } from '../src/clock.ts';
import { loadConfig } from '../src/config/load.ts';

const RUNBOOK = `
runbook: bench
title: Actions of the benchmark
source: none
policies:
  one: { groups: [{ of: [sre], quorum: 1 }] }
actions:
  stamp:
    title: Say the time
    source: L1
    risk: high
    approval: one
    params: { n: { type: integer, required: true, description: Makes each request another one } }
    steps:
      - shell: { run: [date, "+%s%N"] }
        effect: pure
  compare:
    title: Compare two numbers
    source: L2
    risk: high
    approval: one
    params: { n: { type: integer, required: true, description: Makes each request another one } }
    steps:
      - assert: { checks: [{ label: Is what it is, value: "1", equals: "1" }] }
`;

const SETTINGS = `
environment: bench
runbooks: runbooks
people:
  ana: { name: Ana, accounts: { console: ana } }
  ben: { name: Ben, accounts: { console: ben } }
roles:
  sre: { members: [ana, ben] }
systems:
  bench: { workdir: . }
`;

export interface ProgramOptions extends Pick<AppOptions, 'platforms' | 'onStatement'> {
  /** Where the key of the log is, for a database whose log was signed before. */
  readonly home?: string | undefined;
}

/**
 * The whole program on a Postgres, without a chat platform of its own, with one action that says when its process
 * started and one that only compares.
 */
export async function openProgram(
  databaseUrl: string,
  { home, ...given }: ProgramOptions = {},
): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-bench-'));
  await mkdir(join(folder, 'runbooks', 'bench'), { recursive: true });
  await writeFile(join(folder, 'runbooks', 'bench', 'bench.yaml'), RUNBOOK);
  await writeFile(join(folder, 'keyturn.yaml'), SETTINGS);
  const config = await loadConfig({
    env: {
      KEYTURN_CONFIG: join(folder, 'keyturn.yaml'),
      KEYTURN_HOME: home ?? join(folder, 'home'),
      DATABASE_URL: databaseUrl,
    },
    cwd: folder,
    policy: writtenPolicy,
  });
  const silent = { ...config, platforms: { ...config.platforms, console: null } };
  const app = await createApp({
    ...given,
    config: silent,
    clock: systemClock,
    log: pino({ level: 'error' }),
  });
  await app.start();
  return app;
}
