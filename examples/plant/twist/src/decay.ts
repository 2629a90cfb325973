import { hasFault } from './faults.ts';
import { signature } from './signature.ts';
import type { PlantState } from './state.ts';
import type { Change } from './store.ts';

/** Share of the supply that one daily decay removes. */
const DAILY_RATE = 0.000_5;

export type DecayRefusal = 'executed-today' | 'breaker-open' | 'paused';

/** Why a decay may not run now, or undefined when it may. */
export function decayRefusal(state: PlantState, now: Date): DecayRefusal | undefined {
  if (state.breaker.state === 'open') return 'breaker-open';
  if (state.operations.paused) return 'paused';
  if (state.decay.lastDecayAt.slice(0, 10) === now.toISOString().slice(0, 10)) return 'executed-today';
  return undefined;
}

/** What one execution would do, without doing it. */
export function previewDecay(state: PlantState) {
  const decayed = Math.round(state.decay.supply * DAILY_RATE);
  return { supply_before: state.decay.supply, decayed, supply_after: state.decay.supply - decayed };
}

/** Executes one decay; the caller has checked {@link decayRefusal}. */
export function executeDecay(state: PlantState, { now, effect }: Change, by: string) {
  const preview = previewDecay(state);
  const tx = signature(`decay ${state.effectCount} ${now.toISOString()}`);
  state.decay = {
    lastDecayAt: now.toISOString(),
    nextDueAt: midnightAfter(now).toISOString(),
    startedAt: null,
    supply: preview.supply_after,
  };
  effect('decay.execute', { by, decayed: preview.decayed, tx });
  return { ...preview, tx };
}

/** The bot's own schedule: it executes what is due unless it is stopped, blocked or made to miss it. */
export function runDueDecay(state: PlantState, change: Change): void {
  const due = state.decay.nextDueAt <= change.now.toISOString();
  if (!due || !state.units['twist-decay'].active || hasFault(state, 'miss-decay')) return;
  if (decayRefusal(state, change.now) === undefined) executeDecay(state, change, 'twist-decay');
}

function midnightAfter(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
}
