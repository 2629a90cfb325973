import type { Seen } from '../../../contract/chat-harness.ts';
import type { FakeDiscord } from '../../discord/fake-discord.ts';
import { seenOf } from '../../discord/seen.ts';
import type { Dice } from './faults.ts';
import type { Client } from './someone.ts';

/** A person with Discord's client; what they do passes the dice on its way to the program. */
export function discordClient(discord: FakeDiscord, user: string, channel: string, dice: () => Dice): Client {
  const { player, state } = discord;
  const idOf = ({ ref }: Pick<Seen, 'ref'>): string => ref.message.split('/').at(-1) ?? '';

  function risk(event: string): void {
    const fault = dice()();
    if (fault !== undefined) discord.failEvent(event, fault);
  }

  return {
    platform: 'discord',
    async command(path, options) {
      risk('INTERACTION_CREATE');
      player.command(user, channel, path.split(' '), options);
    },
    async submit(values) {
      if (player.modalOf(user) === undefined) return false;
      risk('INTERACTION_CREATE');
      player.submit(user, values);
      return true;
    },
    async press(message, nonce) {
      risk('INTERACTION_CREATE');
      player.click(user, idOf(message), nonce);
    },
    async react(message, emoji) {
      risk('MESSAGE_REACTION_ADD');
      player.react(user, idOf(message), emoji);
    },
    all: () =>
      [...state.messages.values()]
        .filter((one) => one.channel === channel && !one.deleted && !one.loading)
        .filter((one) => one.onlyFor === undefined || one.onlyFor === user)
        .map((one) => seenOf(state, one)),
  };
}
