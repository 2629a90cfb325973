import { DeliveryError } from '../../../../chat/port.ts';
import type { WebClient } from '../client.ts';
import { attempt } from '../errors.ts';

/** The channel of somebody's direct messages with the app. @throws DeliveryError */
export async function directChannel(client: WebClient, user: string): Promise<string> {
  const { channel } = await attempt(() => client.conversations.open({ users: user }));
  if (channel?.id === undefined)
    throw new DeliveryError('rejected', 'Slack did not say where direct messages to this person go.');
  return channel.id;
}
