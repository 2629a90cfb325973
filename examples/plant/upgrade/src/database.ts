import postgres, { type Sql } from 'postgres';

/** The database of the service. The password is the demo's own, and opens nothing else. */
export const DATABASE = {
  name: 'upgrade_manager',
  user: 'upgrade',
  password: 'upgrade-of-the-demo',
} as const;

export const SCHEMA = `create table migration_jobs (
  id text primary key,
  proposal text not null,
  status text not null check (status in ('in_progress', 'paused', 'completed')),
  total integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create table account_migrations (
  job text not null references migration_jobs (id),
  account text not null,
  status text not null check (status in ('pending', 'migrated', 'failed')),
  error text,
  updated_at timestamptz,
  primary key (job, account)
);
create index account_migrations_status on account_migrations (status);
`;

/** A role that may only look, for whoever asks from outside. */
export const READER = `do $$ begin
  if not exists (select from pg_roles where rolname = 'upgrade_read') then
    create role upgrade_read login password 'reader-of-the-demo';
    alter role upgrade_read set default_transaction_read_only = on;
    grant pg_read_all_stats to upgrade_read;
  end if;
end $$;
alter default privileges in schema public grant select on tables to upgrade_read;
`;

const RECONNECT_AFTER_S = 0.3;

/** @param port of the database on this machine */
export function addressOf(port: number, name: string = DATABASE.name): string {
  return `postgres://${DATABASE.user}:${DATABASE.password}@127.0.0.1:${port}/${name}`;
}

export function connect(address: string, application = 'upgrade-manager'): Sql {
  return postgres(address, {
    max: 2,
    connect_timeout: 5,
    // Its own pauses grow, and whoever asks whether the service is healthy waits as long.
    backoff: () => RECONNECT_AFTER_S,
    connection: { application_name: application },
    onnotice: () => {},
  });
}
