import type { SeenChannel } from '../../contract/chat-harness.ts';
import { can, MAY } from './permissions.ts';
import type { DiscordState } from './state.ts';

/** The text channels in a person's client. Discord has no bookmarks. */
export function channelsSeenBy(state: DiscordState, user: string): readonly SeenChannel[] {
  return [...state.channels.values()]
    .filter((channel) => channel.type === 0 && can(state, user, channel, MAY.view))
    .map((channel) => ({
      place: { platform: 'discord', workspace: state.guild, channel: channel.id },
      name: channel.name,
      topic: channel.topic ?? '',
      archived: !can(state, user, channel, MAY.send),
      pinned: channel.pins,
      bookmarks: [],
    }));
}
