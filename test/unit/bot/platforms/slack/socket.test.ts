import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlack, type Slack } from '../../../../../src/bot/platforms/slack/slack.ts';
import { systemClock } from '../../../../../src/clock.ts';
import { Secret } from '../../../../../src/config/secret.ts';
import type { Pace } from '../../../../../src/waiting/allowance.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { APP_TOKEN, BOT_TOKEN } from '../../../../support/slack/fake-slack.ts';
import { openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';
import { silent } from '../../../../support/slack/silent.ts';
import { TEAM } from '../../../../support/slack/state.ts';

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

  describe('that does not hold', () => {
    let slack: Slack;
    const opened = () =>
      harness.fake.api.calls.filter(({ method }) => method === 'apps.connections.open').length;

    async function open(socketPace?: Pace): Promise<void> {
      await harness.platform.stop();
      slack = createSlack({
        workspaces: [
          {
            name: 'main',
            team: TEAM,
            botToken: new Secret(BOT_TOKEN),
            arrival: { type: 'socket', appToken: new Secret(APP_TOKEN) },
          },
        ],
        apiUrl: harness.fake.apiUrl,
        listen: { host: '127.0.0.1', port: 0 },
        commands: () => [],
        clock: systemClock,
        log: silent,
        ...(socketPace === undefined ? {} : { socketPace }),
      });
      await slack.start(receiver);
    }
    afterEach(() => slack.stop());

    it('is opened no faster than Slack allows, whatever ends it', async () => {
      const before = opened();
      await open({ burst: 3, everyMs: 60_000, gapMs: 0 });
      const cut = (): number => {
        harness.fake.socket.cut();
        return opened() - before;
      };
      await expect.poll(cut, { interval: 50 }).toBe(3);
      for (let i = 0; i < 20; i += 1) {
        cut();
        await sleep(50);
      }
      expect(opened() - before).toBe(3);
    });

    it('is opened more and more slowly when it ends as soon as it is made', async () => {
      const before = opened();
      await open();
      const said = () => {
        harness.fake.socket.cut();
        return slack.problems?.();
      };
      const told = [expect.stringContaining('soon after it was made')];
      await expect.poll(said, { interval: 50 }).toEqual(told);
      expect(opened() - before).toBeLessThanOrEqual(5);
    });

    it('waits, and says so, when Slack takes no more connections of this app', async () => {
      const before = opened();
      await open();
      harness.fake.socket.write(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      await expect.poll(() => slack.problems?.()).toEqual([expect.stringContaining('too many processes')]);
      await sleep(1_000);
      expect(opened() - before).toBe(1);
    });

    it('waits as long as Slack asks', async () => {
      const before = opened();
      await open();
      harness.fake.api.faults.next('apps.connections.open', { type: 'rate-limit', retryAfterS: 3 });
      harness.fake.socket.cut();
      await sleep(2_000);
      expect(opened() - before).toBe(1);
      await expect.poll(() => opened() - before).toBe(2);
    });
  });
});
