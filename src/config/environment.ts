import { nearestNames } from '../written/nearest.ts';
import { FAMILIES, VARIABLE_NAMES } from './schema/environment.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Our variables out of a process's environment. An empty value counts as not set. */
export interface SortedEnvironment {
  readonly named: Readonly<Record<string, string>>;
  /** Family -> the name after the prefix -> value. */
  readonly families: Readonly<Record<keyof typeof FAMILIES, Readonly<Record<string, string>>>>;
}

/** Variables that others of our programs read: tests, and processes that a run starts. */
const NOT_SETTINGS = new Set([
  'KEYTURN_ATTEMPT',
  'KEYTURN_CHROMIUM',
  'KEYTURN_CRASH_AT',
  'KEYTURN_FAULT_ROUNDS',
  'KEYTURN_FAULT_SEED',
  'KEYTURN_HISTORIES',
  'KEYTURN_PROPERTY_RUNS',
  'KEYTURN_PROPERTY_SEED',
]);

export function readEnvironment(env: Environment): SortedEnvironment {
  const set = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const isNamed = ([variable]: [string, string]): boolean => VARIABLE_NAMES.includes(variable);
  const members = (prefix: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      set
        .filter(([variable]) => variable.startsWith(prefix) && variable.length > prefix.length)
        .map(([variable, value]) => [variable.slice(prefix.length), value]),
    );
  return {
    named: Object.fromEntries(set.filter(isNamed)),
    families: {
      database: members(FAMILIES.database.prefix),
      credential: members(FAMILIES.credential.prefix),
      runbookSecret: members(FAMILIES.runbookSecret.prefix),
      slackBot: members(FAMILIES.slackBot.prefix),
      slackSigning: members(FAMILIES.slackSigning.prefix),
      slackApp: members(FAMILIES.slackApp.prefix),
    },
  };
}

/** Variables that look like ours and are not: somebody misspelt one, and the setting would silently not hold. */
export function unknownVariables(
  env: Environment,
): readonly { variable: string; nearest: string | undefined }[] {
  const known = VARIABLE_NAMES.filter((variable) => variable.startsWith('KEYTURN_'));
  return Object.keys(env)
    .filter((variable) => variable.startsWith('KEYTURN_'))
    .filter((variable) => !known.includes(variable) && !NOT_SETTINGS.has(variable))
    .filter((variable) => !isOfFamily(variable))
    .map((variable) => ({
      variable,
      nearest: nearestNames(
        variable,
        [...known, FAMILIES.runbookSecret.prefix, FAMILIES.database.prefix, FAMILIES.credential.prefix],
        1,
      )[0],
    }));
}

/** Whether its name ends in one of the operator's choice. */
function isOfFamily(variable: string): boolean {
  return [FAMILIES.runbookSecret, FAMILIES.database, FAMILIES.credential].some(
    ({ prefix }) => variable.startsWith(prefix) && variable.length > prefix.length,
  );
}
