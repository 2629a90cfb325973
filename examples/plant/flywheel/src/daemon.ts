import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keep } from '../../kit/kept.ts';
import { hostOf, readSettings } from './host.ts';
import type { Plant } from './store.ts';

export const SERVICE = 'x-coin-flywheel';

/** The ports that the container publishes. */
export interface Ports {
  readonly service: number;
  readonly metrics: number;
}

export interface Said {
  readonly code: number;
  readonly output: string;
}

/** Runs the container of the service as a process, as the daemon of Docker does: its tools only ask. */
export interface Daemon {
  /** One command at a time. */
  command(verb: string, options: { readonly force?: boolean }): Promise<Said>;
  /** Ends the container's process; that it runs is kept, so that it is started again with the daemon. */
  stop(): Promise<void>;
}

/** Starts what ran when the daemon ended. */
export function startDaemon(plant: Plant, ports: Ports): Daemon {
  const { log } = hostOf(plant.folder);
  const container = keep(fileURLToPath(new URL('service.ts', import.meta.url)), { log, ended });
  let last: Promise<unknown> = Promise.resolve();

  function start(): void {
    container.start({
      ...process.env,
      ...plant.read().service.env,
      PORT: String(ports.service),
      METRICS_PORT: String(ports.metrics),
      FLYWHEEL_PLANT_STATE: plant.folder,
    });
  }

  function ended(exitCode: number): void {
    plant.change((state, { now }) => {
      if (state.service.status !== 'running') return;
      state.service = { ...state.service, status: 'exited', exitCode, since: now.toISOString() };
    });
  }

  async function up(force: boolean): Promise<Said> {
    const env = readSettings(hostOf(plant.folder));
    if (env === undefined) return no(`Couldn't find env file: ${hostOf(plant.folder).env}`);
    const { service, image } = plant.read();
    const same = service.image === image && JSON.stringify(service.env) === JSON.stringify(env);
    if (service.status === 'running' && same && !force) return ok(`${SERVICE} is up-to-date`);
    if (service.status === 'exited' && same && !force) return again('Starting', 'container.start');
    await container.end('SIGTERM');
    plant.change((state, { now, effect }) => {
      const at = now.toISOString();
      state.service = {
        status: 'running',
        exitCode: null,
        since: at,
        id: createHash('sha256').update(`${plant.folder} ${at}`).digest('hex'),
        startedAt: at,
        env,
        image: state.image,
      };
      effect('container.create', { service: SERVICE });
    });
    start();
    return ok(`${service.status === 'absent' ? 'Creating' : 'Recreating'} ${SERVICE} ... done`);
  }

  /** The same container, with the environment that it has. */
  async function again(doing: string, name: string): Promise<Said> {
    await container.end('SIGTERM');
    plant.change((state, { now, effect }) => {
      const at = now.toISOString();
      state.service = { ...state.service, status: 'running', exitCode: null, since: at, startedAt: at };
      effect(name, { service: SERVICE });
    });
    start();
    return ok(`${doing} ${SERVICE} ... done`);
  }

  async function restart(): Promise<Said> {
    const isThere = plant.read().service.status !== 'absent';
    return isThere ? again('Restarting', 'container.restart') : no('No containers to restart');
  }

  async function halt(): Promise<Said> {
    if (plant.read().service.status !== 'running') return ok('');
    await container.end('SIGTERM');
    plant.change((state, { now, effect }) => {
      state.service = { ...state.service, status: 'exited', exitCode: 0, since: now.toISOString() };
      effect('container.stop', { service: SERVICE });
    });
    return ok(`Stopping ${SERVICE} ... done`);
  }

  async function down(): Promise<Said> {
    const { status } = plant.read().service;
    await container.end('SIGTERM');
    plant.change((state, { now, effect }) => {
      if (state.service.status !== 'absent') effect('container.remove', { service: SERVICE });
      state.service = { ...state.service, status: 'absent', exitCode: null, since: now.toISOString() };
    });
    if (status === 'absent') return ok('Removing network app_default');
    return ok(`Stopping ${SERVICE} ... done\nRemoving ${SERVICE} ... done\nRemoving network app_default`);
  }

  async function kill(): Promise<Said> {
    if (plant.read().service.status !== 'running') return no('No containers to kill');
    await container.end('SIGKILL');
    plant.change((state, { now, effect }) => {
      state.service = { ...state.service, status: 'exited', exitCode: 137, since: now.toISOString() };
      effect('container.kill', { service: SERVICE });
    });
    return ok(`Killing ${SERVICE} ... done`);
  }

  async function run(verb: string, { force = false }: { readonly force?: boolean }): Promise<Said> {
    if (!existsSync(hostOf(plant.folder).app)) return no("Can't find a suitable configuration file");
    if (verb === 'up') return up(force);
    if (verb === 'restart') return restart();
    if (verb === 'stop') return halt();
    if (verb === 'down') return down();
    return verb === 'kill' ? kill() : no(`No such command: ${verb}`);
  }

  if (plant.read().service.status === 'running') start();
  return {
    command(verb, options) {
      const said = last.then(() => run(verb, options));
      last = said.catch(() => undefined);
      return said;
    },
    async stop() {
      await last;
      await container.end('SIGTERM');
    },
  };
}

function ok(output: string): Said {
  return { code: 0, output };
}

function no(output: string): Said {
  return { code: 1, output };
}
