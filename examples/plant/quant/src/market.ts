import { hasFault } from './faults.ts';
import type { Endpoint, PlantState } from './state.ts';

/** Gwei of a gas price that is neither high nor low. */
const USUAL_GWEI = 28;

export function gasPrice(state: PlantState): { readonly gwei: number; readonly changePercent: number } {
  if (hasFault(state, 'gas-spike')) return { gwei: 168, changePercent: 92 };
  if (hasFault(state, 'gas-elevated')) return { gwei: 124, changePercent: 12 };
  return { gwei: USUAL_GWEI, changePercent: 4 };
}

/** What a trade is expected to earn after its gas, in USD. */
export function expectedProfit(state: PlantState): number {
  const { gwei } = gasPrice(state);
  return Math.round((6.4 - (1.4 * gwei) / USUAL_GWEI) * 100) / 100;
}

export interface Endpointed {
  readonly status: number;
  readonly latencyMs: number;
}

/** How an endpoint answers now. */
export function endpointState(state: PlantState, endpoint: Endpoint): Endpointed {
  const usual = { status: 200, latencyMs: { primary: 5, second: 15, third: 25 }[endpoint] };
  if (endpoint !== 'primary') return usual;
  if (hasFault(state, 'rpc-down')) return { ...usual, status: 503 };
  if (hasFault(state, 'rpc-limited')) return { ...usual, status: 429 };
  if (hasFault(state, 'rpc-slow')) return { ...usual, latencyMs: 2_600 };
  if (hasFault(state, 'rpc-elevated')) return { ...usual, latencyMs: 900 };
  return usual;
}
