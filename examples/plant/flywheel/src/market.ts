import type { PlantState } from './state.ts';

const TOKENS_PER_USD = 40;
const THIN_BPS_PER_USD = 1;
const DEEP_BPS_PER_USD = 0.1;

/** The three endpoints of the document. The third is a legacy host that nobody serves any more. */
export const RPC_ENDPOINTS = ['mainnet-beta', 'ankr', 'projectserum'] as const;
export type RpcName = (typeof RPC_ENDPOINTS)[number];

/** How far a buyback of so many USD moves the price, in hundredths of a percent. */
export function impactBps(state: PlantState, usd: number): number {
  return Math.round(usd * (state.faults.includes('thin-liquidity') ? THIN_BPS_PER_USD : DEEP_BPS_PER_USD));
}

export function outAmount(state: PlantState, usd: number): number {
  return Math.round(usd * TOKENS_PER_USD * (1 - impactBps(state, usd) / 10_000));
}

/** How an endpoint answers now. */
export function rpcHealth(state: PlantState, name: RpcName): 'ok' | 'limited' | 'behind' | 'down' {
  if (name === 'projectserum') return 'down';
  if (name === 'ankr') return 'ok';
  if (state.faults.includes('rpc-down')) return 'down';
  if (state.faults.includes('rpc-limited')) return 'limited';
  return state.faults.includes('rpc-behind') ? 'behind' : 'ok';
}

/** Why an epoch cannot work with this endpoint, or nothing. */
export function rpcFault(state: PlantState, url: string): string | undefined {
  const name = RPC_ENDPOINTS.find((each) => url.endsWith(`/${each}`));
  if (name === undefined) return `RPC node unavailable: ${url}`;
  const health = rpcHealth(state, name);
  if (health === 'limited') return '429 Too Many Requests';
  return health === 'down' ? 'RPC node unavailable' : undefined;
}
