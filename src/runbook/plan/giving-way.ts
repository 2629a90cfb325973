import type { Plan } from './plan.ts';

/** The keys of a plan that say what gives way to what. They are digested with it, so they keep the names that they were stored under. */
export type GivingWayKeys = Pick<Plan, 'undoes' | 'undoesSame' | 'undoneBy'>;

/** What a plan gives way to, whether or not it takes that back, and what gives way to it. */
export interface GivingWay {
  /** Actions of which a run that begins after it was asked for keeps it from going on. */
  readonly to: readonly string[];
  /** Of some of those, parameters that name in both what is stopped: one of another thing is none to give way to. */
  readonly same: NonNullable<Plan['undoesSame']>;
  /** Actions that give way to this one. */
  readonly by: readonly string[];
}

export function givingWayOf({ undoes = [], undoesSame = {}, undoneBy = [] }: GivingWayKeys): GivingWay {
  return { to: undoes, same: undoesSame, by: undoneBy };
}

/** The same, as a plan keeps it: what there is not is left out. */
export function givingWayKeys({ to, same, by }: GivingWay): GivingWayKeys {
  return {
    ...(to.length === 0 ? {} : { undoes: to }),
    ...(Object.keys(same).length === 0 ? {} : { undoesSame: same }),
    ...(by.length === 0 ? {} : { undoneBy: by }),
  };
}

/** The parameters that name in both plans what is stopped, where this one gives way to runs of an action; none: each run counts. */
export function sameIn(plan: GivingWayKeys, action: string): readonly string[] {
  const { same } = givingWayOf(plan);
  return Object.hasOwn(same, action) ? (same[action] ?? []) : [];
}
