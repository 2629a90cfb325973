import { openStore, type Store } from '../../kit/store.ts';
import { runDueDecay } from './decay.ts';
import { healthyState, type PlantState } from './state.ts';

export type { Change } from '../../kit/store.ts';
export type Plant = Store<PlantState>;

/** Opens the state folder, and fills it with a healthy system when it is new. */
export function openPlant(folder: string): Plant {
  return openStore(folder, { healthy: healthyState, catchUp: runDueDecay });
}
