import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setFault } from '../../../examples/plant/twist/src/faults.ts';
import type { FaultName, PlantState } from '../../../examples/plant/twist/src/state.ts';
import { openPlant } from '../../../examples/plant/twist/src/store.ts';
import { projectRoot } from '../../../src/files/project-root.ts';

export const PLANT_FOLDER = join(projectRoot, 'examples', 'plant', 'twist');

/** The simulated system as a process of its own, and what an experimenter does to it. */
export interface PlantProcess {
  readonly url: string;
  /** Where its state is kept; scripts find it there. */
  readonly folder: string;
  fault(name: FaultName, on?: boolean): void;
  state(): PlantState;
  /** Names of all effects that it performed so far, in order. */
  performed(): readonly string[];
  /** How many of a name it performed so far. */
  effects(name: string): number;
  /** Time passes for it, too. */
  advance(ms: number): void;
  /** The breaker stays in its cooldown for this long from now. */
  holdCooldown(ms: number): void;
  /** Somebody has executed an upgrade in the wallet. */
  upgradeTo(version: string): void;
  /** Healthy again; what it did before stays in its log. */
  heal(): void;
  /** Its server goes away; scripts still work. */
  stop(): Promise<void>;
}

/** Starts it on a free port. Its clock runs `offsetMs` ahead, and its scripts take no time. */
export async function startPlant(folder: string, offsetMs: number): Promise<PlantProcess> {
  mkdirSync(folder, { recursive: true });
  const plant = openPlant(folder);
  const performed = (): readonly string[] => plant.effects().map(({ effect }) => effect);
  plant.change((state) => {
    state.clockOffsetMs = offsetMs;
  });
  plant.heal();
  const child = spawn(
    process.execPath,
    [join(PLANT_FOLDER, 'plant.ts'), 'serve', '--port', '0', '--state', folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const url = /http:\S+/.exec(line)?.[0];
  if (url === undefined) throw new Error(`the plant said: ${line}`);
  return {
    url,
    folder,
    heal: () => plant.heal(),
    fault: (name, on = true) => plant.change((state, { now }) => setFault(state, name, on, now)),
    state: () => plant.read(),
    performed,
    effects: (name) => performed().filter((effect) => effect === name).length,
    advance: (ms) =>
      plant.change((state) => {
        state.clockOffsetMs += ms;
      }),
    holdCooldown: (ms) =>
      plant.change((state, { now }) => {
        state.breaker.cooldownEndsAt = new Date(now.getTime() + ms).toISOString();
      }),
    upgradeTo: (version) =>
      plant.change((state) => {
        state.program.version = version;
      }),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
