import { mark } from '../../kit/faults.ts';
import { STRANGER, TRADING_WALLET } from './addresses.ts';
import { connectModules } from './host.ts';
import { ETHER, FAULTS, type FaultName, type PlantState } from './state.ts';
import type { Plant } from './store.ts';
import { addTrade, pastTrades } from './trades.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STOLEN_WEI = (9n * ETHER) / 10n;

/** Turns a fault on or off. Faults are the experimenter's doing, so they leave no line in effects.jsonl. */
export function setFault(plant: Plant, name: FaultName, on: boolean): void {
  plant.change((state, { now }) => {
    const was = state.faults.includes(name);
    state.faults = mark(state.faults, name, on);
    if (was !== on) HAPPENS[name]?.(state, on, now);
  });
  if (name === 'fresh-import') connectModules(plant.folder, !on);
}

/** The same by a name from outside; what is no switch of this plant does nothing. */
export function switchFault(plant: Plant, name: string, on: boolean): void {
  if (isFault(name)) setFault(plant, name, on);
}

/** All is well, and the Python modules ask the trader. What runs is as it was. */
export function healPlant(plant: Plant): void {
  plant.heal();
  connectModules(plant.folder, true);
}

export function hasFault(state: PlantState, name: FaultName): boolean {
  return state.faults.includes(name);
}

function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

type Happens = (state: PlantState, on: boolean, now: Date) => void;

/** What a switch does at once; the others are looked at when something happens. */
const HAPPENS: Partial<Record<FaultName, Happens>> = {
  'trip-breaker'(state, on, now) {
    const breaker = {
      open: on,
      reason: on ? 'bad tick of one venue' : null,
      since: on ? now.toISOString() : null,
    };
    state.trader.breaker = { ...state.trader.breaker, ...breaker };
  },
  'trades-fail': traded((state, now) => {
    failed(state, now, { count: 12, from: 20 * HOUR, every: HOUR });
    failed(state, now, { count: 14, from: 50 * MINUTE, every: 3 * MINUTE });
  }),
  'success-elevated': traded((state, now) => failed(state, now, { count: 16, from: 20 * HOUR, every: HOUR })),
  loss: traded((state, now) => addTrade(state.trades, { at: now, profit: -620 })),
  'large-loss': traded((state, now) => addTrade(state.trades, { at: now, profit: -12_400 })),
  'profit-elevated': traded((state, now) => addTrade(state.trades, { at: now, profit: -48 })),
  'provider-down'(state, on) {
    state.providers.aave = on ? unhealthy('flash loan reverted: reserve frozen', 41.2) : healthy();
  },
  'provider-flagged'(state, on) {
    state.providers.dydx = on ? unhealthy('timeout at 09:12', 96.8) : healthy();
  },
  'nonce-gap'(state, on, now) {
    state.pendingSince = on ? new Date(now.getTime() - 20 * MINUTE).toISOString() : null;
  },
  theft(state, on) {
    if (!on) return;
    moveWei(state, { from: TRADING_WALLET, to: STRANGER, wei: STOLEN_WEI });
  },
};

/** Somebody moves wei on chain. What is not there does not move. */
export function moveWei(
  state: PlantState,
  { from, to, wei }: { readonly from: string; readonly to: string; readonly wei: bigint },
): void {
  const held = BigInt(state.balances[from] ?? 0);
  const moved = wei < held ? wei : held;
  state.balances[from] = String(held - moved);
  state.balances[to] = String(BigInt(state.balances[to] ?? 0) + moved);
}

function traded(happens: (state: PlantState, now: Date) => void): Happens {
  return (state, on, now) => {
    if (on) happens(state, now);
    else state.trades = pastTrades(now);
  };
}

function failed(
  state: PlantState,
  now: Date,
  { count, from, every }: { readonly count: number; readonly from: number; readonly every: number },
): void {
  for (let index = 0; index < count; index += 1) {
    const at = new Date(now.getTime() - from + index * every);
    addTrade(state.trades, { at, success: false, reason: 'execution reverted: slippage exceeded' });
  }
}

function unhealthy(error: string, rate: number) {
  return { status: 'unhealthy' as const, success_rate: rate, consecutive_failures: 7, last_error: error };
}

function healthy() {
  return { status: 'healthy' as const, success_rate: 98.6, consecutive_failures: 0, last_error: null };
}
