import { hasFault } from '../faults.ts';
import { economicReading, healthReading, liquidityReading } from '../readings.ts';
import type { Scripts } from '../script.ts';
import { BUYBACK_LIMIT_USDC, buybackSpentToday } from '../units.ts';

function table(title: string, rows: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, '', ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`)].join('\n');
}

export const scripts: Scripts = {
  'weekly-performance': {
    summary: 'Prints the performance report of the last seven days.',
    run: ({ plant }) => {
      const slow = hasFault(plant.read(), 'slow-chain');
      const week = plant.now().toISOString().slice(0, 10);
      return {
        output: table(`TWIST weekly performance, week to ${week}`, [
          ['Transaction success rate', `${slow ? '97.90' : '99.71'}% (target above 99.5%)`],
          ['Average confirmation time', `${slow ? '3.40' : '1.42'} s (target below 2 s)`],
          ['Buyback execution rate', '98.9%'],
          ['Average gas price', '0.0006 SOL'],
          ['Gas saving found', 'batch staking claims: about 11%'],
        ]),
      };
    },
  },
  'daily-summary': {
    summary: 'Prints the report of the day.',
    run: ({ plant }) => {
      const state = plant.read();
      const now = plant.now();
      const economic = economicReading(state, now);
      const today = now.toISOString().slice(0, 10);
      const done = plant.effects().filter(({ at }) => at.startsWith(today)).length;
      return {
        output: table(`TWIST daily summary ${today}`, [
          ['Healthy', healthReading(state).healthy ? 'yes' : 'no'],
          ['Circuit breaker', state.breaker.state],
          ['Operations', state.operations.paused ? 'paused' : 'running'],
          ['Price against floor', `${economic.price_ratio}x`],
          ['Volume 24h', `$${economic.daily_volume_usd}`],
          ['TVL', `$${liquidityReading(state, now).tvl_usd}`],
          ['Hours since decay', economic.decay_age_hours],
          ['Buyback', `$${buybackSpentToday(state, now)} of $${BUYBACK_LIMIT_USDC}`],
          ['Operations done today', done],
        ]),
      };
    },
  },
};
