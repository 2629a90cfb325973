import { nonceOf } from '../../../../src/bot/slack/render/controls.ts';
import type { Seen } from '../../../contract/chat-harness.ts';
import type { FakeSlack } from '../../slack/fake-slack.ts';
import type { People } from '../../slack/people.ts';
import { show } from '../../slack/shown.ts';
import { CHANNEL, type Message, TEAM } from '../../slack/state.ts';
import type { Client, Until } from './someone.ts';

const NAMES: Readonly<Record<string, string>> = { '✅': 'white_check_mark', '❌': 'x' };

/** A person with Slack's client. */
export function slackClient({ state }: FakeSlack, people: People, user: string, until: Until): Client {
  return {
    platform: 'slack',
    async command(path, options) {
      const filled = Object.keys(options).length > 0;
      // Words behind a command open the form of its options.
      await people.command(user, CHANNEL, `/${path}${filled ? ' …' : ''}`);
      if (!filled) return;
      await until(`the form of /${path}`, () => people.modalOf(user) !== undefined);
      await people.submit(user, options);
    },
    async submit(values) {
      if (people.modalOf(user) === undefined) return false;
      await people.submit(user, values);
      return true;
    },
    async press({ ref }, nonce) {
      await people.click(user, CHANNEL, ref.message, `nonce:${nonce}`);
    },
    async react({ ref }, emoji) {
      await people.react(user, CHANNEL, ref.message, NAMES[emoji] ?? emoji, true);
    },
    all: () =>
      state.messages
        .filter((one) => one.channel === CHANNEL && one.threadTs === undefined && !one.deleted)
        .filter((one) => one.onlyFor === undefined || one.onlyFor === user)
        .map(seen),
  };
}

function seen(message: Message): Seen {
  const { text, pinged, links, controls } = show(message.text, message.blocks);
  return {
    ref: { platform: 'slack', workspace: TEAM, channel: message.channel, message: message.ts },
    text,
    pinged,
    links,
    controls: controls.map(({ label, actionId }) => ({ label, nonce: nonceOf(actionId) ?? actionId })),
    quiet: message.onlyFor !== undefined,
    files: message.files.map(({ title, content }) => ({ name: title, content: content ?? '' })),
  };
}
