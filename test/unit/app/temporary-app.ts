import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { type App, createApp } from '../../../src/app.ts';
import { readSettings } from '../../../src/cli/settings.ts';
import { systemClock } from '../../../src/clock.ts';
import { configError } from '../../../src/config/problem.ts';

export const RUNBOOK = `
runbook: demo
title: Demo operations
source: demo.txt
vars: { target: { description: What is operated, default: main } }
policies: { one-sre: { groups: [{ of: [sre], quorum: 1 }] } }
actions:
  reset:
    title: Reset
    source: L1
    risk: high
    approval: one-sre
    steps: [{ shell: { run: ['true', '{{ vars.target }}'] }, effect: unsafe }]
`;

export const SETTINGS = `
runbooks: runbooks
people:
  ana: { name: Ana, accounts: { console: ana } }
  ben: { name: Ben, accounts: { console: ben } }
roles: { sre: { members: [ana, ben] }, lead: { members: [ana] } }
channels: { ops: {} }
systems: { demo: { channel: ops, workdir: . } }
platforms: { console: { addr: '127.0.0.1:0' } }
`;

/** A folder with settings and one runbook, and the program that runs from it. */
export interface TemporaryApp {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Every line that was logged. */
  readonly logged: string[];
  open(): Promise<App>;
  write(settings: string): Promise<void>;
  writeRunbook(text: string): Promise<void>;
  remove(): Promise<void>;
}

export async function temporaryApp(more: Readonly<Record<string, string>> = {}): Promise<TemporaryApp> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-app-'));
  const file = join(folder, 'keyturn.yaml');
  await mkdir(join(folder, 'runbooks', 'demo'), { recursive: true });
  const runbook = join(folder, 'runbooks', 'demo', 'runbook.yaml');
  await writeFile(runbook, RUNBOOK);
  await writeFile(file, SETTINGS);
  const env = { KEYTURN_CONFIG: file, KEYTURN_HOME: join(folder, 'home'), ...more };
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  return {
    folder,
    env,
    logged,
    async open() {
      const result = await readSettings(env);
      if (!result.ok) throw configError(result.problems);
      return createApp({
        config: result.config,
        clock: systemClock,
        log,
        readSettings: () => readSettings(env),
      });
    },
    write: (settings) => writeFile(file, settings),
    writeRunbook: (text) => writeFile(runbook, text),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export const PLACE = { platform: 'console', workspace: 'local', channel: 'ops' } as const;
