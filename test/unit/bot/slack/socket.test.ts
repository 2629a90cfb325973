import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlack } from '../../../../src/bot/slack/slack.ts';
import { systemClock } from '../../../../src/clock.ts';
import { Secret } from '../../../../src/config/secret.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../contract/scripted-receiver.ts';
import { APP_TOKEN, BOT_TOKEN } from '../../../support/slack/fake-slack.ts';
import { openSlackHarness, type SlackHarness } from '../../../support/slack/harness.ts';
import { silent } from '../../../support/slack/silent.ts';
import { TEAM } from '../../../support/slack/state.ts';

describe('a Socket Mode connection', () => {
  let harness: SlackHarness;
  let receiver: ScriptedReceiver;
  beforeEach(async () => {
    harness = await openSlackHarness('socket');
    receiver = scriptedReceiver();
    await harness.platform.start(receiver);
  });
  afterEach(() => harness.close());

  const help = () => harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});

  it('comes back at once when it is cut, and when Slack wants it renewed', async () => {
    const { socket } = harness.fake;
    socket.cut();
    await help();
    socket.refresh();
    await expect.poll(() => socket.connections()).toBe(0);
    await help();
    expect(receiver.inbound).toHaveLength(2);
  });

  it('asks what was missed when it comes back, and only then', async () => {
    let missed = 0;
    await harness.restart({
      ...receiver,
      missed: async () => {
        missed += 1;
      },
    });
    await help();
    expect(missed).toBe(0);
    harness.fake.socket.cut();
    await expect.poll(() => missed).toBe(1);
  });

  it('is tried again and again while Slack gives no address', async () => {
    const { api, socket } = harness.fake;
    for (const status of [500, 502, 503])
      api.faults.next('apps.connections.open', { type: 'status', status });
    socket.cut();
    await help();
    expect(receiver.inbound).toHaveLength(1);
  });

  it('ends with the adapter', async () => {
    await harness.platform.stop();
    await expect.poll(() => harness.fake.socket.connections()).toBe(0);
  });

  it('is refused with words when a token is wrong, at the start', async () => {
    const open = (bot: string, app: string, team = TEAM) =>
      createSlack({
        workspaces: [
          {
            name: 'main',
            team,
            botToken: new Secret(bot),
            arrival: { type: 'socket', appToken: new Secret(app) },
          },
        ],
        apiUrl: harness.fake.apiUrl,
        listen: { host: '127.0.0.1', port: 0 },
        commands: () => [],
        clock: systemClock,
        log: silent,
      }).start(receiver);
    await expect(open('xoxb-wrong', APP_TOKEN)).rejects.toMatchObject({ code: 'slack.token' });
    await expect(open(BOT_TOKEN, 'xapp-wrong')).rejects.toMatchObject({ code: 'slack.app-token' });
    await expect(open(BOT_TOKEN, APP_TOKEN, 'T0OTHER01')).rejects.toMatchObject({ code: 'slack.team' });
  });

  it('does not keep the program from starting when Slack is down', async () => {
    await harness.platform.stop();
    const { api } = harness.fake;
    api.faults.next('auth.test', { type: 'status', status: 503 });
    api.faults.next('apps.connections.open', { type: 'cut', done: false });
    await harness.restart(receiver);
    await help();
    expect(receiver.inbound).toHaveLength(1);
  });
});
