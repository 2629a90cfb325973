import type { MessageRef } from '../../chat/inbound.ts';
import type { Reaction } from '../../chat/port.ts';
import type { WebClient } from './client.ts';
import { emojiOf } from './emoji.ts';
import { attempt } from './errors.ts';
import type { Members } from './members.ts';

/**
 * Who put which emoji on a message, as Slack has it now.
 * @throws DeliveryError also when somebody cannot be looked up: half of the truth would take votes back.
 */
export async function reactionsOn(
  client: WebClient,
  members: Members,
  ref: MessageRef,
): Promise<readonly Reaction[]> {
  // Without `full` long lists of people come shortened.
  const answer = await attempt(() =>
    client.reactions.get({ channel: ref.channel, timestamp: ref.message, full: true }),
  );
  const given = (answer.message?.reactions ?? []).flatMap(({ name = '', users = [] }) =>
    users.map((user) => ({ emoji: emojiOf(name), user })),
  );
  return Promise.all(
    given.map(async ({ emoji, user }) => {
      const { account, human } = await members.find(user);
      return { emoji, account, human };
    }),
  );
}
