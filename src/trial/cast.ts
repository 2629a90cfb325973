import type { Electorate } from '../approval/service/room.ts';
import type { Standing } from '../people/standing.ts';
import type { PlanPerson } from '../runbook/plan/person.ts';

/** Who acts where a test names nobody: they hold every role. */
export const SOMEBODY = 'somebody';
/** As many as a policy can ask for, and one who benefits beside them. */
const APPROVERS = Array.from({ length: 40 }, (_, index) => `approver-${index + 1}`);
const EVER = new Date(0);

/** The people of one test. */
export interface Cast extends Electorate {
  readonly approvers: readonly string[];
  /** As plans may speak of them. */
  readonly people: readonly PlanPerson[];
  has(person: string): boolean;
  standing(person: string): Standing | undefined;
}

/**
 * People that a test names with their roles, and others who hold every role, for the tests that do not care.
 * @param all every role that there is
 */
export function castOf(named: Readonly<Record<string, readonly string[]>>, all: readonly string[]): Cast {
  const roles = new Map<string, readonly string[]>([
    ...[SOMEBODY, ...APPROVERS].map((id) => [id, all] as const),
    ...Object.entries(named),
  ]);
  const standing = (principal: string): Standing | undefined => {
    const held = roles.get(principal);
    return (
      held && {
        principal,
        human: true,
        active: true,
        roles: held.map((role) => ({ role, since: EVER })),
      }
    );
  };
  return {
    approvers: APPROVERS,
    people: [...roles].map(([id, held]) => ({ id, name: id, accounts: [], roles: held })),
    has: (person) => roles.has(person),
    standing,
    async membership(_reader, principals) {
      return new Map(
        principals.flatMap((id) => {
          const one = standing(id);
          return one === undefined ? [] : [[id, one] as const];
        }),
      );
    },
    async owners(_reader, accounts) {
      return new Map(accounts.map((key) => [key, key.slice(key.lastIndexOf('/') + 1)]));
    },
    async checkCode() {
      return { ok: true };
    },
    async holders(_reader, role) {
      return [...roles].flatMap(([id, held]) => (held.includes(role) ? [{ id }] : [])).toSorted(byId);
    },
    async named(_reader, principals) {
      return new Map(principals.map((id) => [id, { name: id }]));
    },
  };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
