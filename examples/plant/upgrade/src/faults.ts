import { mark } from '../../kit/faults.ts';
import { FAULTS, type FaultName } from './state.ts';
import type { Plant } from './store.ts';

/** Turns a fault on or off. Faults are the experimenter's doing, so they leave no line in effects.jsonl. */
export function setFault(plant: Plant, name: FaultName, on: boolean): void {
  plant.change((state) => {
    state.faults = mark(state.faults, name, on);
    state.multisig.timelockHours = state.faults.includes('timelock-short') ? 24 : 48;
  });
}

/** The same by a name from outside; what is no switch of this plant does nothing. */
export function switchFault(plant: Plant, name: string, on: boolean): void {
  if (isFault(name)) setFault(plant, name, on);
}

function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}
