import { mark } from '../../kit/faults.ts';
import { type FaultName, isFault, type PlantState } from './state.ts';
import type { Plant } from './store.ts';

const COOLDOWN_MS = 5_000;
const MISSED_DECAY_MS = 26.5 * 3_600_000;

const REASONS = {
  'trip-breaker': 'Oracle divergence 5.6% for one block (trigger: 5%)',
  'trip-breaker-threat': 'Supply change 4.1% in 24h (trigger: 2%), volume 12.4x average (trigger: 10x)',
  'trip-by-hand': 'Tripped by hand in the dashboard',
} as const;
type Cause = keyof typeof REASONS;

/** Turns a fault on or off. Faults are the experimenter's doing, so they leave no line in effects.jsonl. */
export function setFault(state: PlantState, name: FaultName, on: boolean, now: Date): void {
  state.faults = mark(state.faults, name, on);
  if (isCause(name)) {
    if (on) trip(state, name, now);
    else closeWithoutReset(state);
  }
  if (name === 'miss-decay' && on) {
    state.decay.lastDecayAt = new Date(now.getTime() - MISSED_DECAY_MS).toISOString();
    state.decay.nextDueAt = now.toISOString();
  }
}

/** The same by a name from outside; what is no switch of this plant does nothing. */
export function switchFault(plant: Plant, name: string, on: boolean): void {
  if (isFault(name)) plant.change((state, { now }) => setFault(state, name, on, now));
}

export function hasFault(state: PlantState, name: FaultName): boolean {
  return state.faults.includes(name);
}

function isCause(name: FaultName): name is Cause {
  return Object.hasOwn(REASONS, name);
}

function trip(state: PlantState, cause: Cause, now: Date): void {
  state.faults = state.faults.filter((fault) => fault === cause || !Object.hasOwn(REASONS, fault));
  state.breaker = {
    state: 'open',
    reason: REASONS[cause],
    trippedAt: now.toISOString(),
    cooldownEndsAt: new Date(now.getTime() + COOLDOWN_MS).toISOString(),
    lastResetAt: state.breaker.lastResetAt,
    resetStartedAt: null,
  };
}

function closeWithoutReset(state: PlantState): void {
  const { lastResetAt } = state.breaker;
  state.breaker = {
    state: 'closed',
    reason: null,
    trippedAt: null,
    cooldownEndsAt: null,
    lastResetAt,
    resetStartedAt: null,
  };
}
