import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { main } from '../main.ts';
import { projectRoot } from '../project-root.ts';
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
  const child = spawn(process.execPath, [PLANT, 'serve', '--port', port, '--state', state, '--attached'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the simulated system ended with exit code ${String(code)}`);
  });
  const answering = (async () => {
    const giveUpAt = performance.now() + START_MS;
    while (performance.now() < giveUpAt) {
      const answer = await fetch(`${monitor}/health`).catch(() => undefined);
      if (answer !== undefined) return;
      await sleep(50);
    }
    throw new Error(`the simulated system did not answer at ${monitor}`);
  })();
  await Promise.race([answering, ended]);
  ended.catch(() => undefined);
  return child;
}
