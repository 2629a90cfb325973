import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemConfig } from '../../config/config.ts';
import { OpsError } from '../../errors.ts';
import { projectRoot } from '../../files/project-root.ts';
import { isFree } from '../free-port.ts';

const PLANTS = join(projectRoot, 'examples', 'plant');
const START_MS = 10_000;

/** A simulated system that runs beside the bot. */
export interface Plant {
  readonly name: string;
  /** Its page, with switches for faults. */
  readonly url: string;
  /** Ends it before this process does. */
  stop(): void;
}

/**
 * Starts the simulated system of that name and waits until it answers, at the first of its origins. It ends with this process.
 * @throws OpsError when its port is taken
 */
export async function startPlant(name: string, system: SystemConfig, home: string): Promise<Plant> {
  const url = system.origins[0] ?? '';
  const { port } = new URL(url);
  if (!(await isFree(Number(port), '127.0.0.1'))) throw portTaken(name, port);
  const state = join(home, 'plant', name);
  const program = join(PLANTS, name, 'plant.ts');
  const child = spawn(process.execPath, [program, 'serve', '--port', port, '--state', state, '--attached'], {
    env: { ...process.env, ...system.env },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  process.once('exit', () => child.kill());
  await untilAnswering(child, name, url);
  child.once('exit', (code) => {
    // Told to stop, from the terminal too, it ends with 0.
    if (code !== 0)
      console.error(`${endOf(name, code)}: its actions come to nothing until the demo is started again.`);
  });
  return { name, url, stop: () => void child.kill() };
}

function portTaken(name: string, port: string): OpsError {
  return new OpsError({
    code: 'demo.port-taken',
    what: 'The demo was not started.',
    why: `Port ${port}, where the simulated system '${name}' is to answer, is taken: by a demo that runs already, or by another program.`,
    next: `Stop what listens there, or write another port into examples/demo/keyturn.yaml (systems, ${name}).`,
  });
}

async function untilAnswering(child: ChildProcess, name: string, url: string): Promise<void> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(endOf(name, code as number | null));
  });
  await Promise.race([answering(name, url), ended]);
  // From here on it is the caller who watches for its end.
  ended.catch(() => undefined);
}

async function answering(name: string, url: string): Promise<void> {
  const giveUpAt = performance.now() + START_MS;
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch (cause) {
      if (performance.now() > giveUpAt)
        throw new Error(`the simulated system '${name}' did not answer at ${url}`, { cause });
      await sleep(50);
    }
  }
}

function endOf(name: string, code: number | null): string {
  return `The simulated system '${name}' ended with exit code ${String(code)}`;
}
