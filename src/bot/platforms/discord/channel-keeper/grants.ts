import {
  type APIGuildMember,
  type APIOverwrite,
  type APIRole,
  type APIUser,
  type REST,
  Routes,
} from 'discord.js';
import { CODES, hasCode } from '../errors.ts';
import { permissionsIn } from '../permissions.ts';

/** Who may do what in a server, asked afresh: nothing of the gateway's memory counts. */
export interface Grants {
  bot(): Promise<string>;
  /** The member of this id; undefined for somebody who is not in the server. */
  member(id: string): Promise<APIGuildMember | undefined>;
  /** What each member may do where these exceptions hold. */
  of(
    members: readonly APIGuildMember[],
    overwrites: readonly APIOverwrite[],
  ): Promise<ReadonlyMap<string, bigint>>;
  /** Same, of the bot. */
  mine(overwrites: readonly APIOverwrite[]): Promise<bigint>;
}

export function createGrants(rest: REST, guild: string): Grants {
  let me: Promise<APIUser> | undefined;

  async function bot(): Promise<string> {
    me ??= rest.get(Routes.user()) as Promise<APIUser>;
    // A failed question is nobody's answer for ever.
    me.catch(() => {
      me = undefined;
    });
    return (await me).id;
  }

  async function member(id: string): Promise<APIGuildMember | undefined> {
    try {
      return (await rest.get(Routes.guildMember(guild, id))) as APIGuildMember;
    } catch (error) {
      if (hasCode(error, CODES.unknownMember) || hasCode(error, CODES.unknownUser)) return undefined;
      throw error;
    }
  }

  async function of(
    members: readonly APIGuildMember[],
    overwrites: readonly APIOverwrite[],
  ): Promise<ReadonlyMap<string, bigint>> {
    const roles = (await rest.get(Routes.guildRoles(guild))) as readonly APIRole[];
    return new Map(
      members.map(({ user, roles: held }) => [
        user.id,
        permissionsIn(guild, { id: user.id, roles: held }, roles, overwrites),
      ]),
    );
  }

  return {
    bot,
    member,
    of,
    async mine(overwrites) {
      const id = await bot();
      const mine = await member(id);
      if (mine === undefined) return 0n;
      return (await of([mine], overwrites)).get(id) ?? 0n;
    },
  };
}
