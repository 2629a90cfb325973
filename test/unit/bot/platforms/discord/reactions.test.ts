import { afterEach, describe, expect, it } from 'vitest';
import { allCommands } from '../../../../../src/app/features.ts';
import type { Card } from '../../../../../src/chat/card.ts';
import type { MessageRef } from '../../../../../src/chat/inbound.ts';
import { scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { type DiscordHarness, discordHarness } from '../../../../support/discord/harness.ts';
import { addUser } from '../../../../support/discord/state.ts';
import { PATIENCE_MS } from '../../../../support/patience.ts';

const commands = await allCommands();
const card: Card = { title: 'Vote', tone: 'neutral', blocks: [], controls: [] };

let harness: DiscordHarness;
let missed = 0;
let ref: MessageRef;
const receiver = () => ({
  ...scriptedReceiver(),
  missed: async () => {
    missed += 1;
  },
});
async function open(): Promise<DiscordHarness> {
  missed = 0;
  harness = await discordHarness({ commands });
  await harness.platform.start(receiver());
  ref = await harness.platform.post(harness.place, card, 'vote');
  return harness;
}
afterEach(() => harness.close());

async function until(probe: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!probe()) {
    if (performance.now() > giveUpAt) throw new Error('in vain');
    await new Promise((done) => setTimeout(done, 10));
  }
}

describe('reactions on Discord', () => {
  it('5.2 counts one human once, with an ordinary and a super reaction', async () => {
    const { platform, ana, discord } = await open();
    discord.player.react(ana.id, ref.message, '✅', 'normal');
    discord.player.react(ana.id, ref.message, '✅', 'burst');
    expect(await platform.reactions(ref)).toEqual([{ emoji: '✅', account: ana, human: true }]);
  });

  it('reads long lists to their end', async () => {
    const { platform, discord } = await open();
    for (let i = 0; i < 230; i += 1) {
      discord.player.react(addUser(discord.state, `user-${i}`).id, ref.message, '✅');
    }
    expect(await platform.reactions(ref)).toHaveLength(230);
  });

  it.each([404, 429, 500])(
    '5.6 one emoji whose list is not given (%i) leaves all others known',
    async (status) => {
      const { platform, ana, ben, discord } = await open();
      discord.player.react(ana.id, ref.message, '🎉');
      discord.player.react(ben.id, ref.message, '✅');
      const list = new RegExp(`/reactions/${encodeURIComponent('🎉')}`);
      discord.failNext(
        'GET',
        list,
        { type: 'status', status, ...(status === 429 ? { retryAfter: 60 } : {}) },
        2,
      );
      expect(await platform.reactions(ref)).toEqual([
        { emoji: '🎉', account: undefined, human: undefined },
        { emoji: '✅', account: ben, human: true },
      ]);
    },
  );

  it('5.6 asks for a comparison after a connection that was cut and resumed', async () => {
    const { discord, ana, platform } = await open();
    discord.gateway.cut();
    discord.player.react(ana.id, ref.message, '✅');
    await until(() => missed > 0);
    expect(discord.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
    expect(await platform.reactions(ref)).toHaveLength(1);
  });

  it('5.6 asks for a comparison after a session that was lost with its events', async () => {
    const { discord, ana, platform } = await open();
    discord.gateway.forgetSessions();
    discord.gateway.cut();
    // Nobody is there to be told, and nothing is replayed.
    discord.player.react(ana.id, ref.message, '✅');
    await until(() => missed > 0);
    expect(discord.gateway.counts).toMatchObject({ identified: 2, resumed: 0, refusedResumes: 1 });
    expect(await platform.reactions(ref)).toEqual([{ emoji: '✅', account: ana, human: true }]);
  });

  it('5.6 asks for a comparison when a moderator cleared all reactions', async () => {
    const { discord } = await open();
    discord.gateway.dispatch('MESSAGE_REACTION_REMOVE_ALL', {
      channel_id: ref.channel,
      message_id: ref.message,
      guild_id: discord.state.guild,
    });
    await until(() => missed > 0);
  });

  it('5.20 tells a refusal in a direct message, and says nothing to those who take none', async () => {
    harness = await discordHarness({ commands });
    const { discord, place, ana, ben, drive } = harness;
    const scripted = scriptedReceiver();
    await harness.platform.start(scripted);
    ref = await harness.platform.post(place, card, 'vote');
    const refuse = (): void =>
      scripted.next((_inbound, responder) =>
        responder.reply({ ...card, title: 'Not a vote' }, 'quiet').then(() => undefined),
      );
    refuse();
    await drive.react(ana, ref, '✅');
    const benUser = discord.state.users.get(ben.id);
    if (benUser !== undefined) benUser.closed = true;
    refuse();
    await drive.react(ben, ref, '✅');
    const said = [...discord.state.messages.values()].filter((one) => one.channel !== place.channel);
    expect(said.map((one) => one.body.embeds?.[0]?.title)).toEqual(['Not a vote']);
  });
});
