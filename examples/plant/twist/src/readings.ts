import { hasFault } from './faults.ts';
import type { PlantState } from './state.ts';

/** A slow deterministic swing around zero, so that readings live without ever leaving their band. */
function swing(now: Date, periodMinutes: number, size: number): number {
  return Math.sin((now.getTime() / 60_000 / periodMinutes) * 2 * Math.PI) * size;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Hours since the last decay. */
export function decayAgeHours(state: PlantState, now: Date): number {
  return round((now.getTime() - Date.parse(state.decay.lastDecayAt)) / 3_600_000, 2);
}

/** The numbers of the economic health check. Ratios are plain factors, `_pct` are percent, the rest USD. */
export function economicReading(state: PlantState, now: Date) {
  const drained = hasFault(state, 'drain-liquidity');
  const priceRatio = round((drained ? 0.941 : 1.012) + swing(now, 47, 0.006), 4);
  const volume = round((drained ? 11_800_000 : 1_840_000) + swing(now, 90, 150_000), 0);
  const treasury = { floor_usdc: 8_461_200, growth_usdc: 1_204_750, operations_usdc: 335_400 };
  const total = treasury.floor_usdc + treasury.growth_usdc + treasury.operations_usdc;
  return {
    price_ratio: priceRatio,
    daily_volume_usd: hasFault(state, 'trip-breaker-threat') ? 22_800_000 : volume,
    treasury_floor_ratio_pct: round((treasury.floor_usdc / total) * 100, 1),
    active_stakers: 1_432,
    decay_age_hours: decayAgeHours(state, now),
    price_vs_floor_deviation_pct: round(Math.abs(priceRatio - 1) * 100, 2),
    treasury_balances: treasury,
    treasury_expected: treasury,
    staking_apys: { days_30: 8.4, days_90: 12.1, days_180: 15.6, days_365: 19.8 },
  };
}

const ORACLES = ['pyth', 'switchboard', 'third'] as const;

function silentOracles(state: PlantState): readonly string[] {
  if (hasFault(state, 'oracles-down')) return ['pyth', 'switchboard'];
  return hasFault(state, 'oracle-down') ? ['switchboard'] : [];
}

/** Each oracle provider: whether it reports, its price, the age of its last update and its confidence. */
export function oracleProviders(state: PlantState, now: Date) {
  const down = silentOracles(state);
  return ORACLES.map((name, index) => {
    const reporting = !down.includes(name);
    return {
      name,
      status: reporting ? 'healthy' : 'down',
      price_usd: reporting ? round(0.0527 * (1 + index * 0.0016), 6) : null,
      update_age_s: reporting ? round(6 + index * 3 + swing(now, 3, 2), 1) : 412,
      confidence_pct: reporting ? round(0.08 + index * 0.05, 2) : null,
    };
  });
}

/** The numbers of the oracle health check; the update age is that of the stalest provider, in seconds. */
export function oracleReading(state: PlantState, now: Date) {
  const providers = oracleProviders(state, now);
  const reporting = providers.filter(({ status }) => status === 'healthy');
  return {
    oracles_reporting: reporting.length,
    oracles_expected: ORACLES.length,
    oracle_divergence_pct: hasFault(state, 'oracle-down') ? 1.62 : round(0.42 + swing(now, 31, 0.08), 2),
    oracle_update_age_s: Math.max(...providers.map(({ update_age_s }) => update_age_s)),
    confidence: Object.fromEntries(providers.map((each) => [each.name, each.confidence_pct])),
  };
}

/** The numbers of the Orca pool. */
export function liquidityReading(state: PlantState, now: Date) {
  const drained = hasFault(state, 'drain-liquidity');
  return {
    tvl_usd: round((drained ? 412_000 : 2_340_000) + swing(now, 70, 9_000), 0),
    price_impact_10k_pct: round((drained ? 6.8 : 0.43) + swing(now, 70, 0.03), 2),
    in_range: !drained,
    large_moves_24h: drained
      ? [
          { wallet: 'Dr4inW4LLet1111111111111111111111111111111', usd: -1_240_000, minutes_ago: 14 },
          { wallet: 'Dr4inW4LLet2222222222222222222222222222222', usd: -688_000, minutes_ago: 9 },
        ]
      : [],
  };
}

/** The four automatic triggers of the breaker, as they stand now. */
export function breakerTriggers(state: PlantState) {
  const threat = hasFault(state, 'trip-breaker-threat');
  return [
    { name: 'Price volatility in 1h', value: threat ? 38 : 1.8, limit: 50, unit: '%' },
    { name: 'Volume against average', value: threat ? 12.4 : 1.1, limit: 10, unit: 'x' },
    { name: 'Oracle divergence', value: hasFault(state, 'oracle-down') ? 1.62 : 0.42, limit: 5, unit: '%' },
    { name: 'Supply change in 24h', value: threat ? 4.1 : 0.05, limit: 2, unit: '%' },
  ];
}

export type Verdict = 'false-positive' | 'legitimate-threat' | 'not-tripped';

/** A tripped breaker is a false positive when no trigger is exceeded any more. */
export function breakerVerdict(state: PlantState): { verdict: Verdict; evidence: string[] } {
  const triggers = breakerTriggers(state);
  const evidence = triggers.map(
    ({ name, value, limit, unit }) =>
      `${name}: ${value}${unit} (trigger ${limit}${unit})${value > limit ? ', EXCEEDED' : ''}`,
  );
  if (state.breaker.state === 'closed') return { verdict: 'not-tripped', evidence };
  const exceeded = triggers.some(({ value, limit }) => value > limit);
  return { verdict: exceeded ? 'legitimate-threat' : 'false-positive', evidence };
}

type Check = 'healthy' | 'degraded' | 'down';

function isProgramWhole(state: PlantState): boolean {
  const { operations, program } = state;
  return !operations.paused && program.restoreStartedAt === null && !hasFault(state, 'corrupt-program');
}

/** What the monitoring dashboard answers at /health. */
export function healthReading(state: PlantState) {
  const rpcDown = hasFault(state, 'rpc-down') && state.rpc.endpoint === 'https://rpc.twist.io';
  const checks: Record<string, Check> = {
    rpc: rpcDown ? 'down' : 'healthy',
    program: isProgramWhole(state) ? 'healthy' : 'degraded',
    oracles: (['healthy', 'degraded', 'down'] as const)[silentOracles(state).length] ?? 'down',
    liquidity: hasFault(state, 'drain-liquidity') ? 'down' : 'healthy',
    circuit_breaker: state.breaker.state === 'open' ? 'down' : 'healthy',
  };
  return { healthy: Object.values(checks).every((check) => check === 'healthy'), checks };
}
