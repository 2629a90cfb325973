import { channelMark, channelName, nameWithSuffix } from '../../../../channel/name.ts';
import type { ChannelKeeper, ChannelWish, KeptChannel, Uninvited } from '../../../../chat/channels.ts';
import { OpsError } from '../../../../errors.ts';
import { cut } from '../../../../values/cut.ts';
import { sharedCall } from '../../../../waiting/shared-call.ts';
import type { WebClient } from '../client.ts';
import { type Answered, findOpened, type Listed, read } from './find.ts';
import { inviteAll } from './invite.ts';
import { undertake, unlessSaid } from './problems.ts';

/** Channels of one workspace. */
export type WorkspaceKeeper = Required<Omit<ChannelKeeper, 'workspaces'>>;

/** Characters of a topic, and of a purpose. */
const TOPIC = 250;
const NOT_OPENED = 'The channel was not opened on Slack.';

/**
 * Opens channels of one workspace.
 * @param bot our own user there
 */
export function createKeeper(client: WebClient, bot: () => string): WorkspaceKeeper {
  const once = sharedCall<KeptChannel>();

  async function open({ workspace, key, invite, ...wish }: ChannelWish): Promise<KeptChannel> {
    const name = channelName(wish.name);
    const found = await findOpened(client, bot(), name, key);
    const channel = found ?? (await make(name, key, wish.private));
    const finished = channel.archived ? channel : await finish(channel, name, key, wish.topic);
    return {
      place: { platform: 'slack', workspace, channel: channel.id },
      name: finished.name,
      url: `https://slack.com/app_redirect?team=${workspace}&channel=${channel.id}`,
      uninvited: channel.archived ? [] : await inviteAll(client, channel.id, invite),
    };
  }

  /** Under a name that its key alone gives: whatever breaks off from here on, the channel is found by it. */
  async function make(plain: string, key: string, isPrivate: boolean): Promise<Listed> {
    const name = nameWithSuffix(plain, key);
    const made = await unlessSaid(['name_taken'], () =>
      client.conversations.create({ name, is_private: isPrivate }),
    );
    if (made === undefined) throw notOurs(name);
    return read(made.channel as Answered);
  }

  /** Does what was not done yet. The plain name comes last: with it, only the mark leads to the channel. */
  async function finish(before: Listed, plain: string, key: string, topic: string): Promise<Listed> {
    const { id: channel } = before;
    const mark = channelMark(key);
    if (!before.purpose.includes(mark)) {
      await client.conversations.setPurpose({ channel, purpose: `Opened by Keyturn (${mark}).` });
    }
    if (before.topic === '' && topic !== '') {
      await client.conversations.setTopic({ channel, topic: cut(topic, TOPIC) });
    }
    if (before.name !== nameWithSuffix(plain, key)) return before;
    // Where the plain name is taken, or may not be given, the channel keeps the one it was made with.
    const renamed = await unlessSaid(['name_taken', 'not_authorized', 'restricted_action'], () =>
      client.conversations.rename({ channel, name: plain }),
    );
    return { ...before, name: renamed?.channel?.name ?? before.name };
  }

  return {
    create: (wish) => once(wish.key, () => undertake(NOT_OPENED, () => open(wish))),
    setTopic: ({ channel }, topic) =>
      undertake('The topic was not changed on Slack.', async () => {
        await client.conversations.setTopic({ channel, topic: cut(topic, TOPIC) });
      }),
    invite: ({ channel }, accounts): Promise<readonly Uninvited[]> =>
      undertake('Nobody was invited to the channel on Slack.', () => inviteAll(client, channel, accounts)),
    pin: ({ channel, message }) =>
      undertake('The message was not pinned on Slack.', async () => {
        await unlessSaid(['already_pinned'], () => client.pins.add({ channel, timestamp: message }));
      }),
    bookmark: ({ channel }, { title, url }) =>
      undertake('The link was not put at the head of the channel on Slack.', async () => {
        await client.bookmarks.add({ channel_id: channel, title, type: 'link', link: url });
      }),
    archive: ({ channel }) =>
      undertake('The channel was not archived on Slack.', async () => {
        await unlessSaid(['already_archived'], () => client.conversations.archive({ channel }));
      }),
  };
}

function notOurs(name: string): OpsError {
  return new OpsError({
    code: 'channel.name-taken',
    what: NOT_OPENED,
    why: `There is a channel "${name}", and Keyturn is not in it.`,
    next: 'Invite Keyturn to it if it was opened for this, or open one with another name.',
  });
}
