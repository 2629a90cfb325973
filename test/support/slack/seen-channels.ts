import type { SeenChannel } from '../../contract/chat-harness.ts';
import { detailsOf, type State, TEAM } from './state.ts';

/** The channels that a member finds: all public ones, and the private ones they are in. */
export function channelsSeenBy(state: State, user: string): readonly SeenChannel[] {
  return [...state.channels.values()]
    .filter(({ id }) => !id.startsWith('D'))
    .filter((channel) => !detailsOf(channel).private || channel.members.has(user))
    .map((channel) => {
      const { topic, pins, bookmarks } = detailsOf(channel);
      const place = { platform: 'slack', workspace: TEAM, channel: channel.id } as const;
      const { name, archived } = channel;
      return { place, name, topic, archived, pinned: pins, bookmarks };
    });
}
