import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import pino from 'pino';
import { type App, createApp } from '../../../../src/app.ts';
import type { Verification } from '../../../../src/audit/verify/verify.ts';
import { BOT_EVENTS } from '../../../../src/bot/platforms/slack/manifest.ts';
import { tickingClock } from '../../clock.ts';
import { type FakeDiscord, startFakeDiscord } from '../../discord/fake-discord.ts';
import { addChannel } from '../../discord/state.ts';
import { layEmptyEmbedded } from '../../embedded-template.ts';
import { freePort } from '../../fault/free-port.ts';
import { type FakeSlack, openFakeSlack } from '../../slack/fake-slack.ts';
import { createPeople } from '../../slack/people.ts';
import { until } from '../../until.ts';
import { type PlantProcess, startPlant } from '../plant-process.ts';
import { verifyWholeLog } from '../verify.ts';
import type { Beside } from './beside.ts';
import { configurationFor } from './configuration.ts';
import { discordClient } from './discord-client.ts';
import { type Dice, FAIR } from './faults.ts';
import { brokenLimits } from './limits.ts';
import { slackClient } from './slack-client.ts';
import { type Habits, type Someone, someone, type Until } from './someone.ts';
import { gather, type Name, type PlatformId } from './team.ts';
import { unreliableWire } from './unreliable-wire.ts';

/** The whole program between Discord and Slack, with the plant; many scenes can be played in it. */
export interface BothPlatforms {
  readonly plant: PlantProcess;
  readonly discord: FakeDiscord;
  readonly slack: FakeSlack;
  on(platform: PlatformId, who: Name): Someone;
  /** Two hours later: the plant is healthy, and people look at what comes from now on. */
  nextScene(): Promise<void>;
  /** From now on what the platforms send passes these dice, and people repeat what nothing comes of. */
  roll(dice: Dice): void;
  /** Nothing gets lost any more, and what is late arrives. */
  recover(): Promise<void>;
  readonly until: Until;
  /** Gives the program time for what it must not do. */
  settle(ms?: number): Promise<void>;
  advance(ms: number): void;
  /** Names of the effects that the plant performed in this scene. */
  performed(): readonly string[];
  /** Kinds of the entries of a chain of the log. */
  log(chain: string): Promise<readonly string[]>;
  /** `keyturn audit verify`, over the whole log. */
  verify(): Promise<Verification>;
  /** Requests that a platform refused, and deliveries that were not acknowledged in time. */
  brokenLimits(): readonly string[];
  /** @throws Error when a limit was broken */
  close(): Promise<void>;
}

export interface WorldOptions {
  /** How Slack reaches the program. */
  readonly mode?: 'http' | 'socket';
  /** How long the plant's scripts take: 1 as in the demo; no time by default. */
  readonly pace?: number;
  readonly beside?: Beside;
}

/** Discord documents this one; the others it tells with each answer. */
const LIMITS = { global: 50 };
/**
 * At first, and at most: each time somebody waits half as long again. Whoever goes on as fast as they began repeats on a busy machine
 * what is still under way, makes it busier by that, and is refused as too fast; at most, they send less than Keyturn takes.
 */
const AGAIN_AFTER_MS = { first: 200, most: 2_000 };
const LONGER = 1.5;
const MINUTE_MS = 60_000;
const TWO_HOURS_MS = 2 * 3_600_000;

export async function startBothPlatforms({
  mode = 'http',
  pace = 0,
  beside,
}: WorldOptions = {}): Promise<BothPlatforms> {
  // What was started before something failed must not be left behind.
  await using started = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-both-'));
  started.defer(() => rmSync(folder, { recursive: true, force: true }));
  let dice = FAIR;
  let reliable = true;
  const port = await freePort();
  const discord = await startFakeDiscord({ limits: LIMITS, faultOf: (event) => dice(event) });
  started.defer(() => discord.close());
  const clock = tickingClock();
  const now = (): number => clock.now().getTime();
  const slack = await openFakeSlack(mode, () => `http://127.0.0.1:${port}/slack/events`, { now });
  started.defer(() => slack.close());
  const wire = unreliableWire(slack.wire, (event) => dice(event));
  const slackPeople = createPeople({ state: slack.state, base: slack.api.url, wire, events: BOT_EVENTS });
  const channel = addChannel(discord.state, 'ops-twist').id;
  const team = gather(discord, slack);
  const plant = await startPlant(join(folder, 'plant'), 0);
  started.defer(() => plant.stop());

  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' });
  const config = await configurationFor({
    ...{ folder, plant, pace, team, discord, channel, slack, mode, port },
    beside,
  });
  await layEmptyEmbedded(config.database.folder);
  const app: App = await createApp({ config, clock, log });
  started.defer(() => app.stop());
  await app.start();
  const running = started.move();

  const habits: Habits = {
    passMinute: () => world.advance(MINUTE_MS),
    againAfterMs: (times) =>
      dice === FAIR
        ? Number.POSITIVE_INFINITY
        : Math.min(AGAIN_AFTER_MS.first * LONGER ** (times - 1), AGAIN_AFTER_MS.most),
  };
  /** What there was when the scene began. */
  let history = { discord: 0, slack: 0, effects: 0 };

  const world: BothPlatforms = {
    plant,
    discord,
    slack,
    until,
    on(platform, who) {
      const id = team.account(who, platform);
      const client =
        platform === 'slack'
          ? slackClient(slack, slackPeople, id, until, () => history.slack)
          : discordClient(discord, id, channel, () => history.discord);
      return someone(client, until, habits);
    },
    async nextScene() {
      await world.recover();
      world.advance(TWO_HOURS_MS);
      plant.heal();
      await world.settle(100);
      history = {
        discord: discord.state.messages.size,
        slack: slack.state.messages.length,
        effects: plant.performed().length,
      };
    },
    roll(next) {
      dice = next;
      reliable = false;
    },
    async recover() {
      dice = FAIR;
      discord.gateway.release();
      await wire.release();
    },
    settle: (ms = 300) => sleep(ms),
    advance(ms) {
      clock.advance(ms);
      plant.advance(ms);
      beside?.advance?.(ms);
      app.jobs.poke();
    },
    performed: () => plant.performed().slice(history.effects),
    async log(chain) {
      const query = sql`select kind from audit_entry where chain = ${chain} order by seq`;
      const rows = await app.db.read((reader) => reader.orm.execute(query));
      return (rows as unknown as { kind: string }[]).map(({ kind }) => kind);
    },
    verify: () => verifyWholeLog(app, config),
    brokenLimits: () => brokenLimits({ discord, slack, wire, reliable }),
    async close() {
      await running.disposeAsync();
      const broken = world.brokenLimits();
      if (broken.length > 0) throw new Error(broken.join('\n'));
    },
  };
  return world;
}
