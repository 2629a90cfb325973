import type { ChannelKeeper, Workspace } from '../../../../chat/channels.ts';
import type { WorkspaceKeeper } from './keeper.ts';

/** The channels of several workspaces. @param at throws DeliveryError for a workspace that is not connected */
export function keeperAcross(
  workspaces: () => readonly Workspace[],
  at: (workspace: string) => WorkspaceKeeper,
): ChannelKeeper {
  return {
    workspaces,
    create: async (wish) => at(wish.workspace).create(wish),
    setTopic: async (channel, topic) => at(channel.workspace).setTopic(channel, topic),
    invite: async (channel, accounts) => at(channel.workspace).invite(channel, accounts),
    pin: async (message) => at(message.workspace).pin(message),
    bookmark: async (channel, link) => at(channel.workspace).bookmark(channel, link),
    archive: async (channel) => at(channel.workspace).archive(channel),
  };
}
