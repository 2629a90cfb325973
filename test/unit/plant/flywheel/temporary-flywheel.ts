import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import {
  FLYWHEEL_FOLDER,
  type FlywheelProcess,
  startFlywheel,
} from '../../../support/app/flywheel-process.ts';
import type { Finished } from '../temporary-plant.ts';

export interface TemporaryFlywheel extends FlywheelProcess {
  /** Runs a program of its host in the checkout, with its standard input closed. */
  run(program: string, ...argv: string[]): Promise<Finished>;
  /** What the service says of itself; undefined while it does not answer. */
  health(): Promise<Readonly<Record<string, unknown>> | undefined>;
  remove(): Promise<void>;
}

export async function temporaryFlywheel(): Promise<TemporaryFlywheel> {
  const folder = mkdtempSync(join(tmpdir(), 'flywheel-'));
  const plant = await startFlywheel(folder, 0);
  const env = {
    ...process.env,
    PATH: [join(FLYWHEEL_FOLDER, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
    FLYWHEEL_PLANT_STATE: folder,
    FLYWHEEL_PLANT_PACE: '0',
  };
  return {
    ...plant,
    async run(program, ...argv) {
      const child = spawn(program, argv, { cwd: plant.host.app, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (piece) => {
        stdout += piece;
      });
      child.stderr.on('data', (piece) => {
        stderr += piece;
      });
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, stdout: stdout.trim(), stderr };
    },
    async health() {
      const response = await fetch(`${plant.service}/health`).catch(() => undefined);
      return response === undefined ? undefined : ((await response.json()) as Record<string, unknown>);
    },
    async remove() {
      await plant.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
