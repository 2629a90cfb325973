import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { healPlant, moveWei, setFault } from '../../../examples/plant/quant/src/faults.ts';
import { hostOf } from '../../../examples/plant/quant/src/host.ts';
import type { FaultName, PlantState } from '../../../examples/plant/quant/src/state.ts';
import { openPlant } from '../../../examples/plant/quant/src/store.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { answering } from '../answering.ts';
import { freePort } from '../free-port.ts';

export const QUANT_FOLDER = join(projectRoot, 'examples', 'plant', 'quant');

/** The simulated system as a process of its own, and what an experimenter does to it. */
export interface QuantProcess {
  readonly url: string;
  /** Where the trader answers. */
  readonly trader: string;
  readonly folder: string;
  readonly host: ReturnType<typeof hostOf>;
  /** What its programs find in their environment. */
  readonly env: Readonly<Record<string, string>>;
  fault(name: FaultName, on?: boolean): void;
  state(): PlantState;
  /** How many of a name it performed so far. */
  effects(name: string): number;
  advance(ms: number): void;
  /** Somebody signs a transfer of everything in the wallet. */
  empty(from: string, to: string): void;
  /** Healthy again, and all units run. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on free ports, and waits until the trader answers. Its clock runs `offsetMs` ahead. */
export async function startQuant(folder: string, offsetMs = 0): Promise<QuantProcess> {
  const plant = openPlant(folder);
  const advance = (ms: number): void =>
    plant.change((state) => {
      state.clockOffsetMs += ms;
    });
  advance(offsetMs);
  plant.heal();
  const [traderPort, dashboardPort] = [await freePort(), await freePort()];
  const trader = `http://127.0.0.1:${traderPort}`;
  const child = spawn(
    process.execPath,
    [join(QUANT_FOLDER, 'plant.ts'), 'serve', '--port', '0', '--state', folder, '--attached'],
    {
      env: {
        ...process.env,
        QUANT_TRADER_PORT: String(traderPort),
        QUANT_DASHBOARD_PORT: String(dashboardPort),
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const url = /http:\S+/.exec(line)?.[0];
  if (url === undefined) throw new Error(`the plant said: ${line}`);
  await answering(`${trader}/api/health`);
  const host = hostOf(folder);
  return {
    url,
    trader,
    folder,
    host,
    env: {
      QUANT_PLANT_STATE: folder,
      QUANT_PLANT_PACE: '0',
      QUANT_CONNECTION: host.connection,
      QUANT_ALERTS_URL: `${url}/alerts`,
      PYTHONPATH: join(QUANT_FOLDER, 'lib'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    fault: (name, on = true) => setFault(plant, name, on),
    state: () => plant.read(),
    effects: (name) => plant.effects().filter(({ effect }) => effect === name).length,
    advance,
    empty: (from, to) =>
      plant.change((state) => moveWei(state, { from, to, wei: BigInt(state.balances[from] ?? 0) })),
    async heal() {
      for (const unit of Object.keys(plant.read().units)) {
        await fetch(`${url}/systemd/start/${unit}`, { method: 'POST' });
      }
      await answering(`${trader}/api/health`);
      healPlant(plant);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
