import { pubkeyIn } from '../../kit/keys.ts';
import type { Board } from '../../kit/server.ts';
import { isOpen } from './breaker.ts';
import { uncollectedUsd } from './epoch.ts';
import { type PlantState, SOL } from './state.ts';
import type { Plant } from './store.ts';
import { walletOf } from './wallets.ts';

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
          ['runs now', epochs.running?.by],
          ['uncollected fees', `$${uncollectedUsd(state, plant.now())}`],
        ],
      },
      { title: 'Wallets', rows: wallets(state) },
    ],
  };
}

function wallets(state: PlantState): (readonly [string, string])[] {
  const executor = executorOf(state);
  const other = Object.keys(state.wallets).filter((address) => address !== executor);
  return [...(executor === undefined ? [] : [executor]), ...other].map((address) => [
    address === executor ? 'executor' : `${address.slice(0, 8)}…`,
    `${walletOf(state, address).lamports / SOL} SOL`,
  ]);
}

function executorOf({ service }: PlantState): string | undefined {
  try {
    return pubkeyIn(service.env.EXECUTOR_KEYPAIR_PATH ?? '');
  } catch {
    // The key is gone, or the container never ran: nobody is the executor then.
    return undefined;
  }
}
