import type { Seen } from '../../../contract/chat-harness.ts';
import type { FakeDiscord } from '../../discord/fake-discord.ts';
import { seenOf } from '../../discord/seen.ts';
import { onDiscord } from './shown-card.ts';
import type { Client } from './someone.ts';

/** A person with Discord's client, who looks at one channel and what the bot wrote them directly. @param from how many messages are history to them */
export function discordClient(
  { player, state }: FakeDiscord,
  user: string,
  channel: string,
  from = () => 0,
): Client {
  const idOf = ({ ref }: Pick<Seen, 'ref'>): string => ref.message.split('/').at(-1) ?? '';
  const direct = (): string | undefined =>
    [...state.channels.values()].find(({ name }) => name === `dm-${user}`)?.id;
  return {
    platform: 'discord',
    async command(path, options) {
      player.command(user, channel, path.split(' '), options);
    },
    hasForm: () => player.modalOf(user) !== undefined,
    async submit(values) {
      player.submit(user, values);
    },
    async press(message, nonce) {
      player.click(user, idOf(message), nonce);
    },
    async react(message, emoji) {
      player.react(user, idOf(message), emoji);
    },
    all: () =>
      [...state.messages.values()]
        .slice(from())
        .filter(
          (one) => (one.channel === channel || one.channel === direct()) && !one.deleted && !one.loading,
        )
        .filter((one) => one.onlyFor === undefined || one.onlyFor === user)
        .map((one) => seenOf(state, one)),
    card(message) {
      const found = state.messages.get(idOf(message));
      if (found === undefined) throw new Error('there is no such message');
      return onDiscord(found);
    },
  };
}
