import type { PlanPerson } from './person.ts';

/** What the values that people give are checked against, beside what is said of them. */
export interface Known {
  /** On the database's clock. Undefined while a definition is checked: nobody knows when somebody will ask. */
  readonly now: Date | undefined;
  /** Everybody in the settings. Undefined while a definition is checked: nobody knows who there will be. */
  readonly people: readonly PlanPerson[] | undefined;
  /** What there is to pick, by the name of the parameter. Undefined where nobody has looked: then anything may be. */
  readonly lists: Readonly<Record<string, readonly string[]>> | undefined;
  /** Values of variables. Absent: nobody knows them yet. */
  readonly vars?: Readonly<Record<string, string>>;
  /** The action only lessens a risk: it is not kept back by a variable that nobody has set. Absent: it is. */
  readonly lessensRisk?: boolean;
}

/** While a definition is checked nobody knows when somebody will ask, or of whom. */
export const NOT_YET: Known = { now: undefined, people: undefined, lists: undefined };
