import { refurnish } from './host.ts';
import type { Plant } from './store.ts';

/** State and host are as at first. The container is as it is: `docker-compose up -d` creates it on that. */
export function healPlant(plant: Plant): void {
  plant.heal();
  const { url } = plant.read();
  if (url !== '') refurnish(plant.folder, url, plant.now());
}
