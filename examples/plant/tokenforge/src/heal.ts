import { refurnish } from './host.ts';
import type { Plant } from './store.ts';

/** State and host are as at first; where the plant answers is kept. */
export function healPlant(plant: Plant): void {
  const { url } = plant.read();
  plant.heal();
  plant.change((state) => {
    state.url = url;
  });
  refurnish(plant.folder, url);
}
