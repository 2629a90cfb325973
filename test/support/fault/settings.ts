import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { projectRoot } from '../../../src/files/project-root.ts';
import { PLANT_FOLDER } from '../app/plant-process.ts';
import { DRILL, DRILL_SCRIPT, EFFECT_SCRIPT } from './drill.ts';

/** Short, so that a story goes on soon after a kill. */
export const LEASE_MS = 2_000;

const TWIST = join(projectRoot, 'runbooks', 'twist');
/** What the story of the demo stands on. The rest of the runbook would be read by each of hundreds of processes. */
const OF_THE_STORY = ['runbook.yaml', 'breaker.yaml'];
/** What the actions of the breaker offer as what may come next, and what those offer. */
const OFFERED: ReadonlySet<string> = new Set([
  'emergency/alert-team',
  'emergency/pause-all',
  'emergency/snapshot',
]);

export interface Layout {
  readonly folder: string;
  /** Where the plant keeps its state, and where it answers. */
  readonly plant: string;
  readonly monitor: string;
  /** A worker that is silent for so long has lost its run. */
  readonly leaseMs: number;
}

interface Emergency {
  readonly runbook: string;
  readonly actions: { readonly [id: string]: object };
}

interface Demo {
  readonly systems: { readonly twist: { readonly vars: object } };
  readonly platforms: { readonly console: object };
}

/** Read once, not for each process that is started. */
const DEMO = parse(readFileSync(join(projectRoot, 'examples', 'demo', 'keyturn.yaml'), 'utf8')) as Demo;

/** Which part of the runbook of the demo serves. */
export type Extent = 'story' | 'whole';

/** Copies what is needed of the runbook of the demo, and adds that of the drill. To be called once a folder. */
export function writeRunbooks(folder: string, extent: Extent): void {
  const runbooks = join(folder, 'runbooks');
  if (extent === 'whole') cpSync(TWIST, join(runbooks, 'twist'), { recursive: true });
  else copyStory(runbooks);
  mkdirSync(join(runbooks, 'drill'), { recursive: true });
  writeFileSync(join(runbooks, 'drill', 'runbook.yaml'), DRILL);
  writeFileSync(join(folder, 'drill.sh'), DRILL_SCRIPT, { mode: 0o755 });
  writeFileSync(join(folder, 'effect.sh'), EFFECT_SCRIPT, { mode: 0o755 });
}

function copyStory(runbooks: string): void {
  for (const name of OF_THE_STORY) cpSync(join(TWIST, name), join(runbooks, 'twist', name));
  const { runbook, actions } = parse(readFileSync(join(TWIST, 'emergency.yaml'), 'utf8')) as Emergency;
  const offered = Object.fromEntries(Object.entries(actions).filter(([id]) => OFFERED.has(id)));
  writeFileSync(join(runbooks, 'twist', 'emergency.yaml'), stringify({ runbook, actions: offered }));
}

/**
 * The settings of the demo for one process: its own console port, short leases, and a plant elsewhere.
 * @returns the path of the file.
 */
export function writeSettings(
  { folder, plant, monitor, leaseMs }: Layout,
  port: number,
  pace: number,
): string {
  const { twist } = DEMO.systems;
  const file = {
    ...DEMO,
    runbooks: join(folder, 'runbooks'),
    timing: { lease: `${leaseMs}ms`, cardInterval: '50ms', checkpointInterval: '50ms', drain: '5s' },
    systems: {
      twist: {
        ...twist,
        workdir: PLANT_FOLDER,
        path: [join(PLANT_FOLDER, 'bin')],
        vars: { ...twist.vars, monitor },
        env: { TWIST_MONITOR_URL: monitor, TWIST_PLANT_STATE: plant, TWIST_PLANT_PACE: String(pace) },
        origins: [monitor],
      },
      drill: { channel: 'eng-twist', workdir: folder, env: { DRILL_LOG: join(folder, 'drill.log') } },
    },
    platforms: { console: { ...DEMO.platforms.console, addr: `127.0.0.1:${port}` } },
  };
  const path = join(folder, `keyturn-${port}.yaml`);
  writeFileSync(path, stringify(file));
  return path;
}
