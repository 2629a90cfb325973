import { COMMON_FAULTS } from '../../kit/faults.ts';
import { type BaseState, newBase } from '../../kit/state.ts';

/** Everything the simulated TWIST system remembers. Times are ISO 8601 in UTC. */
export interface PlantState extends BaseState {
  breaker: Breaker;
  operations: Operations;
  decay: Decay;
  units: Record<UnitName, Unit>;
  buyback: { day: string; spentUsdc: number; countedFrom: string };
  program: { version: string; restoredFrom: string | null; restoreStartedAt: string | null };
  rpc: { endpoint: string };
  proposals: Proposal[];
  users: { user: string; role: string; grantedAt: string }[];
  customAlerts: { metric: string; threshold: string; severity: string; message: string }[];
  changelog: { at: string; type: string; description: string; approver: string }[];
  maintenance: { securityPatches: string[]; otherUpdates: string[]; agentVersion: string };
  devnetVersion: string;
}

export interface Breaker {
  state: 'closed' | 'open';
  reason: string | null;
  trippedAt: string | null;
  cooldownEndsAt: string | null;
  lastResetAt: string | null;
  /** Set while a reset is under way; still set with an open breaker means that a reset died halfway. */
  resetStartedAt: string | null;
}

export interface Operations {
  paused: boolean;
  pausedAt: string | null;
  pausedBy: string | null;
  /** Units that a pause stopped, so that resuming starts these and no others. */
  stoppedUnits: UnitName[];
}

export interface Decay {
  lastDecayAt: string;
  /** When the bot executes the next decay by itself. */
  nextDueAt: string;
  /** Set while an execution is under way; left behind when one died halfway. */
  startedAt: string | null;
  supply: number;
}

export interface Unit {
  active: boolean;
  since: string;
}

export interface Proposal {
  proposal: string;
  program: string;
  buffer: string;
  description: string;
  status: 'active';
  threshold: number;
  members: number;
  createdAt: string;
}

export const UNITS = ['twist-decay', 'twist-buyback', 'twist-arbitrage'] as const;
export type UnitName = (typeof UNITS)[number];

/** The switches of the plant and what each does, in the order of the page. */
export const FAULTS = {
  'trip-breaker': 'Trips the breaker on a glitch: a false positive, cooldown over in five seconds',
  'trip-breaker-threat': 'Trips the breaker on a real attack: supply and volume exceed their triggers',
  'trip-by-hand':
    'Somebody trips the breaker in the dashboard, as the runbook has it when several oracles are down',
  'oracle-down': 'Switchboard stops reporting; two of three oracles are left',
  'oracles-down': 'Pyth and Switchboard stop reporting; one of three oracles is left',
  'drain-liquidity': 'Somebody withdraws most of the pool',
  'miss-decay': "The bot misses tonight's decay: 26.5 hours since the last one",
  overspend: 'The buyback bot buys more at once, and more a day, than it may',
  'rpc-down': 'The primary RPC endpoint stops answering',
  'corrupt-program': 'Accounts of the program are damaged, until it is restored from a backup',
  'backup-damaged': 'The newest backup does not match its checksum',
  'backup-late': 'The last two snapshots were not taken',
  'tests-fail': 'The new version fails its tests',
  'patch-held': 'A security patch does not install',
  'agent-silent': 'A monitoring agent is silent after its update',
  'slow-chain': 'Transactions fail and take long: the weekly report misses its targets',
  'authority-changed': 'The upgrade authority is a single key, not the wallet',
  'drop-transactions': 'Transactions are sent and never confirmed',
  'fail-halfway': 'Reset, pause, resume, restore, proposals and decay die in the middle',
  ...COMMON_FAULTS,
} as const;
export type FaultName = keyof typeof FAULTS;

export function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * A healthy system. The last decay is 24 hours and 3 minutes old: still in its normal band, and on the UTC
 * day before, so that a manual execution is possible until the bot does it itself 42 minutes later.
 */
export function healthyState(now: Date): PlantState {
  const ago = (ms: number) => new Date(now.getTime() - ms).toISOString();
  const lastDecayAt = ago(24 * HOUR + 3 * MINUTE);
  const day = now.toISOString().slice(0, 10);
  const unit = { active: true, since: ago(6 * 24 * HOUR) };
  return {
    ...newBase(),
    breaker: {
      state: 'closed',
      reason: null,
      trippedAt: null,
      cooldownEndsAt: null,
      lastResetAt: null,
      resetStartedAt: null,
    },
    operations: { paused: false, pausedAt: null, pausedBy: null, stoppedUnits: [] },
    decay: { lastDecayAt, nextDueAt: ago(-42 * MINUTE), startedAt: null, supply: 948_211_530 },
    units: { 'twist-decay': { ...unit }, 'twist-buyback': { ...unit }, 'twist-arbitrage': { ...unit } },
    buyback: { day, spentUsdc: 0, countedFrom: `${day}T00:00:00.000Z` },
    program: { version: '1.1.4', restoredFrom: null, restoreStartedAt: null },
    rpc: { endpoint: 'https://rpc.twist.io' },
    proposals: [],
    users: [
      { user: 'ana@twist.io', role: 'operator', grantedAt: ago(90 * 24 * HOUR) },
      { user: 'chen@twist.io', role: 'security', grantedAt: ago(200 * 24 * HOUR) },
      { user: 'ivan@twist.io', role: 'viewer', grantedAt: ago(12 * 24 * HOUR) },
    ],
    customAlerts: [],
    changelog: [],
    maintenance: {
      securityPatches: ['openssl 3.0.16', 'linux-image 6.1.140'],
      otherUpdates: ['prometheus-node-exporter 1.9.1'],
      agentVersion: '7.61.0',
    },
    devnetVersion: '1.1.4',
  };
}
