import { COMMON_FAULTS } from '../../kit/faults.ts';
import { type BaseState, newBase } from '../../kit/state.ts';
import type { ApiSettings } from './host.ts';

/** Everything the simulated TokenForge remembers beside the files of its host. Times are ISO 8601 in UTC. */
export interface PlantState extends BaseState {
  /** Where the plant answers; empty until it did for the first time. */
  url: string;
  /** Of the website, oldest first. */
  deployments: Deployment[];
  /** Which of them answers, and whether a rollback to it is still under way. */
  production: { id: string; rollback: 'none' | 'pending' | 'done' };
  backend: Backend;
  flags: Record<FlagName, boolean>;
  contract: { pausedAt: string | null };
  /** Balances in wei, and of Solana in lamports. */
  balances: Balances;
  /** Rows of each table of the database. */
  tables: Record<string, number>;
  restore: Restore | null;
  posts: Post[];
  cacheClearedAt: string | null;
  /** What the API runs with while it does not read its files; null while it does. */
  kept: ApiSettings | null;
}

export interface Deployment {
  id: string;
  commit: string;
  at: string;
  /** Whether it answers at all: a broken release does not. */
  works: boolean;
}

export interface Backend {
  version: number;
  /** Whether its functions work. */
  works: boolean;
  functions: string[];
  /** Names of its environment variables with their values, which nobody must see. */
  env: Record<string, string>;
}

export interface Balances {
  ethereum: string;
  bsc: string;
  solana: number;
  /** Of the contract that collects fees, and of the wallet to which funds go in an emergency. */
  feeCollector: string;
  secure: string;
}

/** A restore that the support of the database was asked for. */
export interface Restore {
  askedAt: string;
  to: string;
  doneAt: string | null;
}

export interface Post {
  at: string;
  where: 'status-page' | 'broadcast';
  text: string;
}

export const FLAGS = ['cache-only', 'queue', 'emergency', 'write-stop', 'public-access'] as const;
export type FlagName = (typeof FLAGS)[number];

/** The switches of the plant and what each does, in the order of the page. */
export const FAULTS = {
  'site-down': 'The newest release of the website answers 500; the one before it works',
  'vercel-outage':
    'Vercel is down: the website answers 502 whichever release is meant, and its status page says so',
  'wrong-dns': 'The domain points at a foreign address',
  'certificate-ends': 'The certificate of the website ends in five days',
  'foreign-certificate': 'The website shows a certificate of an authority that nobody trusts',
  'slow-site': 'The website and the API take four seconds to answer',
  'api-down': 'The API answers 503',
  'backend-error': 'The newest functions of the backend throw; the ones before them work',
  'backend-lost': 'The backend is empty: no functions, no environment variables',
  'rpc-down': 'The first RPC endpoint of Ethereum hangs up with 503',
  'rpc-behind': 'The first RPC endpoint of Ethereum is twenty minutes behind',
  'rpc-limited': 'The first RPC endpoint of Ethereum answers 429 Too Many Requests',
  'bsc-down': 'Two of three RPC endpoints of BSC answer 503',
  'solana-down': 'The first RPC endpoint of Solana answers 503',
  'rate-limit':
    'The quota of CoinGecko is used up: 429, and prices are missing unless answers come from the cache',
  'error-rate': 'Seven percent of all requests fail',
  breach: 'Somebody logs in with a stolen credential and creates tokens',
  'data-loss': 'A bad migration deletes half of the tokens',
  'funds-at-risk': 'Twelve ETH leave the contract that collects fees',
  'low-balances': 'The deployer wallets are nearly empty',
  'high-base-fee': 'The base fee of Ethereum is 68 gwei, above what transactions may pay',
  'monitoring-silent': 'Two monitors receive nothing',
  'flags-ignored': 'Feature flags are accepted and change nothing',
  'settings-ignored': 'The API goes on with the settings that it has, whatever its files say',
  'log-silent': 'The function log shows nothing',
  'log-busy': 'The function log holds more than its tool shows: an execution every minute',
  'registry-down': 'npm does not reach its registry',
  'rollback-stuck': 'A rollback is accepted and does not end',
  'restore-stuck': 'The support accepts a restore and does not end it',
  'bad-release': 'Tests, audit and deployments of the checkout fail',
  'fail-halfway': 'Deployments and exports die in the middle',
  ...COMMON_FAULTS,
} as const;
export type FaultName = keyof typeof FAULTS;

export const FUNCTIONS = ['tokens:create', 'tokens:list', 'payments:charge', 'ops:health'];
/** Values of the demo alone; they open nothing. */
export const BACKEND_ENV = {
  PAYMENT_KEY: 'payment-key-of-the-demo',
  COINGECKO_KEY: 'coingecko-key-of-the-demo',
};
export const TABLES = { tokens: 4_812, users: 1_930, payments: 7_204 };
const ETHER = 10n ** 18n;
const HOUR = 3_600_000;

/** `1.25` ether in wei. */
export function ether(amount: number): string {
  return String((BigInt(Math.round(amount * 1_000)) * ETHER) / 1_000n);
}

/** All is well. Where the plant answers is kept. */
export function healthyState(now: Date): PlantState {
  const ago = (hours: number) => new Date(now.getTime() - hours * HOUR).toISOString();
  return {
    ...newBase(),
    url: '',
    deployments: [
      { id: 'dpl_forge41', commit: '8c1f0aa', at: ago(170), works: true },
      { id: 'dpl_forge42', commit: 'b7d20c3', at: ago(26), works: true },
    ],
    production: { id: 'dpl_forge42', rollback: 'none' },
    backend: { version: 42, works: true, functions: [...FUNCTIONS], env: { ...BACKEND_ENV } },
    flags: {
      'cache-only': false,
      queue: false,
      emergency: false,
      'write-stop': false,
      'public-access': true,
    },
    contract: { pausedAt: null },
    balances: {
      ethereum: ether(1.25),
      bsc: ether(2.1),
      solana: 3_400_000_000,
      feeCollector: ether(18.4),
      secure: '0',
    },
    tables: { ...TABLES },
    restore: null,
    posts: [],
    cacheClearedAt: null,
    kept: null,
  };
}
