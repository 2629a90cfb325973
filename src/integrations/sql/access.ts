import { OpsError } from '../../errors.ts';

/** An address of a database, with the role that it names. */
interface Login {
  /** The variable of the environment that holds it. */
  readonly variable: string;
  /** Revealed at the moment of use; null while the variable is not set. */
  readonly url: { reveal(): string } | null;
}

/** How a database is asked, and how it is changed: null where nothing is. */
export interface Access {
  readonly read: Login;
  readonly write: Login | null;
}

/** The databases of a system, by what its runbook calls them, as the settings have them now. */
export type AccessOf = (system: string) => Readonly<Record<string, Access>>;

/** Where to connect, and what the settings call it. */
export interface Address {
  readonly database: string;
  readonly url: string;
}

/** @throws OpsError when the settings know no such database, or nothing of it for what is to be done. */
export function addressOf(
  databases: Readonly<Record<string, Access>>,
  database: string,
  way: 'read' | 'write',
): Address {
  const access = Object.hasOwn(databases, database) ? databases[database] : undefined;
  if (access === undefined)
    throw refused(database, {
      code: 'sql.no-database',
      why: 'The settings name no such database for this system.',
      next: `Ask an administrator to add ${database} under databases of the system in keyturn.yaml.`,
    });
  const login = access[way];
  if (login === null)
    throw refused(database, {
      code: 'sql.no-writer',
      why: 'The settings let nobody change it: they name no role that may write.',
      next: `Ask an administrator to name one as \`write\` of ${database} in keyturn.yaml.`,
    });
  if (login.url === null)
    throw refused(database, {
      code: 'sql.not-set',
      why: `${login.variable} is not set: this process was started without it.`,
      next: `Ask an administrator to set ${login.variable}, and to start Keyturn again.`,
    });
  return { database, url: login.url.reveal() };
}

function refused(database: string, said: { code: string; why: string; next: string }): OpsError {
  return new OpsError({ what: `The database ${database} was not asked.`, ...said });
}
