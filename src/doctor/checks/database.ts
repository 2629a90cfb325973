import type { Clock } from '../../clock.ts';
import { messageOf, OpsError } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { pendingMigrations } from '../../store/migrate.ts';
import { type Check, counted, type Diagnosis, ok, orOk, problem, warning } from '../check.ts';
import { type Privileges, readPrivileges, unguardedTables } from '../store.ts';

/** Tables to which rows can only be added. */
const APPEND_ONLY = ['audit_entry', 'audit_leaf', 'audit_subtree', 'audit_checkpoint'];
const MAX_SKEW_MS = 2_000;

export interface DatabaseDeps {
  /** Opens the database, or answers the one that is open. The check does not close it. */
  readonly open: () => Promise<Database>;
  readonly clock: Clock;
}

/** Reachable, migrated, append-only where it must be, with few rights, and with the same idea of time. */
export function databaseCheck({ open, clock }: DatabaseDeps): Check {
  return {
    id: 'database',
    async run() {
      let database: Database;
      try {
        database = await open();
        await database.read((reader) => reader.now());
      } catch (error) {
        return [unreachable(error)];
      }
      const reached = ok(`The database answers (${database.engine}).`);
      const pending = await database.read((reader) => pendingMigrations(reader));
      if (pending > 0) {
        return [
          reached,
          warning(
            `${counted(pending, 'migration is', 'migrations are')} due.`,
            '`keyturn migrate`, or the next start, applies them.',
          ),
        ];
      }
      return [reached, ...(await guards(database)), await skew(database, clock)];
    },
  };
}

function unreachable(error: unknown): Diagnosis {
  if (error instanceof OpsError && error.code === 'database.in-use') {
    return warning(
      `The embedded database was not looked at: ${error.refusal.why}`,
      'That is as it should be while Keyturn runs; stop it to check the database too.',
    );
  }
  if (error instanceof OpsError && error.code === 'database.absent')
    return warning(error.refusal.what, error.refusal.next);
  if (error instanceof OpsError)
    return problem(`${error.refusal.what} ${error.refusal.why}`, error.refusal.next);
  // The driver's message names host and port, never the password.
  return problem(
    `The database does not answer: ${messageOf(error)}.`,
    'Check DATABASE_URL (host, port, database, user) and that the server runs; unset it for the embedded one.',
  );
}

async function guards(database: Database): Promise<readonly Diagnosis[]> {
  const unguarded = await database.read((reader) => unguardedTables(reader, APPEND_ONLY));
  if (unguarded.length > 0) {
    return [
      problem(
        `The log can be rewritten: triggers are missing or disabled on ${unguarded.join(', ')}.`,
        'Find out who disabled them, run `keyturn audit verify`, and enable them again.',
      ),
    ];
  }
  const append = ok('Triggers keep the log append-only.');
  // The embedded database has one user, who may do everything.
  if (database.engine === 'pglite') return [append];
  const privileges = await database.read((reader) => readPrivileges(reader, APPEND_ONLY));
  return [
    append,
    ...orOk(excess(privileges), `The user ${privileges.user} has no more rights than it needs.`),
  ];
}

function excess({ user, superuser, owned, writable }: Privileges): readonly Diagnosis[] {
  const next = 'Run Keyturn as the least-privileged role that docs/operations.md describes.';
  if (superuser)
    return [warning(`The user ${user} is a superuser and could disable the log's triggers.`, next)];
  if (owned.length > 0) {
    return [warning(`The user ${user} owns ${owned.join(', ')} and could disable the log's triggers.`, next)];
  }
  if (writable.length === 0) return [];
  return [
    warning(`The user ${user} may change rows of ${writable.join(', ')}; only triggers stop it.`, next),
  ];
}

async function skew(database: Database, clock: Clock): Promise<Diagnosis> {
  const before = clock.now().getTime();
  const there = (await database.read((reader) => reader.now())).getTime();
  const after = clock.now().getTime();
  const ms = there < before ? there - before : Math.max(0, there - after);
  if (Math.abs(ms) <= MAX_SKEW_MS) return ok('The clocks of this machine and of the database agree.');
  const ahead = ms > 0 ? 'ahead of' : 'behind';
  return warning(
    `The database's clock is ${Math.round(Math.abs(ms) / 1_000)} s ${ahead} this machine's.`,
    'Synchronize both (NTP). Deadlines follow the database; signatures of chat platforms follow this machine.',
  );
}
