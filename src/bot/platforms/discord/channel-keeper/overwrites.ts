import type { APIOverwrite } from 'discord.js';
import { NEEDED, VIEW } from '../permissions.ts';

/** What a private channel adds to what the server's roles give: who sees it. */
export function privateTo(guild: string, bot: string, people: readonly string[]): readonly APIOverwrite[] {
  return [
    overwrite(guild, ROLE, 0n, VIEW),
    overwrite(bot, MEMBER, VIEW, 0n),
    ...people.map((person) => overwrite(person, MEMBER, VIEW, 0n)),
  ];
}

/** The exception for one member who shall see the channel; what else it says about them stays. */
export function letIn(member: string, before: readonly APIOverwrite[]): APIOverwrite {
  const { allow, deny } = before.find(({ id }) => id === member) ?? NOTHING;
  return overwrite(member, MEMBER, BigInt(allow) | VIEW, BigInt(deny) & ~VIEW);
}

/** The exceptions that have to change so that nobody but the bot writes in the channel; who sees it stays. */
export function locking(
  guild: string,
  bot: string,
  before: readonly APIOverwrite[],
): readonly APIOverwrite[] {
  const everyone = before.find(({ id }) => id === guild) ?? { ...NOTHING, id: guild, type: ROLE };
  const denied = overwrite(guild, ROLE, BigInt(everyone.allow) & ~WRITING, BigInt(everyone.deny) | WRITING);
  const others = before
    .filter(({ id }) => id !== guild && id !== bot)
    .map(({ id, type, allow, deny }) => overwrite(id, type, BigInt(allow) & ~WRITING, BigInt(deny)));
  return [denied, ...others].filter((after) => !before.some((one) => isSame(one, after)));
}

const ROLE = 0;
const MEMBER = 1;
const NOTHING = { allow: '0', deny: '0' } as const;
const WRITING = NEEDED.filter(({ name }) =>
  ['Send Messages', 'Send Messages in Threads', 'Create Public Threads'].includes(name),
).reduce((bits, { bit }) => bits | bit, 0n);

function overwrite(id: string, type: APIOverwrite['type'], allow: bigint, deny: bigint): APIOverwrite {
  return { id, type, allow: String(allow), deny: String(deny) };
}

function isSame(a: APIOverwrite, b: APIOverwrite): boolean {
  return a.id === b.id && a.allow === b.allow && a.deny === b.deny;
}
