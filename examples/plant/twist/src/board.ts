import type { Board, Section, Tone } from '../../kit/server.ts';
import { economicReading, healthReading, liquidityReading, oracleReading } from './readings.ts';
import type { PlantState } from './state.ts';
import type { Plant } from './store.ts';
import { buybackSpentToday } from './units.ts';

const TONES: Readonly<Record<string, Tone>> = {
  healthy: 'good',
  closed: 'good',
  running: 'good',
  active: 'good',
  degraded: 'warn',
  inactive: 'warn',
  down: 'bad',
  open: 'bad',
  paused: 'bad',
};

/** What the page of TWIST shows. */
export function board(plant: Plant): Board {
  const state = plant.read();
  const now = plant.now();
  const { healthy, checks } = healthReading(state);
  return {
    name: 'TWIST',
    verdict: healthy ? ['healthy', 'good'] : ['not healthy', 'bad'],
    sections: [
      table(
        'Health',
        Object.entries(checks).map(([name, value]) => [name.replace('_', ' '), value]),
      ),
      breaker(state),
      operations(state, now),
      economy(state, now),
      oracles(state, now),
      liquidity(state, now),
    ],
  };
}

function breaker({ breaker }: PlantState): Section {
  return table('Circuit breaker', [
    ['state', breaker.state],
    ['reason', breaker.reason],
    ['tripped at', timeOf(breaker.trippedAt)],
    ['cooldown ends', timeOf(breaker.cooldownEndsAt)],
    ['last reset', timeOf(breaker.lastResetAt)],
    ['reset begun', timeOf(breaker.resetStartedAt)],
  ]);
}

function operations(state: PlantState, now: Date): Section {
  return table('Operations', [
    ['program', state.operations.paused ? 'paused' : 'running'],
    ['paused by', state.operations.pausedBy],
    ...Object.entries(state.units).map(
      ([name, { active }]) => [name, active ? 'active' : 'inactive'] as const,
    ),
    ['buyback today', `${dollars(buybackSpentToday(state, now))} of $50,000`],
    ['upgrade proposals', state.proposals.length],
  ]);
}

function economy(state: PlantState, now: Date): Section {
  const reading = economicReading(state, now);
  return table('Economy', [
    ['price to floor', `${reading.price_ratio}x`],
    ['24h volume', dollars(reading.daily_volume_usd)],
    ['treasury in floor', `${reading.treasury_floor_ratio_pct}%`],
    ['stakers', reading.active_stakers],
    ['hours since decay', reading.decay_age_hours],
  ]);
}

function oracles(state: PlantState, now: Date): Section {
  const reading = oracleReading(state, now);
  return table('Oracles', [
    ['reporting', `${reading.oracles_reporting} of ${reading.oracles_expected}`],
    ['divergence', `${reading.oracle_divergence_pct}%`],
    ['oldest update', `${reading.oracle_update_age_s} s`],
  ]);
}

function liquidity(state: PlantState, now: Date): Section {
  const reading = liquidityReading(state, now);
  return table('Liquidity', [
    ['TVL', dollars(reading.tvl_usd)],
    ['impact of $10k', `${reading.price_impact_10k_pct}%`],
    ['in range', reading.in_range ? 'yes' : 'no'],
    ['large moves 24h', reading.large_moves_24h.length],
  ]);
}

function table(title: string, rows: readonly (readonly [string, unknown])[]): Section {
  return {
    title,
    rows: rows.map(([name, value]) => {
      const tone = typeof value === 'string' ? TONES[value] : undefined;
      return tone === undefined ? [name, value] : [name, value, tone];
    }),
  };
}

function timeOf(iso: string | null): string | undefined {
  return iso?.slice(11, 19);
}

function dollars(value: number): string {
  return `$${value.toLocaleString('en-US')}`;
}
