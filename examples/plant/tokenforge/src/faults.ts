import { mark } from '../../kit/faults.ts';
import { readSettings } from './host.ts';
import { ether, FAULTS, type FaultName, healthyState, type PlantState, TABLES } from './state.ts';
import type { Plant } from './store.ts';

/** Turns a fault on or off. Faults are the experimenter's doing, so they leave no line in effects.jsonl. */
export function setFault(plant: Plant, name: FaultName, on: boolean): void {
  plant.change((state, { now }) => {
    const was = state.faults.includes(name);
    state.faults = mark(state.faults, name, on);
    if (was !== on) HAPPENS[name]?.(state, on, { now, folder: plant.folder });
  });
}

/** The same by a name from outside; what is no switch of this plant does nothing. */
export function switchFault(plant: Plant, name: string, on: boolean): void {
  if (isFault(name)) setFault(plant, name, on);
}

export function hasFault(state: PlantState, name: FaultName): boolean {
  return state.faults.includes(name);
}

function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

interface Around {
  readonly now: Date;
  readonly folder: string;
}

/** What a switch does at once; the others are looked at when something is asked for. */
const HAPPENS: Partial<Record<FaultName, (state: PlantState, on: boolean, around: Around) => void>> = {
  'site-down'(state, on, { now }) {
    const broken = { id: 'dpl_forge43', commit: 'e40aa91', at: now.toISOString(), works: false };
    state.deployments = state.deployments.filter(({ works }) => works);
    if (on) state.deployments.push(broken);
    state.production = { id: on ? broken.id : newestOf(state), rollback: 'none' };
  },
  'backend-error'(state, on) {
    state.backend = { ...state.backend, version: state.backend.version + (on ? 1 : -1), works: !on };
  },
  'backend-lost'(state, on, { now }) {
    state.backend = on
      ? { ...state.backend, works: false, functions: [], env: {} }
      : healthyState(now).backend;
  },
  'data-loss'(state, on) {
    state.tables.tokens = on ? Math.floor(TABLES.tokens / 2) : TABLES.tokens;
  },
  'funds-at-risk'(state, on) {
    state.balances.feeCollector = ether(on ? 6.4 : 18.4);
  },
  'settings-ignored'(state, on, { folder }) {
    state.kept = on ? readSettings(folder) : null;
  },
  'low-balances'(state, on, { now }) {
    const low = { ethereum: ether(0.08), bsc: ether(0.11), solana: 90_000_000 };
    const { ethereum, bsc, solana } = on ? low : healthyState(now).balances;
    Object.assign(state.balances, { ethereum, bsc, solana });
  },
};

function newestOf({ deployments }: PlantState): string {
  return deployments.at(-1)?.id ?? '';
}
