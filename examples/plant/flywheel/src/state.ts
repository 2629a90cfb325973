import { COMMON_FAULTS } from '../../kit/faults.ts';
import { type BaseState, newBase } from '../../kit/state.ts';
import { EXECUTOR, FEE_COLLECTOR, TOKEN_MINT } from './addresses.ts';

/** Everything the simulated flywheel remembers beside the files of its host. Times are ISO 8601 in UTC. */
export interface PlantState extends BaseState {
  /** Where the plant answers; empty until it did for the first time. */
  url: string;
  service: Container;
  /** Commit that the newest image was built from. */
  image: string | null;
  epochs: Epochs;
  breaker: { openedAt: string | null; cause: string | null; failures: number };
  /** Fees that nobody has collected: so many USD, and what came in since. */
  fees: { usd: number; countedFrom: string };
  wallets: Record<string, Wallet>;
  transactions: Transaction[];
}

export interface Container {
  status: 'absent' | 'running' | 'exited';
  exitCode: number | null;
  since: string;
  /** Its own name; empty before the first one. */
  id: string;
  /** When its process was started last. */
  startedAt: string;
  /** Its environment as it was when it was created; a restart keeps it. */
  env: Record<string, string>;
  image: string | null;
}

export interface Epochs {
  total: number;
  errors: number;
  lastAt: string;
  running: RunningEpoch | null;
  /** An epoch that died after its swap was sent and before that was written down. */
  cut: { number: number; signature: string } | null;
}

export interface RunningEpoch {
  number: number;
  startedAt: string;
  by: string;
  /** Signature of its swap, once that is sent. */
  swap: string | null;
}

export interface Wallet {
  lamports: number;
  tokens: Record<string, number>;
}

export interface Transaction {
  signature: string;
  at: string;
  from: string;
  to: string;
  lamports: number;
  memo: string;
}

/** The switches of the plant and what each does, in the order of the page. */
export const FAULTS = {
  compromise: 'Somebody sends 0.8 SOL away with the key of the executor',
  'foreign-token': 'Somebody sends the executor a token that it never asked for',
  'trip-breaker': 'Three epochs failed: the circuit breaker is open, and its cause is over',
  'breaker-holds': 'Whatever resets the breaker, it opens again at once',
  'no-reset-webhook': 'This release has no webhook that resets the breaker: 404',
  'wrong-collector': 'Somebody wrote another fee collector into .env: no fees are found',
  'thin-liquidity': 'The pool is thin: a buyback of 450 USD moves the price by 4.5%',
  'rpc-limited': 'The free RPC endpoint answers 429 Too Many Requests',
  'rpc-behind': 'The free RPC endpoint is 4,200 slots behind',
  'rpc-down': 'The free RPC endpoint hangs up',
  'high-fees': 'A whale pays 20,000 USD of fees in one transfer',
  crash: 'The service crashes, and does so again whenever it starts',
  'no-start': 'The service that runs goes on; one that is started crashes at once',
  'slow-start': 'The service takes four seconds to answer after a start',
  'hanging-create':
    'A container that is created anew hangs between the old one and the new one until this is off',
  'left-over': 'Beside the service stands an ended container of a `docker-compose run`',
  'bad-release': 'Tests and audit of the checkout fail',
  'registry-down': 'The registry of packages does not answer',
  'lost-confirmation': 'Transfers are sent, and their confirmation is not seen',
  'host-lost': 'The host is a new, empty one: no .env, no keys, no containers',
  'fail-halfway': 'Epochs, transfers and syncs die in the middle',
  ...COMMON_FAULTS,
} as const;
export type FaultName = keyof typeof FAULTS;

export const SOL = 1_000_000_000;
const MINUTE = 60_000;

/** All is well: the last epoch is 24 minutes old, and the next one is due in 36. What runs and where is kept. */
export function healthyState(now: Date, before?: PlantState): PlantState {
  const ago = (ms: number) => new Date(now.getTime() - ms).toISOString();
  return {
    ...newBase(),
    url: before?.url ?? '',
    service: before?.service ?? {
      status: 'absent',
      exitCode: null,
      since: now.toISOString(),
      id: '',
      startedAt: now.toISOString(),
      env: {},
      image: null,
    },
    image: before?.image ?? null,
    epochs: { total: 218, errors: 2, lastAt: ago(24 * MINUTE), running: null, cut: null },
    breaker: { openedAt: null, cause: null, failures: 0 },
    fees: { usd: 0, countedFrom: ago(24 * MINUTE) },
    wallets: {
      [EXECUTOR.pubkey]: { lamports: 2.4 * SOL, tokens: { [TOKEN_MINT]: 125_000 } },
      [FEE_COLLECTOR]: { lamports: 3.2 * SOL, tokens: {} },
    },
    transactions: [],
  };
}
