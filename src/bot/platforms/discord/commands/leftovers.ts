import {
  type APIApplication,
  type APIApplicationCommand,
  ApplicationCommandType,
  type RESTAPIPartialCurrentUserGuild as Guild,
  type REST,
  Routes,
} from 'discord.js';
import { absentAsUndefined } from '../errors.ts';
import type { RegisterDeps } from './register.ts';

/** Servers that Discord lists at once. */
const PAGE = 200;

/**
 * Removes the commands that were registered for every server before the settings named one, or for single servers
 * before they named none: people would see each command twice. Only what is there is removed.
 * @param signpost the one that stays for direct messages, where the settings name a server
 * @returns how many commands were removed
 */
export async function removeLeftovers({ rest, guild }: RegisterDeps, signpost?: string): Promise<number> {
  const { id: application } = (await rest.get(Routes.currentApplication())) as APIApplication;
  if (guild !== null) {
    return removeAll(
      rest,
      Routes.applicationCommands(application),
      (id) => Routes.applicationCommand(application, id),
      signpost,
    );
  }
  let removed = 0;
  for await (const { id: server } of guildsOf(rest)) {
    removed += await removeAll(rest, Routes.applicationGuildCommands(application, server), (id) =>
      Routes.applicationGuildCommand(application, server, id),
    );
  }
  return removed;
}

async function* guildsOf(rest: REST): AsyncGenerator<Guild> {
  for (let after = '0'; ; ) {
    const query = new URLSearchParams({ limit: String(PAGE), after });
    const page = (await rest.get(Routes.userGuilds(), { query })) as readonly Guild[];
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}

async function removeAll(
  rest: REST,
  list: `/${string}`,
  one: (command: string) => `/${string}`,
  kept?: string,
): Promise<number> {
  // A server that let the bot in without its commands has none.
  const found = (await absentAsUndefined(rest.get(list))) as readonly APIApplicationCommand[] | undefined;
  // Keyturn registers no others; what Discord itself adds to an application stays.
  const ours = (found ?? []).filter(
    ({ type, name }) => type === ApplicationCommandType.ChatInput && name !== kept,
  );
  for (const { id } of ours) await absentAsUndefined(rest.delete(one(id)));
  return ours.length;
}
