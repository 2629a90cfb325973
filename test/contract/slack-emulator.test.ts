import { createServer } from 'node:net';
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOT_SCOPES } from '../../src/bot/platforms/slack/manifest.ts';
import { quietRef } from '../../src/bot/platforms/slack/quiet/ref.ts';
import { createSlack, type Slack } from '../../src/bot/platforms/slack/slack.ts';
import type { Card } from '../../src/chat/card.ts';
import type { Place } from '../../src/chat/inbound.ts';
import { DeliveryError } from '../../src/chat/port.ts';
import { systemClock } from '../../src/clock.ts';
import { Secret } from '../../src/config/secret.ts';
import { renamingProxy, type StandIn } from '../support/slack/renaming-proxy.ts';
import { silent } from '../support/slack/silent.ts';
import { scriptedReceiver } from './scripted-receiver.ts';

const BOT = 'xoxb-keyturn';
const ANA = 'xoxp-ana';

const card = (title: string): Card => ({
  title,
  tone: 'warning',
  status: 'Waiting',
  blocks: [{ type: 'fields', fields: [{ label: 'Why', value: '<!here>' }] }],
  controls: [{ type: 'button', nonce: 'n', label: 'Approve', style: 'primary' }],
});

/** Somebody else's Slack: what it refuses or does otherwise, we would have imagined wrongly. */
describe('Slack as an independent emulator has it', () => {
  let emulator: Emulator;
  let proxy: StandIn;
  let slack: Slack;
  let place: Place;

  beforeAll(async () => {
    const app = { app_id: 'A0KEYTURN', bot_id: 'B0KEYTURN', bot_user_id: 'U0KEYTURN' };
    emulator = await createEmulator({
      service: 'slack',
      port: await freePort(),
      seed: {
        slack: {
          strict_scopes: true,
          users: [{ name: 'ana' }],
          channels: [{ name: 'ops' }],
          oauth_apps: [
            {
              ...app,
              name: 'Keyturn',
              bot_name: 'keyturn',
              client_id: '1.2',
              client_secret: 's',
              redirect_uris: [],
            },
          ],
          tokens: [
            { token: BOT, type: 'bot', user_id: 'U0KEYTURN', ...app, scopes: [...BOT_SCOPES] },
            {
              token: ANA,
              user: 'ana',
              scopes: ['reactions:write', 'channels:read', 'channels:write', 'chat:write', 'channels:manage'],
            },
          ],
        },
      },
    });
    const { channels } = await as(ANA, 'conversations.list');
    const channel = (channels as { id: string; name: string }[]).find(({ name }) => name === 'ops')?.id ?? '';
    await as(ANA, 'conversations.invite', { channel, users: 'U0KEYTURN' });
    // What it lists of all channels it does not list of the app's own.
    proxy = await renamingProxy(emulator.url, { 'users.conversations': 'conversations.list' });
    slack = open();
    await slack.start(scriptedReceiver());
    const { team_id } = await as(BOT, 'auth.test');
    place = { platform: 'slack', workspace: String(team_id), channel };
  });
  afterAll(async () => {
    await slack.stop();
    await proxy.close();
    await emulator.close();
  });

  function open(): Slack {
    return createSlack({
      workspaces: [
        {
          name: 'main',
          team: null,
          botToken: new Secret(BOT),
          arrival: { type: 'http', signingSecret: new Secret('s') },
        },
      ],
      apiUrl: `${proxy.url}/api/`,
      listen: { host: '127.0.0.1', port: 0 },
      commands: () => [],
      clock: systemClock,
      log: silent,
    });
  }

  async function as(
    token: string,
    method: string,
    args: Record<string, string> = {},
  ): Promise<Record<string, unknown>> {
    const response = await fetch(`${emulator.url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(args),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (answer.ok !== true) throw new Error(`${method}: ${String(answer.error)}`);
    return answer;
  }

  async function history(): Promise<readonly { ts: string; text: string }[]> {
    return (await as(BOT, 'conversations.history', { channel: place.channel })).messages as {
      ts: string;
      text: string;
    }[];
  }

  it('5.15 posts once for a key, also after a restart, and 16 edits in place', async () => {
    const before = (await history()).length;
    const ref = await slack.post(place, card('First'), 'k1');
    const again = open();
    await again.start(scriptedReceiver());
    expect(await again.post(place, card('Second'), 'k1')).toEqual(ref);
    await again.stop();
    await slack.edit(ref, card('Third'));
    const messages = await history();
    expect(messages).toHaveLength(before + 1);
    expect(messages.find(({ ts }) => ts === ref.message)?.text).toContain('Third');
    expect(messages.find(({ ts }) => ts === ref.message)?.text).not.toContain('<!here>');
  });

  it('replies in the thread, with a file, once for a key', async () => {
    const parent = await slack.post(place, card('Parent'), 'k2');
    const content = { text: 'All of it', file: { name: 'run.log', content: 'line 1\n' } };
    const first = await slack.reply(parent, content, 'log');
    expect(await slack.reply(parent, content, 'log')).toEqual(first);
    await slack.reply(parent, { text: 'more' }, 'more');
    const { messages } = await as(BOT, 'conversations.replies', {
      channel: place.channel,
      ts: parent.message,
    });
    expect(messages).toHaveLength(3);
  });

  it('sends the file of a quiet answer to that person, once for a key', async () => {
    const { user_id } = await as(ANA, 'auth.test');
    const answer = quietRef(place, String(user_id));
    const content = { text: 'audit.jsonl', file: { name: 'audit.jsonl', content: '{}\n' } };
    await slack.reply(answer, content, 'quiet');
    await slack.reply(answer, content, 'quiet');
    const { channel } = await as(BOT, 'conversations.open', { users: String(user_id) });
    const { messages } = await as(BOT, 'conversations.history', { channel: (channel as { id: string }).id });
    expect(messages).toMatchObject([{ files: [{ title: 'audit.jsonl' }] }]);
  });

  it('lists reactions with who gave them', async () => {
    const ref = await slack.post(place, card('React'), 'k3');
    await as(ANA, 'reactions.add', {
      channel: place.channel,
      timestamp: ref.message,
      name: 'white_check_mark',
    });
    expect(await slack.reactions(ref)).toMatchObject([{ emoji: '✅', human: true }]);
  });

  it('opens a channel once for a key, invites, says what it is for, pins, bookmarks and archives', async () => {
    const keeper = slack.channels;
    if (keeper?.bookmark === undefined) throw new Error('Slack opens channels');
    const ana = String((await as(ANA, 'auth.test')).user_id);
    const account = { platform: 'slack', workspace: place.workspace, id: ana } as const;
    const wish = {
      workspace: place.workspace,
      key: 'outage-1',
      name: 'Outage of payments',
      topic: 'Since noon',
      private: true,
      invite: [{ ...account, id: 'U0NOBODY0' }, account],
    };
    const opened = await keeper.create(wish);
    expect(opened).toMatchObject({
      name: 'outage-of-payments',
      uninvited: [{ account: { id: 'U0NOBODY0' } }],
    });
    expect((await keeper.create(wish)).place).toEqual(opened.place);
    expect((await keeper.create({ ...wish, key: 'outage-2' })).name).toMatch(/^outage-of-payments-\w{6}$/);
    const { channel } = opened.place;
    const { members } = await as(BOT, 'conversations.members', { channel });
    expect(members).toContain(ana);
    const ref = await slack.post(opened.place, card('Why'), 'k6');
    await keeper.pin(ref);
    await keeper.pin(ref);
    await keeper.setTopic(opened.place, 'x'.repeat(300));
    await keeper.bookmark(opened.place, { title: 'Dashboard', url: 'https://example.org' });
    await keeper.archive(opened.place);
    await keeper.archive(opened.place);
    const { channel: info } = await as(BOT, 'conversations.info', { channel });
    expect(info).toMatchObject({ is_private: true, is_archived: true });
  });

  it('says what is gone, and what never was', async () => {
    const ref = await slack.post(place, card('Gone'), 'k4');
    await as(BOT, 'chat.delete', { channel: place.channel, ts: ref.message });
    const kind = (attempt: Promise<unknown>) =>
      attempt.catch((error: unknown) => error instanceof DeliveryError && error.kind);
    expect(await kind(slack.edit(ref, card('x')))).toBe('gone');
    expect(await kind(slack.reply(ref, { text: 'x' }, 'r'))).toBe('gone');
    expect(await kind(slack.post({ ...place, channel: 'C0NOWHERE' }, card('x'), 'k5'))).toBe('no-channel');
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<number>();
  server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  const port = await promise;
  await new Promise((done) => server.close(done));
  return port;
}
