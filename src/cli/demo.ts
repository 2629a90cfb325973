import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { App } from '../app.ts';
import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import type { ConfigResult } from '../config/parse.ts';
import { projectRoot } from '../files/project-root.ts';
import { main } from '../main.ts';
import { beginWith } from './demo/begin.ts';
import { chosenSystems, linkRunbooks, onlyChosen } from './demo/chosen.ts';
import { type Plant, startPlant } from './demo/plant.ts';
import { readSettings, settings } from './settings.ts';

const FOLDER = join(projectRoot, 'examples', 'demo');

/** The main job without any preparation: simulated systems, embedded database, console, a small team. */
export async function demo(
  names: readonly string[],
  options: { home?: string },
  env: Environment,
): Promise<void> {
  const demoEnv = {
    KEYTURN_CONFIG: join(FOLDER, 'keyturn.yaml'),
    KEYTURN_HOME: join(projectRoot, '.keyturn'),
    ...(await secrets()),
    ...env,
    ...(options.home !== undefined && { KEYTURN_HOME: options.home }),
  };
  const written = await settings(demoEnv);
  const chosen = chosenSystems(names, written);
  const runbooks = linkRunbooks(written, chosen);
  const config = onlyChosen(written, chosen, runbooks);
  const again = async (): Promise<ConfigResult> => {
    const result = await readSettings(demoEnv);
    return result.ok ? { ...result, config: onlyChosen(result.config, chosen, runbooks) } : result;
  };
  const plants: Plant[] = [];
  const app = await started().catch((error: unknown) => {
    // What it started would keep a process alive that has nothing to do.
    for (const plant of plants) plant.stop();
    throw error;
  });
  const consoleUrl = app.consoleUrl() ?? '(off)';
  const first = app.runbooks().map(beginWith);
  console.log(
    [
      '',
      `  Console   ${consoleUrl}   act as anybody of the team; begin with ${first.join(' or ')}`,
      ...plants.map(
        ({ name, url }) => `  Plant     ${url}   the simulated ${name}, with switches for faults`,
      ),
      `  State     ${config.home}   delete it to begin anew`,
      '',
    ].join('\n'),
  );

  async function started(): Promise<App> {
    for (const [name, system] of Object.entries(config.systems))
      plants.push(await startPlant(name, system, config.home));
    return main({ config, clock: systemClock, readSettings: again });
  }
}

/** Made up, and good for nothing but the simulated systems. */
async function secrets(): Promise<Environment> {
  return parseEnv(await readFile(join(FOLDER, 'secrets.env'), 'utf8'));
}
