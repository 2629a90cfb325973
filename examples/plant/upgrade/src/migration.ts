import { randomBytes } from 'node:crypto';
import type { Sql } from 'postgres';
import { ChainRefusal, proposalOf } from './chain.ts';
import type { Plant } from './store.ts';

/** Accounts that one look takes. */
const BATCH = 20;
const FAILS_ONE_OF = 8;

export interface Progress {
  readonly job: string;
  readonly status: string;
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly percentage: number;
  readonly failure_rate: number | null;
  readonly idle_minutes: number;
}

/** Begins a job for accounts of an executed proposal. @throws ChainRefusal when it is none, or the list is faulty */
export async function startJob(
  sql: Sql,
  plant: Plant,
  { proposal, accounts }: { readonly proposal: string; readonly accounts: readonly string[] },
): Promise<string> {
  if (proposalOf(plant.read(), proposal).status !== 'executed')
    throw new ChainRefusal('Proposal is not executed: there is nothing to migrate to');
  if (accounts.length === 0) throw new ChainRefusal('The list of accounts is empty');
  if (new Set(accounts).size < accounts.length) throw new ChainRefusal('The list names an account twice');
  const id = `job-${randomBytes(4).toString('hex')}`;
  const at = plant.now();
  await sql.begin(async (within) => {
    await within`insert into migration_jobs values (${id}, ${proposal}, 'in_progress', ${accounts.length}, ${at}, ${at})`;
    await within`insert into account_migrations (job, account, status)
      select ${id}, account, 'pending' from unnest(${[...accounts]}::text[]) account`;
    // What failed before is this job's now.
    await within`delete from account_migrations
      where status = 'failed' and job <> ${id} and account = any(${[...accounts]}::text[])`;
  });
  plant.change((_, { effect }) =>
    effect('migration.start', { job: id, proposal, accounts: accounts.length }),
  );
  return id;
}

export async function progressOf(sql: Sql, plant: Plant, job: string): Promise<Progress | undefined> {
  const [row] = await sql<
    { status: string; total: number; migrated: number; failed: number; updated_at: Date }[]
  >`select j.status, j.total, j.updated_at,
      count(*) filter (where m.status = 'migrated')::int as migrated, count(*) filter (where m.status = 'failed')::int as failed
    from migration_jobs j left join account_migrations m on m.job = j.id where j.id = ${job} group by j.id`;
  if (row === undefined) return undefined;
  const { status, total, migrated, failed } = row;
  const seen = migrated + failed;
  return {
    job,
    status,
    total,
    completed: migrated,
    failed,
    percentage: percent(migrated, total),
    failure_rate: seen === 0 ? null : percent(failed, seen),
    idle_minutes: Math.max(0, Math.floor((plant.now().getTime() - row.updated_at.getTime()) / 60_000)),
  };
}

/** Pauses a job, or lets it go on. @returns whether there is such a job that is not through */
export async function switchJob(
  sql: Sql,
  plant: Plant,
  job: string,
  to: 'paused' | 'in_progress',
): Promise<boolean> {
  const changed = await sql`update migration_jobs set status = ${to}, updated_at = ${plant.now()}
    where id = ${job} and status <> 'completed' returning id`;
  if (changed.length > 0) plant.change((_, { effect }) => effect(`migration.${to}`, { job }));
  return changed.length > 0;
}

/** Takes the next accounts of each job that runs. */
export async function migrateSome(sql: Sql, plant: Plant): Promise<void> {
  const { faults } = plant.read();
  if (faults.includes('migration-stalls')) return;
  const jobs = await sql<{ id: string }[]>`select id from migration_jobs where status = 'in_progress'`;
  for (const { id } of jobs) await migrateSomeOf(sql, plant, id, faults.includes('migration-fails'));
}

async function migrateSomeOf(sql: Sql, plant: Plant, job: string, isFailing: boolean): Promise<void> {
  const at = plant.now();
  const next = await sql<{ account: string }[]>`select account from account_migrations
    where job = ${job} and status = 'pending' order by account limit ${BATCH}`;
  const accounts = next.map(({ account }) => account);
  const failed = isFailing ? accounts.filter((_, index) => index % FAILS_ONE_OF === 0) : [];
  await sql`update account_migrations set updated_at = ${at},
      status = case when account = any(${failed}) then 'failed' else 'migrated' end,
      error = case when account = any(${failed}) then 'AccountDidNotDeserialize' end
    where job = ${job} and account = any(${accounts})`;
  await sql`update migration_jobs set updated_at = ${at},
      status = case when exists (select from account_migrations where job = ${job} and status = 'pending') then status else 'completed' end
    where id = ${job}`;
}

function percent(part: number, whole: number): number {
  return Math.round((1_000 * part) / whole) / 10;
}
