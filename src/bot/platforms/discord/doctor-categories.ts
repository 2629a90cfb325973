import { type APIRole, type REST, Routes } from 'discord.js';
import { type Diagnosis, ok, orOk, problem, warning } from '../../../doctor/check.ts';
import { categoriesKey, type Listed } from './channel-keeper/category.ts';
import { createGrants } from './channel-keeper/grants.ts';
import { absentAsUndefined } from './errors.ts';
import type { DiscordServer } from './options.ts';
import { MANAGE_CHANNELS, MANAGE_ROLES, missingFrom, NEEDED, PIN_MESSAGES } from './permissions.ts';

const CATEGORY = 4;
/** Discord takes 50 channels in a category. */
const NEARLY_FULL = 45;
const GIVE = "Give them to the bot's role in the settings of the server, page Roles.";

/**
 * Whether the bot can open channels of a server where the settings want them, and cannot do more than that.
 * @param giving ids of Discord roles that give a role of the settings
 */
export async function checkCategories(
  rest: REST,
  { name, id: guild, categories }: DiscordServer,
  giving: readonly string[],
): Promise<readonly Diagnosis[]> {
  const wanted = Object.entries(categories).flatMap(([use, id]) => (id === null ? [] : [{ use, id }]));
  if (wanted.length === 0) return [ok('No category is set, so Keyturn opens no channels here.')];
  const grants = createGrants(rest, guild);
  const channels = await absentAsUndefined(rest.get(Routes.guildChannels(guild)) as Promise<Listed[]>);
  if (channels === undefined) return [problem('The bot does not see the server.', 'Invite it first.')];
  const everywhere = await grants.mine([]);
  const findings = await Promise.all(
    wanted.map(async ({ use, id }) => {
      const category = channels.find((one) => one.id === id && one.type === CATEGORY);
      if (category === undefined) return [notThere(`${categoriesKey(name)}.${use}`, use, id)];
      const inside = await grants.mine(category.permission_overwrites ?? []);
      return [
        // A private channel has exceptions of its own: what the category gives does not count in it.
        ...lacking(use, category, use === 'private' ? everywhere & inside : inside),
        ...nearlyFull(category, channels.filter(({ parent_id: parent }) => parent === id).length),
      ];
    }),
  );
  const limits = [...lacksManageRoles(everywhere), ...(await standsAbove(rest, guild, everywhere, giving))];
  return orOk([...findings.flat(), ...limits], `The bot can open channels in ${wanted.length} categories.`);
}

function notThere(key: string, use: string, id: string): Diagnosis {
  return problem(
    `The ${use} category ${id} is not a category of the server.`,
    `Correct ${key}; a right-click on a category offers Copy ID.`,
  );
}

function lacking(use: string, { name }: Listed, held: bigint): readonly Diagnosis[] {
  const missing = missingFrom(held, [...NEEDED, MANAGE_CHANNELS, PIN_MESSAGES]);
  if (missing.length === 0) return [];
  return [problem(`For ${use} channels in the category ${name} the bot lacks: ${missing.join(', ')}.`, GIVE)];
}

function nearlyFull({ name }: Listed, count: number): readonly Diagnosis[] {
  if (count < NEARLY_FULL) return [];
  return [
    warning(
      `The category ${name} has ${count} channels, and Discord takes 50.`,
      'Move channels that are over to another category.',
    ),
  ];
}

function lacksManageRoles(held: bigint): readonly Diagnosis[] {
  if (missingFrom(held, [MANAGE_ROLES]).length === 0) return [];
  return [
    warning(
      'The bot lacks Manage Roles: it adds nobody to a private channel later, and locks no archived one.',
      `Leave it so if you need neither. ${GIVE}`,
    ),
  ];
}

/** Otherwise whoever has the bot's token could make themselves an approver. */
async function standsAbove(
  rest: REST,
  guild: string,
  held: bigint,
  giving: readonly string[],
): Promise<readonly Diagnosis[]> {
  if (missingFrom(held, [MANAGE_ROLES]).length > 0) return [];
  const grants = createGrants(rest, guild);
  const me = await grants.member(await grants.bot());
  const roles = (await rest.get(Routes.guildRoles(guild))) as readonly APIRole[];
  const mine = roles.filter(({ id }) => me?.roles.includes(id)).map(({ position }) => position);
  const highest = Math.max(0, ...mine);
  return roles
    .filter(({ id, position }) => giving.includes(id) && position < highest)
    .map(({ name }) =>
      problem(
        `The bot's role stands above ${name}, which gives a role of keyturn.yaml: with its token anybody could be given it.`,
        `Drag ${name} above the role of the bot in the settings of the server, page Roles.`,
      ),
    );
}
