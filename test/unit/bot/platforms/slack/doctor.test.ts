import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackChecks } from '../../../../../src/bot/platforms/slack/doctor.ts';
import { BOT_SCOPES } from '../../../../../src/bot/platforms/slack/manifest.ts';
import { Secret } from '../../../../../src/config/secret.ts';
import { runDoctor } from '../../../../../src/doctor/doctor.ts';
import { APP_TOKEN, BOT_TOKEN, type FakeSlack, openFakeSlack } from '../../../../support/slack/fake-slack.ts';
import { silent } from '../../../../support/slack/silent.ts';
import { BOT_USER, CHANNEL, TEAM } from '../../../../support/slack/state.ts';

describe('what doctor asks Slack', () => {
  let fake: FakeSlack;
  beforeEach(async () => {
    fake = await openFakeSlack('socket', () => '');
  });
  afterEach(() => fake.close());

  async function findings({
    bot = BOT_TOKEN,
    app = APP_TOKEN,
    team = TEAM,
    channel = CHANNEL,
    voting = ['✅', '👎🏽'],
  } = {}) {
    const arrival = { type: 'socket', appToken: new Secret(app) } as const;
    const report = await runDoctor(
      slackChecks({
        workspaces: [{ name: 'main', team, botToken: new Secret(bot), arrival }],
        apiUrl: fake.apiUrl,
        log: silent,
        channels: [{ name: 'ops', workspace: team, id: channel }],
        voting,
      }),
    );
    return report.checks
      .flatMap((check) => check.findings.map(({ level, says }) => `${level}: ${says}`))
      .join('\n');
  }

  it('is content with tokens, scopes and channels that are right', async () => {
    expect(await findings()).toBe(
      'ok: Slack accepts what is set for "main".\nok: The app is in all 1 channels of the settings.\nok: Every emoji that votes is one that Slack has.',
    );
  });

  it('names the token that is wrong, and shows none', async () => {
    const found = await findings({ bot: 'xoxb-secret', app: 'xapp-secret' });
    expect(found).toContain('SLACK_BOT_TOKEN');
    expect(found).toContain('SLACK_APP_TOKEN');
    expect(found).not.toContain('secret');
    expect(await findings({ team: 'T0OTHER01' })).toContain('belongs to the workspace T0HOME001');
  });

  it('names the scope that an app lacks which was installed before it was needed', async () => {
    await fake.close();
    const before = BOT_SCOPES.filter((scope) => !scope.startsWith('im:'));
    fake = await openFakeSlack('socket', () => '', { scopes: before });
    expect(await findings()).toContain('problem: The app in "main" lacks the scopes im:write, im:history.');
  });

  it('names the emoji of the settings that would never count', async () => {
    fake.state.emoji.set('shipit', 'https://emoji.example/shipit.png');
    const found = await findings({ voting: ['✅', 'shipit', 'ship-it'] });
    expect(found).toContain('problem: "ship-it" votes by the settings');
    expect(found).not.toContain('"shipit"');
  });

  it('names the channels that the app cannot use', async () => {
    expect(await findings({ channel: 'C0NOWHERE' })).toContain('does not exist, or is private');
    fake.state.channels.get(CHANNEL)?.members.delete(BOT_USER);
    expect(await findings()).toContain('The app is not in the channel "ops"');
  });
});
