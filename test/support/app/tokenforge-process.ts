import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setFault } from '../../../examples/plant/tokenforge/src/faults.ts';
import { healPlant } from '../../../examples/plant/tokenforge/src/heal.ts';
import { hostOf } from '../../../examples/plant/tokenforge/src/host.ts';
import type { FaultName, PlantState } from '../../../examples/plant/tokenforge/src/state.ts';
import { openPlant } from '../../../examples/plant/tokenforge/src/store.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { freePort } from '../free-port.ts';

export const TOKENFORGE_FOLDER = join(projectRoot, 'examples', 'plant', 'tokenforge');

/** The simulated TokenForge as a process of its own, and what an experimenter does to it. */
export interface TokenforgeProcess {
  readonly url: string;
  readonly tlsPort: number;
  readonly folder: string;
  readonly host: ReturnType<typeof hostOf>;
  fault(name: FaultName, on?: boolean): void;
  state(): PlantState;
  /** How many of a name it performed so far. */
  effects(name: string): number;
  /** What a file of the settings of the API says. */
  setting(name: string): string;
  /** Somebody does something outside of chat: in a wallet, in a dashboard, by mail. */
  byHand(what: string, given?: object): Promise<void>;
  heal(): void;
  stop(): Promise<void>;
}

/** Starts it on free ports. Its clock is the machine's, by which programs of the host judge, and its tools take no time. */
export async function startTokenforge(folder: string): Promise<TokenforgeProcess> {
  const plant = openPlant(folder);
  const tlsPort = await freePort();
  const child = spawn(
    process.execPath,
    [join(TOKENFORGE_FOLDER, 'plant.ts'), 'serve', '--port', '0', '--state', folder, '--attached'],
    { env: { ...process.env, TOKENFORGE_TLS_PORT: String(tlsPort) }, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const url = /http:\S+/.exec(line)?.[0];
  if (url === undefined) throw new Error(`the plant said: ${line}`);
  return {
    url,
    tlsPort,
    folder,
    host: hostOf(folder),
    fault: (name, on = true) => setFault(plant, name, on),
    state: () => plant.read(),
    effects: (name) => plant.effects().filter(({ effect }) => effect === name).length,
    setting: (name) => readFileSync(join(hostOf(folder).config, name), 'utf8'),
    async byHand(what, given = {}) {
      const headers = { 'content-type': 'application/json' };
      const done = await fetch(`${url}/hands/${what}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(given),
      });
      if (!done.ok) throw new Error(await done.text());
    },
    heal: () => healPlant(plant),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
