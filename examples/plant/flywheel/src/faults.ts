import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mark } from '../../kit/faults.ts';
import { EXECUTOR, FEE_COLLECTOR, FOREIGN_MINT, STRANGER } from './addresses.ts';
import { hostOf } from './host.ts';
import { FAULTS, type FaultName, type PlantState, SOL } from './state.ts';
import type { Plant } from './store.ts';
import { move, walletOf } from './wallets.ts';

const STOLEN_LAMPORTS = 0.8 * SOL;
const WHALE_USD = 20_000;

/** Turns a fault on or off. Faults are the experimenter's doing, so they leave no line in effects.jsonl. */
export function setFault(plant: Plant, name: FaultName, on: boolean): void {
  plant.change((state, { now }) => {
    const was = state.faults.includes(name);
    state.faults = mark(state.faults, name, on);
    if (was !== on) HAPPENS[name]?.({ folder: plant.folder, state, on, now });
  });
}

/** The same by a name from outside; what is no switch of this plant does nothing. */
export function switchFault(plant: Plant, name: string, on: boolean): void {
  if (isFault(name)) setFault(plant, name, on);
}

function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

interface Switched {
  readonly folder: string;
  readonly state: PlantState;
  readonly on: boolean;
  readonly now: Date;
}

/** What a switch does at once; the others are looked at when something happens. */
const HAPPENS: Partial<Record<FaultName, (switched: Switched) => void>> = {
  compromise({ state, on, now }) {
    if (!on) return;
    move(state, { from: EXECUTOR.pubkey, to: STRANGER, lamports: STOLEN_LAMPORTS, memo: '' }, now);
  },
  'foreign-token'({ state, on }) {
    const { lamports, tokens } = walletOf(state, EXECUTOR.pubkey);
    state.wallets[EXECUTOR.pubkey] = { lamports, tokens: { ...tokens, [FOREIGN_MINT]: on ? 1_000 : 0 } };
  },
  'trip-breaker'({ state, on, now }) {
    state.breaker = on
      ? { openedAt: now.toISOString(), cause: 'RPC node unavailable', failures: 3 }
      : { openedAt: null, cause: null, failures: 0 };
  },
  'wrong-collector'({ folder, state, on }) {
    const [from, to] = on ? [FEE_COLLECTOR, STRANGER] : [STRANGER, FEE_COLLECTOR];
    const { env } = hostOf(folder);
    writeFileSync(env, readFileSync(env, 'utf8').replace(from, to));
    state.service.env.FEE_COLLECTOR_PUBKEY = to;
  },
  'high-fees'({ state, on, now }) {
    if (!on) return;
    state.fees.usd += WHALE_USD;
    move(state, { from: STRANGER, to: FEE_COLLECTOR, lamports: 118 * SOL, memo: 'transfer' }, now);
  },
  'host-lost'({ folder, state, on, now }) {
    if (!on) return;
    const { env, secure, reports } = hostOf(folder);
    for (const path of [env, secure, reports]) rmSync(path, { recursive: true, force: true });
    state.service = { ...state.service, status: 'absent', exitCode: null, since: now.toISOString(), env: {} };
  },
};
