import type { Electorate } from '../../src/approval/service/room.ts';
import type { HeldRole } from '../../src/people/role.ts';
import type { Standing } from '../../src/people/standing.ts';

export interface FakePeople extends Electorate {
  /** Adds somebody, or changes them. A bare role is held since the beginning of time. */
  put(principal: string, ...roles: readonly (string | HeldRole)[]): void;
  grant(principal: string, held: HeldRole): void;
  revoke(principal: string, role: string): void;
  deactivate(principal: string): void;
  service(principal: string, ...roles: readonly string[]): void;
  /** Account key -> owner, where it is not the person that the account is called after. */
  readonly moved: Map<string, string>;
  /** The one-time code of each person that has an authenticator. */
  readonly codes: Map<string, string>;
  /** While set, looking anybody up fails with it. */
  failure: Error | undefined;
}

const EVER = new Date(0);

/** People in a map, for tests of the rooms that only ask who may do what. */
export function fakePeople(): FakePeople {
  const standings = new Map<string, Standing>();
  const codes = new Map<string, string>();
  const moved = new Map<string, string>();

  function change(principal: string, edit: (standing: Standing) => Standing): void {
    const standing = standings.get(principal) ?? { principal, human: true, active: true, roles: [] };
    standings.set(principal, edit(standing));
  }
  function held(role: string | HeldRole): HeldRole {
    return typeof role === 'string' ? { role, since: EVER } : role;
  }

  return {
    failure: undefined,
    moved,
    codes,
    put(principal, ...roles) {
      change(principal, (standing) => ({ ...standing, active: true, roles: roles.map(held) }));
    },
    service(principal, ...roles) {
      change(principal, (standing) => ({ ...standing, human: false, roles: roles.map(held) }));
    },
    grant(principal, role) {
      change(principal, (standing) => ({ ...standing, roles: [...standing.roles, role] }));
    },
    revoke(principal, role) {
      change(principal, (standing) => ({
        ...standing,
        roles: standing.roles.filter((one) => one.role !== role),
      }));
    },
    deactivate(principal) {
      change(principal, (standing) => ({ ...standing, active: false }));
    },
    async membership(_reader, principals) {
      if (this.failure) throw this.failure;
      return new Map([...standings].filter(([principal]) => principals.includes(principal)));
    },
    async owners(_reader, accounts) {
      return new Map(accounts.map((key) => [key, moved.get(key) ?? key.slice(key.lastIndexOf('/') + 1)]));
    },
    async checkCode(_tx, principal, code) {
      if (!codes.has(principal)) return { ok: false, why: 'not-enrolled' };
      return codes.get(principal) === code ? { ok: true } : { ok: false, why: 'wrong' };
    },
    async holders(_reader, role) {
      return [...standings.values()]
        .filter(({ active, roles }) => active && roles.some((one) => one.role === role))
        .map(({ principal }) => ({ id: principal }));
    },
    async named(_reader, principals) {
      return new Map(principals.map((id) => [id, { name: id.charAt(0).toUpperCase() + id.slice(1) }]));
    },
  };
}
