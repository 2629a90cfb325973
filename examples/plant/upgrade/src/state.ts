import { COMMON_FAULTS } from '../../kit/faults.ts';
import { type BaseState, newBase } from '../../kit/state.ts';
import { MEMBERS, MULTISIG, PROGRAM } from './addresses.ts';

/** Everything the simulated upgrade system remembers beside its database and its files. Times are ISO 8601 in UTC. */
export interface PlantState extends BaseState {
  /** Where the plant, its service and its database answer; empty before they first did. */
  places: { plant: string; api: string; databasePort: number };
  units: Record<UnitName, Unit>;
  program: { authority: string; slot: number; code: string };
  devnet: { code: string };
  buffers: Record<string, { authority: string; code: string }>;
  multisig: { members: string[]; threshold: number; timelockHours: number };
  proposals: Proposal[];
  transactions: Transaction[];
}

export const UNITS = ['postgresql', 'upgrade-manager'] as const;
export type UnitName = (typeof UNITS)[number];

export interface Unit {
  /** What was last asked for; a unit that crashed is `failed`. */
  state: 'active' | 'inactive' | 'failed';
  since: string;
}

export interface Proposal {
  id: string;
  buffer: string;
  /** Of what the buffer held when it was proposed. */
  hash: string;
  description: string;
  status: 'pending' | 'approved' | 'executed' | 'cancelled';
  approvals: { member: string; at: string; signature: string }[];
  createdAt: string;
  approvedAt: string | null;
  timelockUntil: string | null;
  signature: string | null;
}

export interface Transaction {
  signature: string;
  at: string;
  slot: number;
  signer: string;
  what: string;
}

/** The switches of the plant and what each does, in the order of the page. */
export const FAULTS = {
  'api-hangs': 'The service takes connections and never answers',
  'api-crash': 'The service crashes, and does so again whenever it starts',
  'connections-leak': 'The service opens connections to the database and never closes them',
  errors: '3% of the requests to the service fail',
  bug: 'The new version halts trading: accounts cannot be read any more',
  'timelock-epoch': 'The service gives the end of the timelock in seconds, and not as a date',
  'timelock-short': 'The chain begins timelocks of 24 hours',
  'timelock-waiver': 'The program on chain takes a waiver that all five members sign',
  'cluster-behind': 'The clock of the cluster is ten minutes behind',
  'member-compromised': "Somebody signs whatever is pending with the third member's key",
  'buffer-swapped': 'What is written into a buffer is not what was built',
  'migration-stalls': 'The migration takes no further account',
  'migration-accepted':
    'The service answers each look at a migration with 202 Accepted, and with nothing more',
  'migration-fails': 'One account of eight fails to migrate',
  'accounts-twice': 'The node lists some accounts twice',
  'lint-fails': 'Clippy warns',
  advisory: 'A dependency has a known weakness',
  'advisories-down': 'The advisories cannot be fetched',
  'tests-fail': 'Tests of the program fail',
  'rpc-down': 'The RPC node hangs up',
  'fail-halfway': 'Scripts die in the middle, after the work was done',
  ...COMMON_FAULTS,
} as const;
export type FaultName = keyof typeof FAULTS;

/** The line of code that stands for a program of a version. */
export function codeOf(version: string, source: string): string {
  return `program_upgrade_system ${version} ${source}\n`;
}

/** All is well: version 1.0.0 runs, nothing is proposed. What runs and where is kept. */
export function healthyState(now: Date, before?: PlantState): PlantState {
  const code = codeOf('1.0.0', 'first');
  const unit: Unit = { state: 'active', since: now.toISOString() };
  return {
    ...newBase(),
    places: before?.places ?? { plant: '', api: '', databasePort: 0 },
    units: before?.units ?? { postgresql: { ...unit }, 'upgrade-manager': { ...unit } },
    program: { authority: MULTISIG, slot: 245_000_000, code },
    devnet: { code },
    buffers: {},
    multisig: { members: MEMBERS.map(({ pubkey }) => pubkey), threshold: 3, timelockHours: 48 },
    proposals: [],
    transactions: [
      {
        signature: PROGRAM,
        at: now.toISOString(),
        slot: 245_000_000,
        signer: MULTISIG,
        what: 'deployed 1.0.0',
      },
    ],
  };
}
