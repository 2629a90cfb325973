import { type APIGuildMember, type REST, Routes } from 'discord.js';
import type { Account } from '../../people/principal.ts';
import { CODES, delivering, hasCode } from './errors.ts';

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
      return member.user.bot === true || member.pending === true ? [] : member.roles;
    } catch (error) {
      if (hasCode(error, CODES.unknownMember)) return [];
      throw error;
    }
  });
}
