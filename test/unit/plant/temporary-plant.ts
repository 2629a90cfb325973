import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFault } from '../../../examples/plant/twist/src/faults.ts';
import type { FaultName } from '../../../examples/plant/twist/src/state.ts';
import { openPlant, type Plant } from '../../../examples/plant/twist/src/store.ts';

export const PLANT_FOLDER = fileURLToPath(new URL('../../../examples/plant/twist/', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TemporaryPlant {
  readonly plant: Plant;
  /** Runs `scripts/<name>.sh` or a program of `bin/` as a child process, to its end. */
  run(program: string, ...argv: string[]): Promise<Finished>;
  /** Starts it and leaves ending it to the test; it leads a process group of its own. */
  start(program: string, ...argv: string[]): ReturnType<typeof spawn>;
  fault(name: FaultName, on?: boolean): void;
  advance(ms: number): void;
  /** How often an effect happened. */
  count(effect: string): number;
  remove(): void;
}

/** A healthy plant in a folder of its own, whose scripts take no time. */
export function temporaryPlant(): TemporaryPlant {
  const folder = mkdtempSync(join(tmpdir(), 'plant-'));
  const plant = openPlant(folder);
  const env = {
    ...process.env,
    PATH: [join(PLANT_FOLDER, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
    TWIST_PLANT_STATE: folder,
    TWIST_PLANT_PACE: '0',
  };
  const start: TemporaryPlant['start'] = (program, ...argv) =>
    spawn(program.includes('/') ? join(PLANT_FOLDER, `scripts/${program}.sh`) : program, argv, {
      env,
      detached: true,
      cwd: join(PLANT_FOLDER, 'opt/twist/bots/decay-bot'),
    });
  return {
    plant,
    start,
    run: (program, ...argv) => finish(start(program, ...argv)),
    fault: (name, on = true) => plant.change((state, { now }) => setFault(state, name, on, now)),
    advance: (ms) =>
      plant.change((state) => {
        state.clockOffsetMs += ms;
      }),
    count: (effect) => plant.effects().filter((each) => each.effect === effect).length,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

async function finish(child: ReturnType<typeof spawn>): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (piece) => {
    stdout += piece;
  });
  child.stderr?.on('data', (piece) => {
    stderr += piece;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** The last line of a script's output, which is its JSON. */
export function lastJson({ stdout }: Finished): unknown {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}
