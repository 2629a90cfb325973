import { type APIGuildMember, type REST, Routes } from 'discord.js';
import type { Uninvited } from '../../../../chat/channels.ts';
import { OpsError, type Refusal } from '../../../../errors.ts';
import type { Account } from '../../../../people/principal.ts';
import { MANAGE_ROLES, VIEW } from '../permissions.ts';
import type { Listed } from './category.ts';
import type { Grants } from './grants.ts';
import { letIn } from './overwrites.ts';
import { undertake } from './problems.ts';

export interface Guest {
  readonly account: Account;
  readonly member: APIGuildMember;
}

export interface Guests {
  readonly present: readonly Guest[];
  readonly uninvited: readonly Uninvited[];
}

/** Discord has no invitation to a channel: who is in the server either sees it or not. */
export async function guestsAmong(accounts: readonly Account[], grants: Grants): Promise<Guests> {
  const found = await Promise.all(
    accounts.map(async (account) => ({ account, member: await grants.member(account.id) })),
  );
  return {
    present: found.flatMap(({ account, member }) => (member === undefined ? [] : [{ account, member }])),
    uninvited: found
      .filter(({ member }) => member === undefined)
      .map(({ account }) => ({ account, refusal: notThere(account) })),
  };
}

/** Lets those see a channel who do not yet. @returns whom Discord did not let in */
export async function admit(
  rest: REST,
  channel: Listed,
  guests: readonly Guest[],
  grants: Grants,
): Promise<readonly Uninvited[]> {
  const overwrites = channel.permission_overwrites ?? [];
  const members = guests.map(({ member }) => member);
  const held = members.length === 0 ? new Map<string, bigint>() : await grants.of(members, overwrites);
  const blind = guests.filter(({ account }) => ((held.get(account.id) ?? 0n) & VIEW) === 0n);
  const refused: Uninvited[] = [];
  for (const { account } of blind) {
    const { id, ...exception } = letIn(account.id, overwrites);
    const undertaking = { what: notInvited(account), needs: [MANAGE_ROLES], overwrites };
    try {
      await undertake(undertaking, grants, () =>
        rest.put(Routes.channelPermission(channel.id, id), { body: exception }),
      );
    } catch (error) {
      if (!(error instanceof OpsError)) throw error;
      refused.push({ account, refusal: error.refusal });
    }
  }
  return refused;
}

function notThere(account: Account): Refusal {
  return {
    code: 'channel.not-in-server',
    what: notInvited(account),
    why: 'This account is not in the Discord server.',
    next: 'Invite the person to the server, and then to the channel.',
  };
}

function notInvited({ id }: Account): string {
  return `${id} was not invited to the channel on Discord.`;
}
