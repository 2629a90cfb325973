import type { Json } from '../canonical.ts';
import type { Standing } from './standing.ts';

/** A standing inside JSON, as {@link standingJson} writes it. */
export interface StandingJson {
  readonly human: boolean;
  readonly active: boolean;
  readonly roles: readonly { readonly role: string; readonly since: string; readonly holdMs?: number }[];
}

/** A standing as it is stored and logged beside what somebody did with it. */
export function standingJson(standing: Standing): Json {
  return {
    human: standing.human,
    active: standing.active,
    roles: standing.roles.map(({ role, since, holdMs }) => ({
      role,
      since: since.toISOString(),
      ...(holdMs === undefined ? {} : { holdMs }),
    })),
  };
}

/** The standing that somebody had when it was stored. */
export function standingOf(principal: string, stored: StandingJson): Standing {
  return {
    principal,
    human: stored.human,
    active: stored.active,
    roles: stored.roles.map((held) => ({ ...held, since: new Date(held.since) })),
  };
}
