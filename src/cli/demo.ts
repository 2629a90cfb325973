import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { OpsError } from '../errors.ts';
import { projectRoot } from '../files/project-root.ts';
import { main } from '../main.ts';
import { isFree } from './free-port.ts';
import { readSettings, settings } from './settings.ts';

const PLANT = join(projectRoot, 'examples', 'plant', 'twist', 'plant.ts');
const START_MS = 10_000;

/** The main job without any preparation: simulated system, embedded database, console, a small team. */
export async function demo(options: { home?: string }, env: Environment): Promise<void> {
  const demoEnv = {
    KEYTURN_CONFIG: join(projectRoot, 'examples', 'demo', 'keyturn.yaml'),
    KEYTURN_HOME: join(projectRoot, '.keyturn'),
    ...env,
    ...(options.home !== undefined && { KEYTURN_HOME: options.home }),
  };
  const config = await settings(demoEnv);
  const monitor = config.systems.twist?.vars.monitor ?? '';
  const plant = await startPlant(new URL(monitor).port, join(config.home, 'plant', 'twist'), monitor);
  plant.once('exit', (code) => {
    // Told to stop, from the terminal too, it ends with 0.
    if (code === 0) return;
    console.error(
      `The simulated system ended with exit code ${String(code)}: its actions come to nothing until the demo is started again.`,
    );
  });
  process.once('exit', () => plant.kill());
  const app = await main({ config, clock: systemClock, readSettings: () => readSettings(demoEnv) });
  console.log(
    [
      '',
      `  Console   ${app.consoleUrl() ?? '(off)'}   act as anybody of the team; begin with /twist health`,
      `  Plant     ${monitor}   the simulated system, with switches for faults`,
      `  State     ${config.home}   delete it to begin anew`,
      '',
    ].join('\n'),
  );
}

/** Starts the plant and waits until it answers. It ends with this process. */
async function startPlant(port: string, state: string, monitor: string): Promise<ChildProcess> {
  if (!(await isFree(Number(port), '127.0.0.1'))) throw portTaken(port);
  const child = spawn(process.execPath, [PLANT, 'serve', '--port', port, '--state', state, '--attached'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the simulated system ended with exit code ${String(code)}`);
  });
  await Promise.race([untilAnswering(monitor), ended]);
  // From here on it is the caller who watches for its end.
  ended.catch(() => undefined);
  return child;
}

function portTaken(port: string): OpsError {
  return new OpsError({
    code: 'demo.port-taken',
    what: 'The demo was not started.',
    why: `Port ${port}, where its simulated system is to answer, is taken: by a demo that runs already, or by another program.`,
    next: 'Stop what listens there, or write another port into examples/demo/keyturn.yaml (systems, twist, vars, monitor).',
  });
}

async function untilAnswering(monitor: string): Promise<void> {
  const giveUpAt = performance.now() + START_MS;
  for (;;) {
    try {
      await fetch(`${monitor}/health`);
      return;
    } catch (cause) {
      if (performance.now() > giveUpAt)
        throw new Error(`the simulated system did not answer at ${monitor}`, { cause });
      await sleep(50);
    }
  }
}
