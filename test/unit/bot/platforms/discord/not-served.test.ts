import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allCommands } from '../../../../../src/app/features.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { type DiscordHarness, discordHarness } from '../../../../support/discord/harness.ts';
import { snowflake } from '../../../../support/discord/snowflake.ts';

const commands = await allCommands();
const other = snowflake();

describe('a command of Discord from where Keyturn does not work', () => {
  let harness: DiscordHarness;
  let receiver: ScriptedReceiver;
  const received: string[] = [];
  async function open(servers: readonly string[] = []): Promise<void> {
    harness = await discordHarness({ commands, servers });
    received.length = 0;
    receiver = scriptedReceiver();
    await harness.platform.start({
      ...receiver,
      async receive(inbound, responder) {
        received.push(`${inbound.account.workspace} ${inbound.place.workspace}`);
        await receiver.receive(inbound, responder);
      },
    });
  }
  beforeEach(() => open());
  afterEach(() => harness.close());

  async function answered(guild: string | null): Promise<string> {
    const { discord, ana, place } = harness;
    const interaction = discord.player.commandFrom(guild, ana.id, place.channel, ['ops', 'help']);
    await discord.answered(interaction);
    const [message] = await harness.drive.see(ana, place);
    return `${message?.text} ${JSON.stringify(message?.controls)} ${JSON.stringify(message?.links)}`;
  }

  it('is answered in a direct message with where to go', async () => {
    const told = await answered(null);
    expect(told).toContain('Keyturn works in servers only.');
    expect(told).toContain(`https://discord.com/channels/${harness.discord.state.guild}`);
    expect(received).toEqual([]);
  });

  it('is answered in a server that is not served with where to go', async () => {
    const told = await answered(other);
    expect(told).toContain('Keyturn does not serve this server.');
    expect(told).toContain(`https://discord.com/channels/${harness.discord.state.guild}`);
    expect(received).toEqual([]);
  });

  it('is taken in another server that the settings name, which has the commands', async () => {
    await harness.close();
    harness = await discordHarness({ commands, servers: [other], otherGuilds: [other] });
    receiver = scriptedReceiver();
    received.length = 0;
    await harness.platform.start({
      ...receiver,
      async receive(inbound) {
        received.push(`${inbound.account.workspace} ${inbound.place.workspace}`);
      },
    });
    const { discord, ana, place } = harness;
    expect(discord.state.commands.get(other)?.map(({ name }) => name)).toEqual(['ops']);
    discord.player.commandFrom(other, ana.id, place.channel, ['ops', 'help']);
    await expect.poll(() => received).toEqual([`${other} ${other}`]);
  });

  it('keeps no other server without commands when the bot is not in one', async () => {
    await harness.close();
    harness = await discordHarness({ commands, servers: [snowflake(), other], otherGuilds: [other] });
    await harness.platform.start(scriptedReceiver());
    expect(harness.discord.state.commands.get(harness.discord.state.guild)).toHaveLength(1);
    expect(harness.discord.state.commands.get(other)).toHaveLength(1);
  });
});
