import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { CrashPoint } from '../../../src/crash-point.ts';
import { discordClient } from '../app/both/discord-client.ts';
import { slackClient } from '../app/both/slack-client.ts';
import { type Someone, someone, type Until } from '../app/both/someone.ts';
import { startFakeDiscord } from '../discord/fake-discord.ts';
import { addChannel, addUser as joinDiscord } from '../discord/state.ts';
import { layEmptyEmbedded } from '../embedded-template.ts';
import { PATIENCE_MS } from '../patience.ts';
import { BOT_TOKEN, openFakeSlack, SIGNING_SECRET } from '../slack/fake-slack.ts';
import { addUser as joinSlack, TEAM } from '../slack/state.ts';
import { type BotProcess, startBot } from './bot-process.ts';
import { DRILL, DRILL_SCRIPT } from './drill.ts';
import { freePort } from './free-port.ts';

/** One bot process after the other, between Discord and Slack as they are on the wire. */
export interface ChatWorld {
  /** Starts a bot and waits until it serves. */
  start(crashAt?: CrashPoint): Promise<BotProcess>;
  on(platform: 'discord' | 'slack', who: Name): Someone;
  /** The lines that drill.sh left: one for each time that it took effect. */
  drilled(): readonly string[];
  close(): Promise<void>;
}

type Name = 'ana' | 'ben';
const NAMES: readonly Name[] = ['ana', 'ben'];

const slackId = (name: Name): string => `U0${name.toUpperCase()}0000`;

const until: Until = async (what, probe) => {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > giveUpAt) throw new Error(`in vain: ${what}`);
    await sleep(20);
  }
};

export async function openChatWorld(): Promise<ChatWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-chat-'));
  const port = await freePort();
  const discord = await startFakeDiscord();
  const slack = await openFakeSlack('http', () => `http://127.0.0.1:${port}/slack/events`);
  const channel = addChannel(discord.state, 'ops').id;
  const discordIds = new Map(NAMES.map((name) => [name, joinDiscord(discord.state, name).id]));
  for (const name of NAMES) joinSlack(slack.state, slackId(name), name);
  const accounts = (name: Name) => ({ discord: discordIds.get(name), slack: slackId(name) });
  const settings = {
    environment: 'test',
    runbooks: join(folder, 'runbooks'),
    timing: { cardInterval: '50ms', drain: '5s' },
    people: Object.fromEntries(NAMES.map((name) => [name, { name, accounts: accounts(name) }])),
    roles: { sre: { members: NAMES } },
    systems: { drill: { workdir: folder, env: { DRILL_LOG: join(folder, 'drill.log') } } },
    platforms: { discord: { guild: discord.state.guild }, slack: { workspaces: { main: { team: TEAM } } } },
  };
  mkdirSync(join(folder, 'runbooks', 'drill'), { recursive: true });
  writeFileSync(join(folder, 'runbooks', 'drill', 'runbook.yaml'), DRILL);
  writeFileSync(join(folder, 'drill.sh'), DRILL_SCRIPT, { mode: 0o755 });
  writeFileSync(join(folder, 'keyturn.yaml'), stringify(settings));
  await layEmptyEmbedded(join(folder, 'home', 'database'));
  const bots: BotProcess[] = [];

  return {
    async start(crashAt) {
      const bot = startBot({
        KEYTURN_CONFIG: join(folder, 'keyturn.yaml'),
        KEYTURN_HOME: join(folder, 'home'),
        HTTP_ADDR: `127.0.0.1:${port}`,
        DISCORD_TOKEN: discord.token,
        DISCORD_API_URL: discord.apiUrl,
        SLACK_BOT_TOKEN: BOT_TOKEN,
        SLACK_SIGNING_SECRET: SIGNING_SECRET,
        SLACK_API_URL: slack.apiUrl,
        ...(crashAt === undefined ? {} : { KEYTURN_CRASH_AT: crashAt }),
      });
      bots.push(bot);
      await bot.ready;
      return bot;
    },
    on(platform, who) {
      const client =
        platform === 'slack'
          ? slackClient(slack, slack.people, slackId(who), until)
          : discordClient(discord, discordIds.get(who) ?? '', channel);
      return someone(client, until);
    },
    drilled() {
      const file = join(folder, 'drill.log');
      return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    },
    async close() {
      await Promise.all(bots.map((bot) => bot.kill()));
      await discord.close();
      await slack.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
