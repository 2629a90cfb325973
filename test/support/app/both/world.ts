import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import pino from 'pino';
import { type App, createApp } from '../../../../src/app.ts';
import { NO_CATEGORIES } from '../../../../src/bot/discord/options.ts';
import { BOT_EVENTS } from '../../../../src/bot/slack/manifest.ts';
import type { Config, SlackWorkspaceConfig } from '../../../../src/config/config.ts';
import { Secret } from '../../../../src/config/secret.ts';
import { manualClock } from '../../clock.ts';
import { type FakeDiscord, startFakeDiscord } from '../../discord/fake-discord.ts';
import { addChannel, addUser } from '../../discord/state.ts';
import { freePort } from '../../fault/free-port.ts';
import {
  APP_TOKEN,
  BOT_TOKEN,
  type FakeSlack,
  openFakeSlack,
  SIGNING_SECRET,
} from '../../slack/fake-slack.ts';
import { createPeople, type People } from '../../slack/people.ts';
import { CHANNEL, addUser as joinSlack, TEAM } from '../../slack/state.ts';
import { type PlantProcess, startPlant } from '../plant-process.ts';
import { writeSettings } from '../settings.ts';
import { discordClient } from './discord-client.ts';
import { type Dice, FAIR } from './faults.ts';
import { slackClient } from './slack-client.ts';
import { type Someone, someone, type Until } from './someone.ts';
import { unreliableWire } from './unreliable-wire.ts';

/** Everybody who takes part is one person with an account on each platform. */
const TEAM_MEMBERS = { ana: 'Ana Ruiz', ben: 'Ben Okafor', chen: 'Chen Wei', ivan: 'Ivan Petrov' } as const;
export type Name = keyof typeof TEAM_MEMBERS;

/** The whole program between Discord and Slack, with the plant. */
export interface BothPlatforms {
  readonly app: App;
  readonly plant: PlantProcess;
  readonly discord: FakeDiscord;
  readonly slack: FakeSlack;
  readonly slackPeople: People;
  on(platform: 'discord' | 'slack', who: Name): Someone;
  /** From now on what people do passes these dice on its way to the program. */
  roll(dice: Dice): void;
  readonly until: Until;
  /** Gives the program time for what it must not do. */
  settle(ms?: number): Promise<void>;
  advance(ms: number): void;
  /** Kinds of the entries of a chain of the log. */
  log(chain: string): Promise<readonly string[]>;
  /** Requests that were carried out. */
  executed(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 20;
const ALREADY_ACKNOWLEDGED = 40060;

/** @param mode how Slack reaches the program */
export async function startBothPlatforms(mode: 'http' | 'socket' = 'http'): Promise<BothPlatforms> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-both-'));
  const clock = manualClock();
  const port = await freePort();
  const discord = await startFakeDiscord();
  const slack = await openFakeSlack(mode, () => `http://127.0.0.1:${port}/slack/events`);
  const plant = await startPlant(join(folder, 'plant'), 0);
  let dice = FAIR;
  const wire = unreliableWire(slack.wire, () => dice);
  const slackPeople = createPeople({ state: slack.state, base: slack.api.url, wire, events: BOT_EVENTS });
  const channel = addChannel(discord.state, 'ops-twist').id;
  const names = Object.keys(TEAM_MEMBERS) as Name[];
  const discordIds = new Map(names.map((name) => [name, addUser(discord.state, name).id]));
  for (const name of names) joinSlack(slack.state, slackId(name), name);

  const settings = writeSettings({ folder, monitor: plant.url, plantState: plant.folder });
  settings.edit((file) => {
    const people = names.map((name) => {
      const accounts = { discord: discordIds.get(name), slack: slackId(name) };
      return [name, { name: TEAM_MEMBERS[name], accounts }];
    });
    const team = Object.fromEntries(people) as object;
    Object.assign(file, {
      people: { ...(file as unknown as { people: object }).people, ...team },
      platforms: { discord: { guild: discord.state.guild }, slack: { workspaces: { main: { team: TEAM } } } },
    });
    Object.assign((file as unknown as { channels: object }).channels, {
      'ops-twist': { discord: channel, slack: CHANNEL },
    });
  });
  const read = await settings.read();
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const app = await createApp({
    config: connected(read.config, { discord, slack, mode, port }),
    clock,
    log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
  });
  await app.start();

  const until: Until = async (what, probe) => {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      app.jobs.poke();
      const found = await probe();
      if (found !== undefined && found !== false) return found;
      if (performance.now() > giveUpAt) throw new Error(`in vain: ${what}`);
      await sleep(LOOK_EVERY_MS);
    }
  };

  return {
    app,
    plant,
    discord,
    slack,
    slackPeople,
    until,
    on(platform, who) {
      const client =
        platform === 'slack'
          ? slackClient(slack, slackPeople, slackId(who), until)
          : discordClient(discord, discordIds.get(who) ?? '', channel, () => dice);
      return someone(client, until);
    },
    roll(next) {
      dice = next;
    },
    async settle(ms = 300) {
      const endAt = performance.now() + ms;
      while (performance.now() < endAt) {
        app.jobs.poke();
        await sleep(LOOK_EVERY_MS);
      }
    },
    advance(ms) {
      clock.advance(ms);
      plant.advance(ms);
      app.jobs.poke();
    },
    async log(chain) {
      const query = sql`select kind from audit_entry where chain = ${chain} order by seq`;
      const rows = await app.db.read((reader) => reader.orm.execute(query));
      return (rows as unknown as { kind: string }[]).map(({ kind }) => kind);
    },
    async executed() {
      const all = await app.db.read((reader) => app.approvals.list(reader, { limit: 100 }));
      return all.filter(({ state }) => state === 'executed').map(({ id }) => id);
    },
    async close() {
      await app.stop();
      await plant.stop();
      await discord.close();
      await slack.close();
      rmSync(folder, { recursive: true, force: true });
      if (slack.api.broken.length > 0) throw new Error(`Slack would refuse: ${slack.api.broken.join('\n')}`);
      const refused = discord.requests.filter(({ status, answer }) => status === 400 && !wasAnswered(answer));
      if (refused.length > 0) throw new Error(`Discord refused: ${JSON.stringify(refused[0])}`);
    },
  };
}

/** What comes twice is answered once, and the second answer is refused: nothing is wrong with that. */
function wasAnswered(answer: unknown): boolean {
  return (answer as { code?: number }).code === ALREADY_ACKNOWLEDGED;
}

const slackId = (name: string): string => `U0${name.toUpperCase().padEnd(7, '0')}`;

function connected(
  config: Config,
  {
    discord,
    slack,
    mode,
    port,
  }: { discord: FakeDiscord; slack: FakeSlack; mode: 'http' | 'socket'; port: number },
): Config {
  const workspace: SlackWorkspaceConfig = {
    name: 'main',
    team: TEAM,
    botToken: new Secret(BOT_TOKEN),
    signingSecret: mode === 'http' ? new Secret(SIGNING_SECRET) : null,
    appToken: mode === 'socket' ? new Secret(APP_TOKEN) : null,
  };
  return {
    ...config,
    http: { host: '127.0.0.1', port },
    platforms: {
      console: null,
      discord: {
        token: new Secret(discord.token),
        guild: discord.state.guild,
        categories: NO_CATEGORIES,
        apiUrl: discord.apiUrl,
      },
      slack: { workspaces: [workspace], apiUrl: slack.apiUrl },
    },
  };
}
