import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { writtenPolicy } from '../../../src/approval/policy.ts';
import { readConfig } from '../../../src/config/load.ts';
import type { ConfigResult } from '../../../src/config/parse.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { LAB } from './lab.ts';
import { PLANT_FOLDER } from './plant-process.ts';

/** keyturn.yaml as somebody writes it; only what tests change is spelt out. */
export interface Written {
  runbooks: string;
  timing?: Record<string, string>;
  policies?: Record<string, object>;
  risks?: Record<string, object>;
  people: Record<string, { name: string; accounts: { console?: string | readonly string[] } }>;
  roles: Record<string, { members: readonly string[]; hold?: string }>;
  systems: Record<string, { vars?: Record<string, string> } & Record<string, unknown>>;
}

export interface SettingsOptions {
  readonly folder: string;
  /** Address of the plant. */
  readonly monitor: string;
  readonly plantState: string;
  /** Systems of the demo whose runbooks serve beside that of TWIST. */
  readonly beside?: readonly string[];
  /** Environment variables beside those that name the file and the folder: tokens, addresses. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface SettingsFile {
  /** The folder of the runbooks that serve. */
  readonly runbooks: string;
  read(): Promise<ConfigResult>;
  /** Somebody changes keyturn.yaml. It counts once it is read. */
  edit(change: (file: Written) => void): void;
}

/**
 * The settings of `npm start` with a plant of its own, a copy of the runbooks that a test may edit, and the runbook
 * of the lab. Chat is left out: the test brings its own platform.
 */
export function writeSettings(options: SettingsOptions): SettingsFile {
  const { folder, monitor, plantState, beside = [], env = {} } = options;
  const runbooks = join(folder, 'runbooks');
  const systems = ['twist', ...beside];
  for (const name of systems) {
    cpSync(join(projectRoot, 'runbooks', name), join(runbooks, name), { recursive: true });
  }
  mkdirSync(join(runbooks, 'lab'), { recursive: true });
  writeFileSync(join(runbooks, 'lab', 'runbook.yaml'), LAB);
  const path = join(folder, 'keyturn.yaml');
  const edit = (change: (file: Written) => void): void => {
    const file = parse(readFileSync(path, 'utf8')) as Written;
    change(file);
    writeFileSync(path, stringify(file));
  };
  cpSync(join(projectRoot, 'examples', 'demo', 'keyturn.yaml'), path);
  edit((file) => {
    const place = {
      workdir: PLANT_FOLDER,
      path: [join(PLANT_FOLDER, 'bin')],
      env: { TWIST_MONITOR_URL: monitor, TWIST_PLANT_STATE: plantState, TWIST_PLANT_PACE: '0' },
      origins: [monitor],
    };
    file.runbooks = runbooks;
    file.timing = { cardInterval: '20ms', checkpointInterval: '50ms', drain: '3s' };
    for (const name of Object.keys(file.systems)) if (!systems.includes(name)) delete file.systems[name];
    const programFolder = join(plantState, 'checkout', 'programs', 'twist-token');
    const vars = { ...file.systems.twist?.vars, monitor, programFolder };
    file.systems.twist = { ...file.systems.twist, ...place, vars };
    file.systems.lab = { ...place, channel: 'ops-twist' };
  });
  return {
    runbooks,
    edit,
    async read() {
      const own = { KEYTURN_CONFIG: path, KEYTURN_HOME: join(folder, 'home') };
      const result = await readConfig({ env: { ...env, ...own }, cwd: folder, policy: writtenPolicy });
      if (!result.ok) return result;
      const { config } = result;
      return { ...result, config: { ...config, platforms: { ...config.platforms, console: null } } };
    },
  };
}
