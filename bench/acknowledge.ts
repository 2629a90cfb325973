import { randomUUID } from 'node:crypto';
import { HTTPReceiver, App as SlackApp } from '@slack/bolt';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import pino from 'pino';
import postgres from 'postgres';
import { createIntake } from '../src/bot/intake/intake.ts';
import { createDiscord } from '../src/bot/platforms/discord/discord.ts';
import { createSlack } from '../src/bot/platforms/slack/slack.ts';
import type { Receiver } from '../src/chat/port.ts';
import { systemClock } from '../src/clock.ts';
import { Secret } from '../src/config/secret.ts';
import { startFakeDiscord } from '../test/support/discord/fake-discord.ts';
import { addMessage as postToDiscord } from '../test/support/discord/rest/messages.ts';
import { addChannel, addUser } from '../test/support/discord/state.ts';
import { freePort } from '../test/support/fault/free-port.ts';
import { idleReceiver } from '../test/support/idle-receiver.ts';
import { BOT_TOKEN, openFakeSlack, SIGNING_SECRET } from '../test/support/slack/fake-slack.ts';
import { httpWire } from '../test/support/slack/http-wire.ts';
import { addMessage } from '../test/support/slack/methods/chat.ts';
import { createPeople } from '../test/support/slack/people.ts';
import { CHANNEL, TEAM } from '../test/support/slack/state.ts';
import { atMost, type Figure } from './figure.ts';
import { percentile, throughput } from './measure.ts';
import type { BenchServer } from './server.ts';

const CLICKS = 1_500;
const ROUNDS = 3;
/** So many clicks at least for each that is in flight: what stops the machine for a moment falls on all of them at once. */
const CLICKS_EACH = 300;
const MEDIAN = 1.5;
const P99 = 2;
const log = pino({ level: 'silent' });

/** From the delivery of a click until its platform has heard that we have it. */
type Click = () => Promise<void>;

/** One insert of one row, as both sides do it before they acknowledge. */
async function barePostgres(url: string) {
  const sql = postgres(url, { max: 16, onnotice: () => {} });
  await sql`create table if not exists bench_inbound (id text primary key, received_at timestamptz not null)`;
  const insert = async (): Promise<void> => {
    await sql`insert into bench_inbound values (${randomUUID()}, ${new Date()})`;
  };
  return { insert, close: () => sql.end() };
}

/** What comes in is kept, and nothing is done with it: the work on a click is measured elsewhere. */
function keeping(server: BenchServer): Receiver {
  const intake = createIntake(server.open({ poolSize: 16 }), log);
  return {
    ...idleReceiver,
    take: intake.take,
    async receive(inbound, responder) {
      await intake.once(inbound, responder, async () => {});
    },
  };
}

/** Clicks beside bare Bolt over HTTP and bare discord.js on the gateway, each with one insert before it acknowledges. */
export async function benchAcknowledge(server: BenchServer): Promise<Figure[]> {
  return [...(await benchSlack(server)), ...(await benchDiscord(server))];
}

async function benchSlack(server: BenchServer): Promise<Figure[]> {
  const bare = await barePostgres(server.url);
  const [ourPort, barePort] = [await freePort(), await freePort()];
  const fake = await openFakeSlack('http', () => '');
  const slack = createSlack({
    workspaces: [
      {
        name: 'main',
        team: TEAM,
        botToken: new Secret(BOT_TOKEN),
        arrival: { type: 'http', signingSecret: new Secret(SIGNING_SECRET) },
      },
    ],
    apiUrl: fake.apiUrl,
    listen: { host: '127.0.0.1', port: ourPort },
    commands: () => [],
    clock: systemClock,
    log,
  });
  await slack.start(keeping(server));
  const app = new SlackApp({
    receiver: new HTTPReceiver({
      signingSecret: SIGNING_SECRET,
      port: barePort,
      endpoints: ['/slack/events'],
    }),
    authorize: async () => ({ botToken: BOT_TOKEN }),
    convoStore: false,
  });
  app.action({ type: 'block_actions' }, async ({ ack }) => {
    await bare.insert();
    await ack();
  });
  await app.start(barePort);

  const button = { type: 'button', action_id: 'nonce:bench', text: { type: 'plain_text', text: 'Approve' } };
  const blocks = [{ type: 'actions', elements: [button] }];
  const { ts } = addMessage(fake.state, { channel: CHANNEL, text: 'card', blocks });
  const clickAt = (port: number): Click => {
    const wire = httpWire(() => `http://127.0.0.1:${port}/slack/events`, SIGNING_SECRET);
    const people = createPeople({ state: fake.state, base: fake.api.url, wire, events: [] });
    return async () => {
      const { status } = await people.click('U0ANA0001', CHANNEL, ts, 'nonce:bench');
      if (status !== 200) throw new Error(`a click was answered with ${status}`);
    };
  };
  const figures = await compareAll('Slack over HTTP', clickAt(ourPort), clickAt(barePort));
  await app.stop();
  await slack.stop();
  await fake.close();
  await bare.close();
  return figures;
}

async function benchDiscord(server: BenchServer): Promise<Figure[]> {
  const bare = await barePostgres(server.url);
  const sides = [];
  for (const side of ['ours', 'bare'] as const) {
    const discord = await startFakeDiscord({ limits: { limit: 1e6, global: 1e6 } });
    const { state, player, token, apiUrl } = discord;
    const channel = addChannel(state, 'ops').id;
    const user = addUser(state, 'ana').id;
    const components = [
      { type: 1, components: [{ type: 2, style: 1, label: 'Approve', custom_id: 'bench' }] },
    ];
    const message = postToDiscord(state, { channel, body: { content: 'card', components } }).id;
    const stop = side === 'ours' ? await ourDiscord(server, discord) : await bareDiscord(bare, token, apiUrl);
    const click: Click = () => discord.answered(player.click(user, message, 'bench'));
    sides.push({ click, stop: () => stop().then(discord.close) });
  }
  const [ours, floor] = sides;
  if (ours === undefined || floor === undefined) throw new Error('both sides are needed');
  const figures = await compareAll('Discord on the gateway', ours.click, floor.click);
  for (const { stop } of sides) await stop();
  await bare.close();
  return figures;
}

type FakeDiscord = Awaited<ReturnType<typeof startFakeDiscord>>;

async function ourDiscord(server: BenchServer, { token, apiUrl, state }: FakeDiscord) {
  const platform = createDiscord({
    token: new Secret(token),
    guild: state.guild,
    apiUrl,
    commands: () => [],
    log,
  });
  await platform.start(keeping(server));
  return () => platform.stop();
}

async function bareDiscord(bare: { insert: Click }, token: string, apiUrl: string) {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: apiUrl, version: '10' } });
  client.on(Events.InteractionCreate, async (interaction) => {
    if (!interaction.isButton()) return;
    await bare.insert();
    await interaction.deferUpdate();
  });
  const ready = new Promise((done) => client.once(Events.ClientReady, done));
  await client.login(token);
  await ready;
  return () => client.destroy();
}

async function compareAll(where: string, ours: Click, floor: Click): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const width of [1, 10, 50]) figures.push(...(await compare(where, width, ours, floor)));
  return figures;
}

/** Rounds alternate, so that both sides meet the same machine; the first warms both up. */
async function compare(where: string, width: number, ours: Click, floor: Click): Promise<Figure[]> {
  const clicks = Array.from({ length: CLICKS });
  const rounds = Math.max(ROUNDS, Math.ceil((CLICKS_EACH * width) / CLICKS));
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const one = await throughput(clicks, width, ours);
    const other = await throughput(clicks, width, floor);
    if (round === 0) continue;
    mine.push(...one.samples);
    theirs.push(...other.samples);
  }
  const figure = (name: string, share: number, most: number): Figure => {
    const [value, bound] = [percentile(mine, share), percentile(theirs, share)];
    const what = `${where}: click to acknowledgement, ${width} in flight: ${name}`;
    return {
      what,
      unit: 'ms',
      value,
      floor: bound,
      promise: atMost(most, 'floor'),
    };
  };
  return [figure('p50', 0.5, MEDIAN), figure('p99', 0.99, P99)];
}
