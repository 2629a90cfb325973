import { DeliveryError } from '../../../chat/port.ts';
import type { Stranger } from '../../../chat/stranger.ts';
import type { Clock } from '../../../clock.ts';
import type { Account } from '../../../people/principal.ts';
import type { WebClient } from './client.ts';
import { attempt } from './errors.ts';

export interface Member {
  readonly account: Account;
  readonly name: string;
  /** A full member of our own workspace: no bot, no guest, nobody from a workspace that shares a channel with us. */
  readonly human: boolean;
  readonly stranger?: Stranger;
}

export interface Members {
  /** Who a user is, at most a minute old. @throws DeliveryError when Slack does not say. */
  find(user: string): Promise<Member>;
  /** Slack said that something about this user changed. */
  forget(user: string): void;
}

const FRESH_MS = 60_000;
const KEPT = 5_000;

/** @param team our own workspace */
export function createMembers(client: WebClient, team: () => string, clock: Clock): Members {
  const kept = new Map<string, { readonly at: number; readonly member: Promise<Member> }>();

  async function ask(user: string): Promise<Member> {
    const { user: found } = await attempt(() => client.users.info({ user }));
    if (found === undefined) throw new DeliveryError('rejected', 'Slack did not say who that is.');
    // On Enterprise Grid the team is the one that somebody was made in; they belong to all that are listed.
    const home = found.team_id === team() || found.enterprise_user?.teams?.includes(team()) === true;
    const isBot = found.is_bot === true || user === 'USLACKBOT';
    const outsider = found.is_restricted || found.is_ultra_restricted || found.is_stranger;
    const stranger = found.deleted ? 'left' : home && !outsider ? undefined : 'foreign';
    return {
      account: { platform: 'slack', workspace: home ? team() : (found.team_id ?? team()), id: user },
      name: found.profile?.display_name || found.real_name || found.name || user,
      human: !isBot && stranger === undefined,
      ...(isBot || stranger === undefined ? {} : { stranger }),
    };
  }

  return {
    find(user) {
      const now = clock.elapsed();
      const known = kept.get(user);
      if (known !== undefined && now - known.at < FRESH_MS) return known.member;
      if (kept.size >= KEPT) kept.clear();
      const member = ask(user);
      kept.set(user, { at: now, member });
      // A failed look-up is nobody's answer for the next minute.
      member.catch(() => {
        if (kept.get(user)?.member === member) kept.delete(user);
      });
      return member;
    },
    forget: (user) => void kept.delete(user),
  };
}
