import type { Place } from '../../../src/chat/inbound.ts';
import type { ChatHarness } from '../../contract/chat-harness.ts';
import { scriptedReceiver } from '../../contract/scripted-receiver.ts';
import { discordHarness } from '../discord/harness.ts';
import { addChannel } from '../discord/state.ts';
import { openSlackHarness } from '../slack/harness.ts';
import { BOT_USER, CHANNEL } from '../slack/state.ts';

/** An adapter that was started before its imagined platform, with what can become of a channel there. */
export interface Wire {
  readonly harness: ChatHarness;
  /** Another channel that the bot may write in. */
  readonly other: Place;
  /** By how it is called there. */
  readonly ends: { readonly [what: string]: () => void };
}

const OTHER = 'C0OTHER01';

/** Both chat platforms, by name. */
export const WIRES: readonly (readonly [name: string, open: () => Promise<Wire>])[] = [
  ['Discord', openDiscord],
  ['Slack', openSlack],
];

async function openDiscord(): Promise<Wire> {
  const harness = await discordHarness({ commands: [] });
  await harness.platform.start(scriptedReceiver());
  const { state } = harness.discord;
  const channel = state.channels.get(harness.place.channel);
  if (channel === undefined) throw new Error('there is no channel');
  return {
    harness,
    other: { ...harness.place, channel: addChannel(state, 'other').id },
    ends: {
      'The channel does not exist': () => void state.channels.delete(channel.id),
      'The bot does not see the channel': () => {
        channel.closed = true;
      },
    },
  };
}

async function openSlack(): Promise<Wire> {
  const harness = await openSlackHarness('http');
  await harness.platform.start(scriptedReceiver());
  const { state } = harness.fake;
  const channel = state.channels.get(CHANNEL);
  if (channel === undefined) throw new Error('there is no channel');
  const members = new Set([BOT_USER, harness.ana.id, harness.ben.id]);
  state.channels.set(OTHER, { ...channel, id: OTHER, name: 'other', members });
  return {
    harness,
    other: { ...harness.place, channel: OTHER },
    ends: {
      'The channel does not exist': () => void state.channels.delete(CHANNEL),
      'The channel is archived': () => {
        channel.archived = true;
      },
      'The app is not in the channel': () => void channel.members.delete(BOT_USER),
    },
  };
}
