import { appendFileSync, renameSync, statSync } from 'node:fs';
import { hostOf } from './host.ts';
import type { Plant } from './store.ts';

/** A log of this size is rotated: the one before goes. */
const ROTATED_BYTES = 256 * 1024;

/** Writes one line into the log of the system. */
export function log(plant: Plant, line: string): void {
  const { log: file } = hostOf(plant.folder);
  const at = plant.now().toISOString().replace(/\.\d+/, '');
  appendFileSync(file, `${at} ${line}\n`);
  if (statSync(file).size > ROTATED_BYTES) renameSync(file, `${file}.1`);
}
