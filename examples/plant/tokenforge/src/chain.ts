import { hasFault } from './faults.ts';
import type { PlantState } from './state.ts';

/** The endpoints of each chain, in the order in which the document lists them. */
export const ENDPOINTS = {
  ethereum: ['alchemy', 'infura', 'llama'],
  bsc: ['one', 'two', 'three'],
  solana: ['main', 'reserve'],
} as const;
export type Chain = keyof typeof ENDPOINTS;

export const DEPLOYER = '0x52908400098527886E0F7030069857D2E4169EE7';
export const FEE_COLLECTOR = '0x8617E340B3D01FA5F11F306F4090FD50E238070D';
export const SECURE_WALLET = '0xde709f2102306220921060314715629080e2fb77';
/** First four bytes of the hash of `paused()`. */
const PAUSED = '0x5c975abb';
const GWEI = 1_000_000_000n;
const BLOCK_SECONDS = 12;
const BEHIND_SECONDS = 1_200;

/** An answer of an endpoint: a status of HTTP, and the result or the error of JSON-RPC. */
export interface RpcAnswer {
  readonly status: 200 | 429 | 503;
  readonly body: object;
}

export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

export function isChain(name: string): name is Chain {
  return Object.hasOwn(ENDPOINTS, name);
}

/** What the endpoint `name` of a chain answers. */
export function answerRpc(
  state: PlantState,
  place: { readonly chain: Chain; readonly name: string; readonly now: Date },
  call: RpcCall,
): RpcAnswer {
  const health = endpointHealth(state, place.chain, place.name);
  if (health === 'down') return { status: 503, body: { error: 'upstream connect error' } };
  if (health === 'limited')
    return { status: 429, body: { error: { code: 429, message: 'Too Many Requests' } } };
  const late = health === 'behind' ? BEHIND_SECONDS : 0;
  const seconds = Math.floor(place.now.getTime() / 1_000) - late;
  const result = place.chain === 'solana' ? solana(state, call) : evm(state, place.chain, call, seconds);
  if (result === undefined) return { status: 200, body: failed(-32_601, `no method ${call.method}`) };
  return { status: 200, body: { jsonrpc: '2.0', id: 1, result } };
}

/** How the endpoint is. */
export function endpointHealth(
  state: PlantState,
  chain: Chain,
  name: string,
): 'well' | 'down' | 'limited' | 'behind' {
  if (chain === 'bsc' && name !== 'three' && hasFault(state, 'bsc-down')) return 'down';
  if (chain === 'solana' && name === 'main' && hasFault(state, 'solana-down')) return 'down';
  if (chain !== 'ethereum' || name !== 'alchemy') return 'well';
  if (hasFault(state, 'rpc-down')) return 'down';
  if (hasFault(state, 'rpc-limited')) return 'limited';
  return hasFault(state, 'rpc-behind') ? 'behind' : 'well';
}

function evm(
  state: PlantState,
  chain: 'ethereum' | 'bsc',
  { method, params }: RpcCall,
  seconds: number,
): unknown {
  const block = BigInt(Math.floor(seconds / BLOCK_SECONDS));
  if (method === 'eth_blockNumber') return hex(block);
  if (method === 'eth_syncing') return false;
  if (method === 'eth_getBlockByNumber') {
    return { number: hex(block), timestamp: hex(BigInt(seconds)), baseFeePerGas: hex(baseFee(state)) };
  }
  if (method === 'eth_getBalance') return hex(BigInt(balance(state, chain, String(params[0]))));
  if (method === 'eth_call')
    return word(isPausedCall(params[0]) && state.contract.pausedAt !== null ? 1n : 0n);
  return undefined;
}

function solana(state: PlantState, { method }: RpcCall): unknown {
  if (method === 'getHealth') return 'ok';
  if (method === 'getBalance') return { context: { slot: 312_004_118 }, value: state.balances.solana };
  return undefined;
}

function baseFee(state: PlantState): bigint {
  return (hasFault(state, 'high-base-fee') ? 68n : 14n) * GWEI;
}

function balance({ balances }: PlantState, chain: 'ethereum' | 'bsc', address: string): string {
  const who = address.toLowerCase();
  if (who === DEPLOYER.toLowerCase()) return balances[chain];
  if (chain === 'ethereum' && who === FEE_COLLECTOR.toLowerCase()) return balances.feeCollector;
  return chain === 'ethereum' && who === SECURE_WALLET.toLowerCase() ? balances.secure : '0';
}

function isPausedCall(given: unknown): boolean {
  if (typeof given !== 'object' || given === null || !('to' in given) || !('data' in given)) return false;
  return String(given.to).toLowerCase() === FEE_COLLECTOR.toLowerCase() && given.data === PAUSED;
}

function failed(code: number, message: string): object {
  return { jsonrpc: '2.0', id: 1, error: { code, message } };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function word(value: bigint): string {
  return `0x${value.toString(16).padStart(64, '0')}`;
}
