import { type Clock, systemClock } from '../clock.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { type EmbeddedDatabase, embeddedOn, openPglite } from './pglite.ts';

/** One database in memory that is used again and again: to make one takes seconds, to empty it a fraction of one. */
export interface ReusedDatabase {
  /** Opens it empty. Whoever had it before must have closed it; what they still begin is refused. */
  open(clock: Clock): Promise<Database>;
  close(): Promise<void>;
}

export async function reusedDatabase(): Promise<ReusedDatabase> {
  const first = await openPglite(undefined, systemClock);
  await migrate(first);
  const { client } = first;
  return {
    async open(clock) {
      await client.exec(EMPTY);
      return oncePer(await embeddedOn(client, clock));
    },
    close: () => first.close(),
  };
}

// The log refuses to be emptied, also to its owner; its triggers sleep where rows are replicated.
const EMPTY = `
  set session_replication_role = replica;
  do $$ begin
    execute (select 'truncate ' || string_agg(format('%I', tablename), ', ') || ' restart identity'
      from pg_tables where schemaname = 'public' and tablename <> 'keyturn_migration');
  end $$;
  set session_replication_role = origin;`;

/** A handle that ends without its database. */
function oncePer(db: EmbeddedDatabase): Database {
  let isClosed = false;
  const open = (): EmbeddedDatabase => {
    if (isClosed) throw new Error('the database was closed, and belongs to somebody else');
    return db;
  };
  return {
    engine: db.engine,
    transact: async (work, options) => open().transact(work, options),
    read: async (work, options) => open().read(work, options),
    async close() {
      isClosed = true;
    },
  };
}
