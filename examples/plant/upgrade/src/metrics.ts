import type { Sql } from 'postgres';
import { versionOf } from './chain.ts';
import { progressOf } from './migration.ts';
import type { PlantState } from './state.ts';
import type { Plant } from './store.ts';

const HOUR_MS = 3_600_000;
const STUCK_HOURS = 72;
const SOON_HOURS = 6;
const UNREADABLE = 37;

/** What the service says of itself in numbers. */
export async function metrics(sql: Sql, plant: Plant): Promise<Record<string, number | null>> {
  const state = plant.read();
  return { ...ofProposals(state, plant.now()), ...(await ofMigration(sql, plant)), ...ofSystem(state) };
}

function ofProposals({ proposals, multisig }: PlantState, now: Date): Record<string, number> {
  const hours = (from: string | null) => (now.getTime() - Date.parse(from ?? '')) / HOUR_MS;
  const unsigned = proposals.filter(
    ({ status, approvals }) => status === 'pending' && approvals.length < multisig.threshold,
  );
  const ages = unsigned.map(({ createdAt }) => hours(createdAt));
  return {
    proposals_pending: unsigned.length,
    proposals_stuck: ages.filter((age) => age > STUCK_HOURS).length,
    oldest_unsigned_hours: Math.round(10 * Math.max(0, ...ages)) / 10,
    timelocks_ending: proposals.filter(
      ({ status, timelockUntil }) =>
        status === 'approved' && hours(timelockUntil) <= 0 && hours(timelockUntil) > -SOON_HOURS,
    ).length,
  };
}

async function ofMigration(sql: Sql, plant: Plant): Promise<Record<string, number | null>> {
  const [last] = await sql<{ id: string; minutes: number }[]>`select id,
    (extract(epoch from updated_at - created_at) / 60)::float as minutes from migration_jobs order by created_at desc limit 1`;
  const progress = last && (await progressOf(sql, plant, last.id));
  const failureRate = progress?.failure_rate ?? null;
  return {
    accounts_migrated: progress?.completed ?? 0,
    migration_failure_rate: failureRate,
    migration_success_rate: failureRate === null ? null : 100 - failureRate,
    migration_idle_minutes: progress?.status === 'in_progress' ? progress.idle_minutes : 0,
    migration_minutes: last === undefined ? null : Math.round(last.minutes),
  };
}

function ofSystem(state: PlantState): Record<string, number> {
  const isBroken = isHalted(state);
  return {
    transaction_success: isBroken ? 61.2 : 99.7,
    deserialization_errors: isBroken ? UNREADABLE : 0,
    error_rate: isBroken || state.faults.includes('errors') ? 3 : 0.2,
    response_ms: state.faults.includes('errors') ? 940 : 48,
  };
}

/** Whether the new version is the one with the bug. */
export function isHalted({ faults, program }: PlantState): boolean {
  return faults.includes('bug') && versionOf(program.code) !== '1.0.0';
}
