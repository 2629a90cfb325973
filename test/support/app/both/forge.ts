import type { Seen } from '../../../contract/chat-harness.ts';
import { addMessage as post } from '../../discord/rest/messages.ts';
import { addMessage } from '../../slack/methods/chat.ts';
import { CHANNEL } from '../../slack/state.ts';
import type { BothPlatforms } from './world.ts';

/** A message of the bot with a button of this nonce, wherever the nonce is from; its ref is all that is of use. */
export function forge({ discord, slack }: BothPlatforms, near: Seen, nonce: string): Pick<Seen, 'ref'> {
  const { platform, channel } = near.ref;
  if (platform === 'discord') {
    const button = { type: 2, style: 1, label: 'Approve', custom_id: nonce };
    const body = { content: 'copied', components: [{ type: 1, components: [button] }] };
    return { ref: { ...near.ref, message: post(discord.state, { channel, body }).id } };
  }
  const button = {
    type: 'button',
    action_id: `nonce:${nonce}`,
    text: { type: 'plain_text', text: 'Approve' },
  };
  const blocks = [{ type: 'actions', elements: [button] }];
  return {
    ref: { ...near.ref, message: addMessage(slack.state, { channel: CHANNEL, text: 'copied', blocks }).ts },
  };
}

/** Puts a button back onto a message from which it has gone, as a client that was not brought up to date shows it. */
export function putBack({ discord, slack }: BothPlatforms, { ref }: Seen, nonce: string): void {
  if (ref.platform === 'discord') {
    const message = discord.state.messages.get(ref.message);
    if (message === undefined) throw new Error('there is no such message');
    const button = { type: 2, style: 1, label: 'Approve', custom_id: nonce };
    message.body = { ...message.body, components: [{ type: 1, components: [button] }] };
    return;
  }
  const message = slack.state.messages.find((one) => one.ts === ref.message);
  if (message === undefined) throw new Error('there is no such message');
  const button = {
    type: 'button',
    action_id: `nonce:${nonce}`,
    text: { type: 'plain_text', text: 'Approve' },
  };
  message.blocks = [...message.blocks, { type: 'actions', elements: [button] }];
}
