import { countsFrom, type HeldRole } from './role.ts';

/** What decides whether somebody counts: read in one query, at the moment of the decision. */
export interface Standing {
  readonly principal: string;
  /** False for services: they never vote. */
  readonly human: boolean;
  /** False once the person was taken out of the settings. */
  readonly active: boolean;
  readonly roles: readonly HeldRole[];
}

export type Standings = ReadonlyMap<string, Standing>;

/** Whether an active principal holds any of the roles long enough to act by it at `now`. */
export function holdsAny(standing: Standing, roles: readonly string[], now: Date): boolean {
  if (!standing.active) return false;
  return standing.roles.some((held) => roles.includes(held.role) && countsFrom(held) <= now);
}
