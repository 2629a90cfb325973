import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { logOf } from './host.ts';
import { UNITS, type Unit, type UnitName } from './state.ts';
import type { Plant } from './store.ts';

const GRACE_MS = 10_000;
const VERBS = { start: true, stop: false, restart: true } as const;
export type Verb = keyof typeof VERBS;

export interface Said {
  readonly code: number;
  readonly output: string;
}

/** Runs the units as processes, as systemd does: its tools only ask. */
export interface Supervisor {
  /** One command at a time. */
  command(verb: Verb, unit: UnitName): Promise<Said>;
  /** Ends what runs; that it ran is kept, so that it is started again with the plant. */
  stop(): Promise<void>;
}

export interface Ports {
  readonly api: number;
  readonly database: number;
}

export function isVerb(word: string): word is Verb {
  return Object.hasOwn(VERBS, word);
}

/** Starts what ran when the plant ended. */
export async function startSupervisor(plant: Plant, ports: Ports): Promise<Supervisor> {
  const children = new Map<UnitName, ChildProcess>();
  let last: Promise<unknown> = Promise.resolve();

  async function start(unit: UnitName): Promise<void> {
    const child = spawn(process.execPath, commandOf(unit, plant.folder, ports), {
      env: {
        ...process.env,
        UPGRADE_PLANT_STATE: plant.folder,
        PORT: String(ports.api),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    children.set(unit, child);
    const log = createWriteStream(logOf(plant.folder, unit), { flags: 'a' });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    const ended = once(child, 'exit').then(() => {
      if (children.get(unit) !== child) return;
      children.delete(unit);
      setUnit(unit, 'failed');
    });
    // The first line says that it is there.
    await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  }

  async function end(unit: UnitName): Promise<void> {
    const child = children.get(unit);
    if (child === undefined) return;
    children.delete(unit);
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await Promise.race([gone, sleep(GRACE_MS, undefined, { ref: false })]);
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await gone;
    }
  }

  function setUnit(unit: UnitName, state: Unit['state']): void {
    plant.change((world, { now }) => {
      world.units[unit] = { state, since: now.toISOString() };
    });
  }

  async function run(verb: Verb, unit: UnitName): Promise<Said> {
    if (verb === 'start' && children.has(unit)) return { code: 0, output: '' };
    await end(unit);
    plant.change((_, { effect }) => effect(`unit.${verb}`, { unit }));
    setUnit(unit, VERBS[verb] ? 'active' : 'inactive');
    if (!VERBS[verb]) return { code: 0, output: '' };
    await start(unit);
    if (plant.read().units[unit].state === 'active') return { code: 0, output: '' };
    return {
      code: 1,
      output: `Job for ${unit}.service failed because the control process exited with error code.`,
    };
  }

  for (const unit of UNITS) if (plant.read().units[unit].state === 'active') await start(unit);
  return {
    command(verb, unit) {
      const said = last.then(() => run(verb, unit));
      last = said.catch(() => undefined);
      return said;
    },
    async stop() {
      await last;
      for (const unit of [...UNITS].reverse()) await end(unit);
    },
  };
}

function commandOf(unit: UnitName, folder: string, { database }: Ports): string[] {
  if (unit === 'upgrade-manager') return [pathOf('service.ts')];
  return [pathOf('postgres.ts'), folder, String(database)];
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
