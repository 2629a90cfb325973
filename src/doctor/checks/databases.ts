import { OpsError } from '../../errors.ts';
import { type Check, counted, type Diagnosis, orOk, problem, warning } from '../check.ts';

/** A database that steps of a system may ask. */
export interface DatabaseUse {
  readonly system: string;
  readonly database: string;
  /** Variables of its addresses that are not set. */
  readonly unset: readonly string[];
}

/** How many tables the role may change by which a database is only to be asked. @throws OpsError why it cannot be asked */
type Ask = (system: string, database: string) => Promise<number>;

/** Databases that steps ask can be asked, by roles that may do no more than that. */
export function databasesCheck(databases: readonly DatabaseUse[], ask: Ask): Check {
  return {
    id: 'databases',
    async run() {
      const findings = await Promise.all(databases.map((use) => checkDatabase(use, ask)));
      return orOk(findings.flat(), `${counted(databases.length, 'database answers', 'databases answer')}.`);
    },
  };
}

async function checkDatabase(
  { system, database, unset }: DatabaseUse,
  ask: Ask,
): Promise<readonly Diagnosis[]> {
  const missing = unset.map((variable) =>
    problem(`${variable} is not set, and ${system} asks ${database} by it.`, `Set ${variable}.`),
  );
  if (missing.length > 0) return missing;
  try {
    const tables = await ask(system, database);
    if (tables === 0) return [];
    return [
      warning(
        `The role that reads ${database} of ${system} may change ${counted(tables, 'table', 'tables')}.`,
        'Make one that may only select, and put it into the address under `read`.',
      ),
    ];
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    const { why, next } = error.refusal;
    return [problem(`Steps of ${system} cannot ask ${database}. ${why}`, next)];
  }
}
