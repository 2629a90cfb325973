import { nonceOf } from '../../../../src/bot/platforms/slack/render/controls.ts';
import type { Seen } from '../../../contract/chat-harness.ts';
import type { FakeSlack } from '../../slack/fake-slack.ts';
import type { People } from '../../slack/people.ts';
import { show } from '../../slack/shown.ts';
import { CHANNEL, findMessage, type Message, TEAM } from '../../slack/state.ts';
import { onSlack } from './shown-card.ts';
import type { Client, Until } from './someone.ts';

const NAMES: Readonly<Record<string, string>> = { '✅': 'white_check_mark', '❌': 'x' };

/** A person with Slack's client, who looks at one channel. @param from how many messages are history to them */
export function slackClient(
  { state }: FakeSlack,
  people: People,
  user: string,
  until: Until,
  from = () => 0,
): Client {
  const hasForm = (): boolean => people.modalOf(user) !== undefined;
  return {
    platform: 'slack',
    async command(path, options) {
      const filled = Object.keys(options).length > 0;
      // Words behind a command open the form of its options.
      await people.command(user, CHANNEL, `/${path}${filled ? ' …' : ''}`);
      if (!filled) return;
      await until(`the form of /${path}`, hasForm);
      await people.submit(user, options);
    },
    hasForm,
    async submit(values) {
      await people.submit(user, values);
    },
    async press({ ref }, nonce) {
      await people.click(user, CHANNEL, ref.message, `nonce:${nonce}`);
    },
    async react({ ref }, emoji) {
      await people.react(user, CHANNEL, ref.message, NAMES[emoji] ?? emoji, true);
    },
    all: () =>
      state.messages
        .slice(from())
        .filter((one) => one.channel === CHANNEL && one.threadTs === undefined && !one.deleted)
        .filter((one) => one.onlyFor === undefined || one.onlyFor === user)
        .map(seen),
    card({ ref }) {
      const found = findMessage(state, CHANNEL, ref.message);
      if (found === undefined) throw new Error('there is no such message');
      return onSlack(found);
    },
  };
}

function seen(message: Message): Seen {
  const { text, pinged, links, times, controls } = show(message.text, message.blocks);
  return {
    ref: { platform: 'slack', workspace: TEAM, channel: message.channel, message: message.ts },
    text,
    pinged,
    times,
    links,
    controls: controls.map(({ label, actionId }) => ({ label, nonce: nonceOf(actionId) ?? actionId })),
    quiet: message.onlyFor !== undefined,
    files: message.files.map(({ title, content }) => ({ name: title, content: content ?? '' })),
  };
}
