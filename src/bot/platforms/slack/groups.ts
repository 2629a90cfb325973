import type { Clock } from '../../../clock.ts';
import type { WebClient } from './client.ts';
import { attempt } from './errors.ts';

export interface Groups {
  /** Ids of the user groups that a user is in. @throws DeliveryError when Slack does not say. */
  of(user: string): Promise<readonly string[]>;
  /** Slack said that a group changed. */
  forget(): void;
}

/** Slack allows about 20 questions a minute; groups that change are also told by event. */
const FRESH_MS = 3_000;

export function createGroups(client: WebClient, clock: Clock): Groups {
  let kept:
    | { readonly at: number; readonly groups: Promise<ReadonlyMap<string, ReadonlySet<string>>> }
    | undefined;

  async function ask(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const { usergroups = [] } = await attempt(() => client.usergroups.list({ include_users: true }));
    return new Map(usergroups.map(({ id = '', users = [] }) => [id, new Set(users)]));
  }

  function all(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const now = clock.elapsed();
    if (kept !== undefined && now - kept.at < FRESH_MS) return kept.groups;
    const groups = ask();
    const asked = { at: now, groups };
    kept = asked;
    groups.catch(() => {
      if (kept === asked) kept = undefined;
    });
    return groups;
  }

  return {
    async of(user) {
      return [...(await all())].flatMap(([id, users]) => (users.has(user) ? [id] : []));
    },
    forget() {
      kept = undefined;
    },
  };
}
