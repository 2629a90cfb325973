import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlack, type Slack } from '../../../../../src/bot/platforms/slack/slack.ts';
import { systemClock } from '../../../../../src/clock.ts';
import { Secret } from '../../../../../src/config/secret.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import {
  BOT_TOKEN,
  type FakeSlack,
  OTHER_BOT_TOKEN,
  OTHER_TEAM,
  openFakeSlack,
} from '../../../../support/slack/fake-slack.ts';
import { openSlackAt } from '../../../../support/slack/harness.ts';
import { bodyOf, post, signed } from '../../../../support/slack/http-wire.ts';
import { silent } from '../../../../support/slack/silent.ts';
import { CHANNEL, TEAM } from '../../../../support/slack/state.ts';

const card = { title: 'Hello', tone: 'neutral', blocks: [], controls: [] } as const;

describe('two workspaces', () => {
  let fake: FakeSlack;
  let slack: Slack;
  let receiver: ScriptedReceiver;
  beforeEach(async () => {
    fake = await openFakeSlack('http', () => '');
    receiver = scriptedReceiver();
    const workspace = (name: string, team: string | null, token: string, secret: string) => ({
      name,
      team,
      botToken: new Secret(token),
      arrival: { type: 'http', signingSecret: new Secret(secret) } as const,
    });
    slack = createSlack({
      workspaces: [
        workspace('main', TEAM, BOT_TOKEN, 'main secret'),
        workspace('eu', null, OTHER_BOT_TOKEN, 'eu secret'),
      ],
      apiUrl: fake.apiUrl,
      listen: { host: '127.0.0.1', port: 0 },
      commands: () => [],
      clock: systemClock,
      log: silent,
    });
    await slack.start(receiver);
  });
  afterEach(async () => {
    await slack.stop();
    await fake.close();
  });

  it('say when they cannot be reached, until they can', async () => {
    fake.api.faults.next('auth.test', { type: 'status', status: 503 });
    const late = openSlackAt(fake.apiUrl);
    await late.start(receiver);
    expect(late.problems?.()).toEqual([
      expect.stringContaining('The workspace "main" is tried again: Slack cannot be reached'),
    ]);
    await expect.poll(() => late.problems?.()).toEqual([]);
    await late.stop();
  });

  let count = 0;
  function command(path: string, secret: string) {
    count += 1;
    const payload = {
      command: '/ops',
      text: 'help',
      user_id: 'U0ANA0001',
      channel_id: CHANNEL,
      trigger_id: `t${count}`,
    };
    const { body, type } = bodyOf({ kind: 'command', payload: { ...payload, team_id: TEAM } });
    const headers = signed(body, { secret, timestamp: Math.floor(Date.now() / 1_000) });
    return post(`http://127.0.0.1:${slack.port ?? 0}${path}`, { ...headers, 'content-type': type }, body);
  }

  it('are written to with the token of each', async () => {
    const place = (workspace: string) => ({ platform: 'slack', workspace, channel: CHANNEL }) as const;
    const ref = await slack.post(place(OTHER_TEAM), card, 'k1');
    await slack.edit(ref, card);
    await slack.post(place(TEAM), card, 'k2');
    const tokens = fake.api.calls
      .filter(({ method }) => method.startsWith('chat.'))
      .map(({ token }) => token);
    expect(tokens).toEqual([OTHER_BOT_TOKEN, OTHER_BOT_TOKEN, BOT_TOKEN]);
    await expect(slack.post(place('T0NOBODY1'), card, 'k3')).rejects.toMatchObject({ kind: 'no-channel' });
  });

  it('are told apart by path and secret, and nobody of one counts in the other', async () => {
    expect((await command('/slack/events/eu', 'main secret')).status).toBe(401);
    expect((await command('/slack/events', 'main secret')).status).toBe(404);
    expect((await command('/slack/events/main', 'main secret')).status).toBe(200);
    expect((await command('/slack/events/eu', 'eu secret')).status).toBe(200);
    await expect.poll(() => receiver.inbound.length).toBe(2);
    const found = receiver.inbound.map(({ place, account, human }) => [
      place.workspace,
      account.workspace,
      human,
    ]);
    expect(found).toContainEqual([TEAM, TEAM, true]);
    expect(found).toContainEqual([OTHER_TEAM, TEAM, false]);
  });

  describe('of which one is refused', () => {
    const place = { platform: 'slack', workspace: OTHER_TEAM, channel: CHANNEL } as const;
    let other: Slack;
    afterEach(() => other.stop());

    function open(main: string, retryMs?: number): Slack {
      const workspace = (name: string, team: string | null, token: string) => ({
        name,
        team,
        botToken: new Secret(token),
        arrival: { type: 'http', signingSecret: new Secret('s') } as const,
      });
      other = createSlack({
        workspaces: [workspace('main', TEAM, main), workspace('eu', null, OTHER_BOT_TOKEN)],
        apiUrl: fake.apiUrl,
        listen: { host: '127.0.0.1', port: 0 },
        commands: () => [],
        clock: systemClock,
        log: silent,
        ...(retryMs === undefined ? {} : { retryMs }),
      });
      return other;
    }

    it('serve the other one, and say which is refused, and why', async () => {
      const partly = open('xoxb-revoked');
      await partly.start(receiver);
      await partly.post(place, card, 'served');
      expect(partly.port).toBeGreaterThan(0);
      expect(partly.problems?.()).toEqual([
        expect.stringMatching(/^The workspace "main" is not connected and is tried again: .*invalid_auth/),
      ]);
    });

    it('take it in by itself once it is mended, and look for what was missed there', async () => {
      fake.api.faults.next('auth.test', { type: 'error', word: 'account_inactive' });
      let missed = 0;
      const partly = open(BOT_TOKEN, 40);
      await partly.start({
        ...receiver,
        missed: async () => {
          missed += 1;
        },
      });
      expect(partly.problems?.()).toHaveLength(1);
      await expect.poll(() => partly.problems?.()).toEqual([]);
      await expect.poll(() => missed).toBe(1);
    });
  });
});
