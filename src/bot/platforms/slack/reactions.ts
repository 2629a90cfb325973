import type { MessageRef } from '../../../chat/inbound.ts';
import type { Reaction } from '../../../chat/port.ts';
import { within } from '../../../waiting/within.ts';
import type { WebClient } from './client.ts';
import type { CustomEmoji } from './custom-emoji.ts';
import { emojiOf, isStandardName } from './emoji.ts';
import { attempt } from './errors.ts';
import type { Members } from './members.ts';
import type { Log } from './options.ts';

export interface ReactionsDeps {
  readonly client: WebClient;
  readonly members: Members;
  readonly custom: CustomEmoji;
  /** Our own workspace: whoever cannot be looked up is taken for one of its members, and for nothing more. */
  readonly team: () => string;
  readonly log: Log;
}

/** One look-up that takes longer is left for the next time, so that it does not hold up what all others say. */
const LOOK_UP_MS = 3_000;

/**
 * Who put which emoji on a message, as Slack has it now. A member or a custom emoji that Slack does not tell is unknown by
 * itself. @throws DeliveryError when the list cannot be read.
 */
export async function reactionsOn(deps: ReactionsDeps, ref: MessageRef): Promise<readonly Reaction[]> {
  const { client, members, custom, log } = deps;
  // Without `full` long lists of people come shortened.
  const answer = await attempt(() =>
    client.reactions.get({ channel: ref.channel, timestamp: ref.message, full: true }),
  );
  const given = (answer.message?.reactions ?? []).flatMap(({ name = '', users = [] }) =>
    users.map((user) => ({ name, user })),
  );

  const known = async <T>(what: string, asked: Promise<T>): Promise<T | undefined> => {
    try {
      return await within(LOOK_UP_MS, what, asked);
    } catch (error) {
      log.warn({ err: error, what }, 'a reaction is not known in full, and is looked at again');
      return undefined;
    }
  };
  const [aliases, ...people] = await Promise.all([
    known(
      'the custom emoji',
      attempt(() => custom.names()),
    ),
    ...[...new Set(given.map(({ user }) => user))].map(
      async (user) => [user, await known(`the member ${user}`, members.find(user))] as const,
    ),
  ]);
  const found = new Map(people);
  return given.map(({ name, user }) => {
    const member = found.get(user);
    return {
      emoji: aliases === undefined && !isStandardName(name) ? undefined : emojiOf(name, aliases),
      account: member?.account ?? { platform: 'slack', workspace: deps.team(), id: user },
      human: member?.human,
    };
  });
}
