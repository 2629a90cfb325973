import { hasFault } from '../faults.ts';
import type { Scripts } from '../script.ts';
import { BUYBACK_LIMIT_USDC, buybackSpentToday } from '../units.ts';

const BUY_EVERY_MS = 15 * 60_000;

export const scripts: Scripts = {
  'buyback-status': {
    summary: "Prints whether the buyback bot runs, today's spend in USDC and its daily limit.",
    run: ({ plant }) => {
      const state = plant.read();
      const now = plant.now();
      const { active, since } = state.units['twist-buyback'];
      const last = active ? now : new Date(since);
      const at = new Date(Math.floor(last.getTime() / BUY_EVERY_MS) * BUY_EVERY_MS).toISOString();
      return {
        output: {
          unit: 'twist-buyback',
          active,
          spent_today_usdc: buybackSpentToday(state, now),
          limit_usdc: BUYBACK_LIMIT_USDC,
          last_buy: { at, usdc: hasFault(state, 'overspend') ? 7_250 : 362.5, price_usd: 0.0527 },
        },
      };
    },
  },
  'arb-opportunities': {
    summary: 'Prints the arbitrage opportunities above 100 USD of profit.',
    run: ({ plant }) => {
      const { active } = plant.read().units['twist-arbitrage'];
      const opportunities = active
        ? [{ buy: 'Orca', sell: 'Raydium', spread_pct: 0.61, profit_usd: 143.2, age_s: 4 }]
        : [];
      return { output: { unit: 'twist-arbitrage', active, minimum_profit_usd: 100, opportunities } };
    },
  },
};
