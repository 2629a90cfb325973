import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signatureOf } from '../../kit/keys.ts';
import { FEE_COLLECTOR, TOKEN_MINT } from './addresses.ts';
import type { EpochConfig } from './config.ts';
import { hostOf } from './host.ts';
import { impactBps, outAmount, rpcFault } from './market.ts';
import type { PlantState } from './state.ts';
import type { Change, Plant } from './store.ts';

const USD_PER_HOUR = 640;
const HOUR_MS = 3_600_000;
/** So many epochs in a row that fail open the breaker. */
const FAILURES = 3;
/** How long collecting fees and asking for a quote takes, and how long a swap takes until it is confirmed. */
const PLAN_MS = 1_200;
const SWAP_MS = 600;

export function uncollectedUsd(state: PlantState, now: Date): number {
  const hours = Math.max(0, now.getTime() - Date.parse(state.fees.countedFrom)) / HOUR_MS;
  return Math.round((state.fees.usd + hours * USD_PER_HOUR) * 100) / 100;
}

/** What an epoch would do with what there is now. `errors` say why it fails, or why nothing is bought back. */
export function planEpoch(state: PlantState, config: EpochConfig, now: Date) {
  // Whoever watches another wallet finds nothing there.
  const usd = config.feeCollector === FEE_COLLECTOR ? uncollectedUsd(state, now) : 0;
  const budget = Math.min(usd, config.maxBudgetUsd);
  const budgetUsd = share(budget, config.buybackPercent);
  const priceImpactBps = impactBps(state, budgetUsd);
  const rpc = rpcFault(state, config.rpcUrl);
  const slippage =
    priceImpactBps > config.maxSlippageBps
      ? `Slippage exceeds maximum: ${priceImpactBps} bps, at most ${config.maxSlippageBps} bps`
      : undefined;
  return {
    fees: { usd },
    execution: {
      buyback: {
        budgetUsd,
        quote: {
          inputUsd: budgetUsd,
          outputMint: TOKEN_MINT,
          outAmount: outAmount(state, budgetUsd),
          priceImpactBps,
        },
      },
      ads: {
        mode: config.adsMode,
        budget_usd: share(budget, config.adsPercent),
        duration_hours: 24,
        targeting: { countries: ['US', 'DE'], interests: ['crypto'] },
        post_id: '1234567890',
      },
    },
    errors: [rpc, slippage].filter((error) => error !== undefined),
    failed: rpc !== undefined,
  };
}

type EpochPlan = ReturnType<typeof planEpoch>;

/** Runs one epoch to its end and writes its report. Answers the report's name, or nothing when it failed. */
export async function runEpoch(
  plant: Plant,
  config: EpochConfig,
  { by, pace, log }: { readonly by: string; readonly pace: number; readonly log: (line: string) => void },
): Promise<string | undefined> {
  const number = plant.change((state, change) => begin(state, change, by));
  log(`INFO epoch ${number} begins (${by})`);
  await sleep(PLAN_MS * pace);
  const plan = plant.change((state, { now }) => planEpoch(state, config, now));
  for (const error of plan.errors) log(`ERROR ${error}`);
  if (plan.failed) {
    if (plant.change((state, change) => fail(state, change, plan))) log('ERROR Circuit breaker OPEN');
    return undefined;
  }
  const buys = plan.errors.length === 0 && plan.execution.buyback.budgetUsd > 0;
  if (buys) plant.change((state, change) => sendSwap(state, change, number));
  await sleep(SWAP_MS * pace);
  if (plant.read().faults.includes('fail-halfway')) throw new Error('connection to the RPC node lost');
  const report = plant.change((state, change) => finish(state, change, { number, by, plan }));
  const name = `epoch-${number}.json`;
  writeFileSync(join(hostOf(plant.folder).reports, name), `${JSON.stringify(report, null, 2)}\n`);
  log(`INFO epoch ${number} complete: ${plan.fees.usd} USD of fees${buys ? '' : ', nothing bought back'}`);
  return name;
}

function begin(state: PlantState, { now, effect }: Change, by: string): number {
  if (state.epochs.running !== null) effect('epoch.overlap', { by, with: state.epochs.running.by });
  const number = state.epochs.total + 1;
  state.epochs.running = { number, startedAt: now.toISOString(), by, swap: null };
  return number;
}

/** Answers whether that opened the breaker. */
function fail(state: PlantState, { now }: Change, { errors }: EpochPlan): boolean {
  const cause = errors[0] ?? 'unknown';
  state.epochs.errors += 1;
  state.epochs.running = null;
  state.breaker.failures += 1;
  state.breaker.cause = cause;
  if (state.breaker.failures < FAILURES || state.breaker.openedAt !== null) return false;
  state.breaker.openedAt = now.toISOString();
  return true;
}

function sendSwap(state: PlantState, { now, effect }: Change, number: number): void {
  const signature = signatureOf(`swap ${number} ${now.toISOString()}`);
  if (state.epochs.running !== null) state.epochs.running.swap = signature;
  effect('swap.send', { epoch: number, signature });
}

function finish(
  state: PlantState,
  { now, effect }: Change,
  { number, by, plan }: { readonly number: number; readonly by: string; readonly plan: EpochPlan },
) {
  const { fees, execution, errors } = plan;
  const startedAt = state.epochs.running?.startedAt ?? now.toISOString();
  const signature = state.epochs.running?.swap ?? null;
  state.epochs = {
    ...state.epochs,
    total: number,
    errors: state.epochs.errors + errors.length,
    lastAt: now.toISOString(),
    running: null,
  };
  state.breaker.failures = 0;
  if (fees.usd > 0) state.fees = { usd: 0, countedFrom: now.toISOString() };
  effect('epoch.execute', { number, by, fees_usd: fees.usd, swap: signature });
  const buyback = { ...execution.buyback, signature };
  return {
    epoch: number,
    startedAt,
    finishedAt: now.toISOString(),
    fees,
    execution: { ...execution, buyback },
    errors,
  };
}

function share(budget: number, percent: number): number {
  return Math.round(budget * percent) / 100;
}
