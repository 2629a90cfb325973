import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Acts, actsOn } from './acts.ts';
import { type AppWorld, startApp, untilNoon } from './app.ts';
import type { Operated, Plant } from './operated.ts';

/** The whole program with the runbook of one system, on a plant of its own. */
export interface SystemWorld<P extends Plant> extends Acts {
  readonly app: AppWorld;
  readonly plant: P;
  /** Time passes for the program and for the plant. */
  advance(ms: number): void;
  /** Nothing is open any more, and two hours later the plant is healthy. */
  calm(): Promise<void>;
  close(): Promise<void>;
}

const TWO_HOURS_MS = 2 * 3_600_000;

export async function startSystem<P extends Plant>({
  system,
  startPlant,
  secrets,
  place,
}: Operated<P>): Promise<SystemWorld<P>> {
  const folder = mkdtempSync(join(tmpdir(), `keyturn-${system}-`));
  const plant = await startPlant(join(folder, 'plant'), untilNoon(new Date()));
  const app = await startApp({
    beside: [system],
    env: secrets(plant),
    settings: (file) => place(file, plant),
  }).catch(async (error: unknown) => {
    await plant.stop();
    throw error;
  });
  const advance = (ms: number): void => {
    plant.advance?.(ms);
    app.advance(ms);
  };
  return {
    ...actsOn(app, system, `ops-${system}`, advance),
    app,
    plant,
    advance,
    async calm() {
      await app.calm();
      plant.advance?.(TWO_HOURS_MS);
      await plant.heal();
    },
    async close() {
      await app.close();
      await plant.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
