import type { Arrival } from '../../../src/bot/platforms/slack/options.ts';
import { createSlack, type Slack } from '../../../src/bot/platforms/slack/slack.ts';
import type { Receiver } from '../../../src/chat/port.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { type Command, defineCommand, type Option } from '../../../src/commands/command.ts';
import { Secret } from '../../../src/config/secret.ts';
import type { Account } from '../../../src/people/principal.ts';
import type { ChatHarness } from '../../contract/chat-harness.ts';
import { slackDriver } from './driver.ts';
import {
  APP_TOKEN,
  BOT_TOKEN,
  type FakeSlack,
  type FakeSlackOptions,
  openFakeSlack,
  SIGNING_SECRET,
} from './fake-slack.ts';
import { slackHome } from './home.ts';
import { channelsSeenBy } from './seen-channels.ts';
import { silent } from './silent.ts';
import { CHANNEL, TEAM } from './state.ts';
import { track } from './track.ts';

export type Mode = 'http' | 'socket';

export interface SlackHarness extends ChatHarness {
  readonly platform: Slack;
  readonly fake: FakeSlack;
  /** Where the app listens for Slack. */
  readonly appUrl: () => string;
}

export const slackAccount = (id: string): Account => ({ platform: 'slack', workspace: TEAM, id });

const option = (name: string, more: Partial<Option> = {}): Option => ({
  name,
  type: 'text',
  description: `The ${name}.`,
  required: false,
  ...more,
});

const command = (path: string, options: readonly Option[] = []): Command =>
  defineCommand({
    path: path.split(' '),
    summary: `Does ${path}.`,
    help: '',
    examples: [],
    options,
    run: () => Promise.resolve({ type: 'none' }),
  });

export const COMMANDS: readonly Command[] = [
  command('ops help', [option('topic')]),
  command('ops run', [
    option('action', { complete: async () => [] }),
    option('dry-run', { type: 'boolean' }),
  ]),
  command('ops approvals show', [option('request', { required: true, complete: async () => [] })]),
  command('ops approvals list'),
  command('ops audit search', [option('text')]),
  command('twist decay', [
    option('amount', { type: 'number', required: true }),
    option('why', { required: true, maxLength: 50 }),
    option('pool', {
      type: 'choice',
      choices: [
        { value: 'a', label: 'Pool A' },
        { value: 'b', label: 'Pool B' },
      ],
    }),
    option('share', { type: 'boolean' }),
  ]),
];

/** The adapter with the tokens that the imagined Slack takes. */
export function openSlackAt(
  apiUrl: string,
  arrival: Arrival = { type: 'http', signingSecret: new Secret(SIGNING_SECRET) },
  clock: Clock = systemClock,
): Slack {
  return createSlack({
    workspaces: [{ name: 'main', team: TEAM, botToken: new Secret(BOT_TOKEN), arrival }],
    apiUrl,
    listen: { host: '127.0.0.1', port: 0 },
    commands: () => COMMANDS,
    clock,
    log: silent,
  });
}

/** The adapter on the real Bolt, before an imagined Slack. */
export async function openSlackHarness(
  mode: Mode,
  clock: Clock = systemClock,
  options: FakeSlackOptions = {},
): Promise<SlackHarness> {
  let slack: Slack;
  const appUrl = (): string => `http://127.0.0.1:${slack.port ?? 0}/slack/events`;
  const fake = await openFakeSlack(mode, appUrl, options);
  const arrival: Arrival | undefined =
    mode === 'http' ? undefined : { type: 'socket', appToken: new Secret(APP_TOKEN) };
  const tracker = track(fake);
  const open = (): Slack => {
    slack = openSlackAt(fake.apiUrl, arrival, clock);
    const made = slack;
    return { ...made, start: (receiver: Receiver) => made.start(tracker.watch(receiver)) };
  };
  let platform = open();
  const drive = slackDriver(fake, tracker);
  return {
    platform,
    fake,
    appUrl,
    drive,
    channels: async ({ id }) => channelsSeenBy(fake.state, id),
    home: slackHome(fake, tracker, drive),
    ana: slackAccount('U0ANA0001'),
    ben: slackAccount('U0BEN0001'),
    bot: slackAccount('U0ROBOT01'),
    place: { platform: 'slack', workspace: TEAM, channel: CHANNEL },
    async restart(receiver) {
      await platform.stop();
      platform = open();
      await platform.start(receiver);
      return platform;
    },
    async close() {
      await platform.stop();
      await fake.close();
      if (fake.api.broken.length > 0) throw new Error(`Slack would refuse: ${fake.api.broken.join('\n')}`);
    },
  };
}
