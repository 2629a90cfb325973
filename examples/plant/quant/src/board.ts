import type { Board } from '../../kit/server.ts';
import { TRADING_WALLET } from './addresses.ts';
import { gasPrice } from './market.ts';
import { health } from './readings.ts';
import { ETHER } from './state.ts';
import type { Plant } from './store.ts';
import { ofLastHour, profitOf, successRate } from './trades.ts';

/** What the page of the plant shows. */
export function board(plant: Plant): Board {
  const state = plant.read();
  const { trading, reason, size_percent } = health(state);
  const runs = state.units['quant-trader'].active && trading === 'running';
  const wei = BigInt(state.balances[TRADING_WALLET] ?? 0);
  return {
    name: 'Quant arbitrage',
    verdict: runs ? ['trading', 'good'] : ['not trading', 'bad'],
    sections: [
      {
        title: 'Trader',
        rows: [
          ['state', trading, trading === 'running' ? 'good' : 'bad'],
          ['reason', reason],
          ['size', `${size_percent}%`],
          ['endpoint', state.trader.endpoint],
          ['success rate', `${successRate(state.trades)}%`],
          ['profit of the last hour', `$${profitOf(ofLastHour(state.trades, plant.now()))}`],
          ['gas', `${gasPrice(state).gwei} gwei`],
          ['wallet', `${Number((wei * 1_000n) / ETHER) / 1_000} ether`],
        ],
      },
      {
        title: 'Units',
        rows: Object.entries(state.units).map(([unit, { active }]) => [
          unit,
          active ? 'active' : 'inactive',
          active ? 'good' : 'bad',
        ]),
      },
      {
        title: 'Providers',
        rows: Object.entries(state.providers).map(([name, { status }]) => [
          name,
          status,
          status === 'healthy' ? 'good' : 'bad',
        ]),
      },
    ],
  };
}
