import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SeenChannel } from '../contract/chat-harness.ts';
import type { Name, PlatformId } from '../support/app/both/team.ts';
import { type BothPlatforms, startBothPlatforms } from '../support/app/both/world.ts';
import { channelsSeenBy as onDiscord } from '../support/discord/seen-channels.ts';
import { channelsSeenBy as onSlack } from '../support/slack/seen-channels.ts';

describe('a channel for a piece of work, between Discord and Slack', () => {
  let world: BothPlatforms;
  beforeAll(async () => {
    world = await startBothPlatforms();
  });
  beforeEach(() => world.nextScene());
  afterAll(() => world.close());

  function channel(who: Name, platform: PlatformId, name: string): SeenChannel | undefined {
    const { discord, slack } = world;
    const there = [...discord.state.users.values()].find(({ username }) => username === who);
    const here = [...slack.state.users.values()].findLast((user) => user.name === who);
    const seen =
      platform === 'discord'
        ? onDiscord(discord.state, there?.id ?? '')
        : onSlack(slack.state, here?.id ?? '');
    return seen.find((one) => one.name === name);
  }

  const openings = async (): Promise<string> => {
    const footer = /chn-[0-9a-z]{8}/.exec((await world.on('slack', 'ana').sees('chn-')).text);
    return `channel/${footer?.[0]}`;
  };

  it('is opened on both for whoever is named, seen by nobody else, and proved by the log', async () => {
    const ana = world.on('slack', 'ana');
    await ana.command('ops channel open', {
      name: 'Key rotation',
      about: 'The signers get new keys',
      private: 'true',
      people: 'ben',
    });
    const answer = await ana.sees('The channel Key rotation is open');
    expect(answer.quiet).toBe(true);
    for (const platform of ['discord', 'slack'] as const) {
      for (const who of ['ana', 'ben'] as const) {
        const seen = channel(who, platform, 'key-rotation');
        expect(seen?.topic).toContain('The signers get new keys');
        expect(seen?.pinned).toHaveLength(1);
      }
      expect(channel('chen', platform, 'key-rotation')).toBeUndefined();
    }
    expect((await world.log(await openings())).toSorted()).toEqual([
      'channel.opened',
      'channel.opened',
      'channel.wanted',
    ]);
    expect((await world.verify()).problems).toBe(0);
  });

  it('is opened on Discord while Slack refuses, and on Slack at another click', async () => {
    const fields = { needed: 'channels:manage', provided: 'chat:write' };
    world.slack.api.faults.next('conversations.create', { type: 'error', word: 'missing_scope', fields });
    const ben = world.on('discord', 'ben');
    await ben.command('ops channel open', { name: 'decay-drill', about: 'A drill' });
    const answer = await ben.seesCard('decay-drill is open, but not everywhere');
    expect(answer.text).toContain('The app lacks the scope channels:manage.');
    expect(channel('ben', 'discord', 'decay-drill')).toBeDefined();
    expect(channel('ben', 'slack', 'decay-drill')).toBeUndefined();
    await ben.click(answer, 'Try again');
    await ben.seesCard('The channel decay-drill is open', '#decay-drill on Slack');
    expect(channel('chen', 'slack', 'decay-drill')).toBeDefined();
    const there = [...world.discord.state.channels.values()].filter(({ name }) => name === 'decay-drill');
    expect(there).toHaveLength(1);
  });
});
