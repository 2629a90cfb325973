import { askedFor } from '../../../../src/bot/platforms/discord/permissions.ts';
import type { Config } from '../../../../src/config/config.ts';
import { formatProblem } from '../../../../src/config/problem.ts';
import type { FakeDiscord } from '../../discord/fake-discord.ts';
import { addCategories, addRole } from '../../discord/state.ts';
import { APP_TOKEN, BOT_TOKEN, type FakeSlack, SIGNING_SECRET } from '../../slack/fake-slack.ts';
import { CHANNEL, TEAM } from '../../slack/state.ts';
import type { PlantProcess } from '../plant-process.ts';
import { type Written, writeSettings } from '../settings.ts';
import type { Beside } from './beside.ts';
import type { Team } from './team.ts';

export interface Surroundings {
  readonly folder: string;
  readonly plant: PlantProcess;
  /** How long the plant's scripts take: 1 as in the demo, 0 no time. */
  readonly pace: number;
  readonly team: Team;
  readonly discord: FakeDiscord;
  /** Id of the channel of operations there. */
  readonly channel: string;
  readonly slack: FakeSlack;
  readonly mode: 'http' | 'socket';
  /** Where Slack's requests are taken. */
  readonly port: number;
  readonly beside: Beside | undefined;
}

/** The settings of `npm start` with both platforms in the place of the console; one channel of operations is on both. */
export async function configurationFor(around: Surroundings): Promise<Config> {
  const { folder, plant, discord, slack, mode, port, beside } = around;
  const env = {
    ...beside?.env,
    HTTP_ADDR: `127.0.0.1:${port}`,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_API_URL: slack.apiUrl,
    ...(mode === 'http' ? { SLACK_SIGNING_SECRET: SIGNING_SECRET } : { SLACK_APP_TOKEN: APP_TOKEN }),
  };
  const others = beside === undefined ? [] : [beside.system];
  const settings = writeSettings({
    folder,
    monitor: plant.url,
    plantState: plant.folder,
    beside: others,
    env,
  });
  settings.edit((file) => connect(file, around));
  const read = await settings.read();
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  return read.config;
}

function connect(file: Written, { team, discord, channel, pace, beside }: Surroundings): void {
  beside?.place(file);
  const { people, channels, systems } = file as unknown as {
    people: object;
    channels: object;
    systems: { twist: { env: object } };
  };
  Object.assign(people, team.written);
  Object.assign(channels, { [`ops-${beside?.system ?? 'twist'}`]: { discord: channel, slack: CHANNEL } });
  Object.assign(systems.twist.env, { TWIST_PLANT_PACE: String(pace) });
  const { guild } = discord.state;
  const categories = inviteBot(discord);
  Object.assign(file, {
    platforms: { discord: { guild, categories }, slack: { workspaces: { main: { team: TEAM } } } },
  });
}

/** With the permissions that the invitation asks for where channels are opened. */
function inviteBot({ state }: FakeDiscord) {
  const categories = addCategories(state);
  const asked = askedFor(categories).reduce((bits, { bit }) => bits | bit, 0n);
  addRole(state, 'keyturn', asked, state.bot);
  return categories;
}
