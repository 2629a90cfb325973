import { openStore, type Store } from '../../kit/store.ts';
import { healthyState, type PlantState } from './state.ts';

export type { Change } from '../../kit/store.ts';
export type Plant = Store<PlantState>;

export function openPlant(folder: string): Plant {
  return openStore(folder, { healthy: healthyState });
}
