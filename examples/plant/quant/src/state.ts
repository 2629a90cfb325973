import { COMMON_FAULTS } from '../../kit/faults.ts';
import { type BaseState, newBase } from '../../kit/state.ts';
import { BACKUP_WALLET, TRADING_WALLET } from './addresses.ts';
import { pastTrades, type Trade } from './trades.ts';

/** Everything the simulated system remembers beside the files of its host. Times are ISO 8601 in UTC. */
export interface PlantState extends BaseState {
  /** Where the plant answers; empty until it did for the first time. */
  url: string;
  units: Record<UnitName, Unit>;
  /** What the trader knows. Its process alone writes it; whoever wants a change asks that process. */
  trader: Trader;
  trades: Trade[];
  providers: Record<string, Provider>;
  /** Wei on chain, by address. */
  balances: Record<string, string>;
  /** Since when a transaction is pending; null: none is. */
  pendingSince: string | null;
  /** Mails and pages that were sent, oldest first. */
  sent: { at: string; to: string; text: string }[];
}

export const UNITS = ['quant-trader', 'quant-transactions', 'quant-backend'] as const;
export type UnitName = (typeof UNITS)[number];

export interface Unit {
  active: boolean;
  since: string;
  /** Process of the unit, while it runs. */
  pid: number | null;
}

export interface Trader {
  breaker: { open: boolean; reason: string | null; since: string | null; armed: boolean };
  shutdown: boolean;
  sizePercent: number;
  endpoint: Endpoint;
  preferred: string;
}

export const ENDPOINTS = ['primary', 'second', 'third'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

export interface Provider {
  status: 'healthy' | 'unhealthy';
  success_rate: number;
  consecutive_failures: number;
  last_error: string | null;
}

/** The switches of the plant and what each does, in the order of the page. */
export const FAULTS = {
  'trip-breaker': 'The trader opens its breaker by itself, on a bad tick',
  'fresh-import':
    'The Python modules have an object of their own: nothing that they are told reaches the trader',
  deaf: 'The trader takes a pause or a shutdown, says so, and does not heed it',
  'trades-on': 'The trader holds its breaker open, and trades on',
  'slow-stop': 'The trader does not end when it is asked to; systemd kills it after a while',
  'trades-fail': 'Fourteen trades of the last hour failed: more than 10, and a success rate below 70%',
  'success-elevated': 'About a quarter of the trades failed: neither normal nor an alert',
  loss: 'One trade lost 620 USD',
  'large-loss': 'One trade lost 12,400 USD',
  'profit-elevated': 'The last hour lost 40 USD: neither normal nor an alert',
  'gas-elevated': 'Gas costs 124 gwei: neither normal nor an alert',
  'gas-spike': 'Gas costs 168 gwei, nearly twice as much as ten minutes ago; no trade is worth it',
  'gas-api-down': 'The gas API answers 502',
  'rpc-elevated': 'The primary endpoint takes 0.9 s',
  'rpc-slow': 'The primary endpoint takes 2.6 s',
  'rpc-down': 'The primary endpoint hangs up',
  'rpc-limited': 'The primary endpoint answers 429 Too Many Requests',
  errors: 'The trader logs errors, and 14% of its requests fail',
  'provider-down': 'Flash loans of aave fail',
  'provider-flagged': 'The failover holds dydx to be unhealthy, which it is not',
  'nonce-gap': 'A nonce is missing: transactions have not been mined for twenty minutes',
  slippage: 'Trades slip by 180 basis points',
  anomaly: 'Three anomalies were seen today',
  mismatch: 'The books differ from the chain by 41.20 USD',
  theft: 'Somebody sends 0.9 ether away with the key of the trading wallet',
  'mail-down': 'Mails and pages are not delivered',
  'fail-halfway': 'Programs die in the middle',
  ...COMMON_FAULTS,
} as const;
export type FaultName = keyof typeof FAULTS;

export const ETHER = 10n ** 18n;

/** All is well. Where it answers and which units run is kept. */
export function healthyState(now: Date, before?: PlantState): PlantState {
  const unit: Unit = { active: false, since: now.toISOString(), pid: null };
  const provider: Provider = {
    status: 'healthy',
    success_rate: 98.6,
    consecutive_failures: 0,
    last_error: null,
  };
  return {
    ...newBase(),
    url: before?.url ?? '',
    units: before?.units ?? {
      'quant-trader': { ...unit },
      'quant-transactions': { ...unit },
      'quant-backend': { ...unit },
    },
    trader: {
      breaker: { open: false, reason: null, since: null, armed: true },
      shutdown: false,
      sizePercent: 100,
      endpoint: 'primary',
      preferred: 'aave',
    },
    trades: pastTrades(now),
    providers: {
      aave: { ...provider },
      balancer: { ...provider },
      dydx: { ...provider, success_rate: 97.1 },
    },
    balances: {
      [TRADING_WALLET]: String((12n * ETHER) / 10n),
      [BACKUP_WALLET]: String((2n * ETHER) / 100n),
    },
    pendingSince: null,
    sent: [],
  };
}
