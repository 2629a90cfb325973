import { countsFrom, type HeldRole } from './role.ts';

/** What decides whether somebody counts: read in one query, at the moment of the decision. */
export interface Standing {
  readonly principal: string;
  /** False for services: they never vote. */
  readonly human: boolean;
  /** False once the person was taken out of the settings. */
  readonly active: boolean;
  readonly roles: readonly HeldRole[];
  /** What the tables say and the log does not: it does not count, and is told apart from what is not there. */
  readonly unproved?: { readonly person: boolean; readonly roles: readonly string[] };
  /** Roles that do not count just now, because nobody knows whether they still stand. */
  readonly doubted?: readonly string[];
}

export type Standings = ReadonlyMap<string, Standing>;

/** Roles of which nobody knows just now whether they still stand, by principal. */
export type DoubtedRoles = ReadonlyMap<string, readonly string[]>;

/** What is known of people for certain. */
export function withoutRoles(standings: Standings, doubted: DoubtedRoles): Standings {
  if (doubted.size === 0) return standings;
  return new Map(
    [...standings].map(([principal, standing]) => {
      const unsure = doubted.get(principal);
      if (unsure === undefined || unsure.length === 0) return [principal, standing];
      const roles = standing.roles.filter(({ role }) => !unsure.includes(role));
      return [principal, { ...standing, roles, doubted: unsure }];
    }),
  );
}

/** Whether an active principal holds any of the roles long enough to act by it at `now`. */
export function holdsAny(standing: Standing, roles: readonly string[], now: Date): boolean {
  if (!standing.active) return false;
  return standing.roles.some((held) => roles.includes(held.role) && countsFrom(held) <= now);
}

/** Whether it is somebody who may act: a human being whom the settings know. Who could not be looked up is nobody. */
export function isActivePerson(standing: Standing | undefined): standing is Standing {
  return standing?.human === true && standing.active;
}
