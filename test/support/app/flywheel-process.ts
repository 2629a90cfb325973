import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setFault } from '../../../examples/plant/flywheel/src/faults.ts';
import { healPlant, hostOf } from '../../../examples/plant/flywheel/src/host.ts';
import type { FaultName, PlantState } from '../../../examples/plant/flywheel/src/state.ts';
import { openPlant } from '../../../examples/plant/flywheel/src/store.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { answering } from '../answering.ts';
import { freePort } from '../free-port.ts';

export const FLYWHEEL_FOLDER = join(projectRoot, 'examples', 'plant', 'flywheel');

/** The simulated flywheel as a process of its own, and what an experimenter does to it. */
export interface FlywheelProcess {
  readonly url: string;
  /** Where its service answers. */
  readonly service: string;
  readonly metrics: string;
  readonly folder: string;
  readonly host: ReturnType<typeof hostOf>;
  fault(name: FaultName, on?: boolean): void;
  state(): PlantState;
  /** How many of a name it performed so far. */
  effects(name: string): number;
  /** Whether it says that an epoch is under way, which never ends by itself. */
  epochRuns(runs: boolean): void;
  advance(ms: number): void;
  /** Healthy again, and running; what it did before stays in its log. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on free ports. Its clock runs `offsetMs` ahead, and what it does takes no time. */
export async function startFlywheel(folder: string, offsetMs: number): Promise<FlywheelProcess> {
  const plant = openPlant(folder);
  const advance = (ms: number): void =>
    plant.change((state) => {
      state.clockOffsetMs += ms;
    });
  advance(offsetMs);
  plant.heal();
  const [service, metrics] = [await freePort(), await freePort()];
  const child = spawn(
    process.execPath,
    [join(FLYWHEEL_FOLDER, 'plant.ts'), 'serve', '--port', '0', '--state', folder, '--attached'],
    {
      env: {
        ...process.env,
        FLYWHEEL_SERVICE_PORT: String(service),
        FLYWHEEL_METRICS_PORT: String(metrics),
        FLYWHEEL_PLANT_PACE: '0',
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const url = /http:\S+/.exec(line)?.[0];
  if (url === undefined) throw new Error(`the plant said: ${line}`);
  const at = `http://127.0.0.1:${service}`;
  return {
    url,
    service: at,
    metrics: `http://127.0.0.1:${metrics}`,
    folder,
    host: hostOf(folder),
    fault: (name, on = true) => setFault(plant, name, on),
    state: () => plant.read(),
    effects: (name) => plant.effects().filter(({ effect }) => effect === name).length,
    epochRuns: (runs) =>
      plant.change((state, { now }) => {
        const running = {
          number: state.epochs.total + 1,
          startedAt: now.toISOString(),
          by: 'test',
          swap: null,
        };
        state.epochs.running = runs ? running : null;
      }),
    advance,
    async heal() {
      healPlant(plant);
      await fetch(`${url}/docker/up?force=true`, { method: 'POST' });
      // One that is still starting would take the next fault for its own.
      await answering(`${at}/health`);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
