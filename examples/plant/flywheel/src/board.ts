import type { Board } from '../../kit/server.ts';
import { EXECUTOR } from './addresses.ts';
import { isOpen } from './breaker.ts';
import { uncollectedUsd } from './epoch.ts';
import { SOL } from './state.ts';
import type { Plant } from './store.ts';

const SHOWN_SETTINGS = ['MAX_SLIPPAGE_BPS', 'BUYBACK_PERCENT', 'ADS_ENGINE_MODE', 'EPOCH_INTERVAL_SECONDS'];

/** What the page of the flywheel shows. */
export function board(plant: Plant): Board {
  const state = plant.read();
  const { service, epochs, breaker } = state;
  const open = isOpen(breaker);
  const runs = service.status === 'running';
  return {
    name: 'Flywheel',
    verdict: runs && !open ? ['healthy', 'good'] : ['not healthy', 'bad'],
    sections: [
      {
        title: 'Service',
        rows: [
          ['container', service.status, runs ? 'good' : 'bad'],
          ['exit code', service.exitCode],
          ...SHOWN_SETTINGS.map((name) => [name, service.env[name]] as const),
        ],
      },
      {
        title: 'Epochs',
        rows: [
          ['breaker', open ? 'open' : 'closed', open ? 'bad' : 'good'],
          ['executed', epochs.total],
          ['errors', epochs.errors],
          ['last', epochs.lastAt.slice(11, 19)],
          ['uncollected fees', `$${uncollectedUsd(state, plant.now())}`],
        ],
      },
      {
        title: 'Wallets',
        rows: Object.entries(state.wallets).map(([address, { lamports }]) => [
          address === EXECUTOR.pubkey ? 'first executor' : `${address.slice(0, 8)}…`,
          `${lamports / SOL} SOL`,
        ]),
      },
    ],
  };
}
