import { type APIGuildMember, type REST, Routes } from 'discord.js';
import type { Account } from '../../../people/principal.ts';
import { CODES, delivering, hasCode } from './errors.ts';
import { isHuman } from './humans.ts';

/**
 * Ids of the roles that an account has in its server, asked afresh: nothing of the gateway's memory counts.
 * Bots, and people who have not yet accepted the server's rules, have none.
 * @throws DeliveryError when Discord cannot be asked.
 */
export async function rolesOf(rest: REST, { platform, workspace, id }: Account): Promise<readonly string[]> {
  if (platform !== 'discord') return [];
  return delivering(async () => {
    try {
      const member = (await rest.get(Routes.guildMember(workspace, id))) as APIGuildMember;
      return !isHuman(member.user) || member.pending === true ? [] : member.roles;
    } catch (error) {
      // Whoever is no member, or nobody at all, has no roles; every other failure says nothing.
      if (hasCode(error, CODES.unknownMember) || hasCode(error, CODES.unknownUser)) return [];
      throw error;
    }
  });
}
