import { readMemo } from '../../../src/bot/platforms/slack/inbound/memo.ts';
import { nonceOf } from '../../../src/bot/platforms/slack/render/controls.ts';
import type { Form } from '../../../src/chat/card.ts';
import type { MessageRef } from '../../../src/chat/inbound.ts';
import type { Driver, Seen } from '../../contract/chat-harness.ts';
import type { FakeSlack } from './fake-slack.ts';
import { show } from './shown.ts';
import { type Message, type OpenView, TEAM } from './state.ts';
import type { Tracker } from './track.ts';

const NAMES: Readonly<Record<string, string>> = { '✅': 'white_check_mark', '❌': 'x' };

/** Acts through Slack's own front doors, as a person with a client would. */
export function slackDriver({ people, state }: FakeSlack, { settle }: Tracker): Driver {
  function filled(user: string, values: { readonly [name: string]: string }) {
    return settle(async () => {
      const answered = await people.submit(user, values);
      if (answered.status !== 200) throw new Error(`the modal was answered with ${answered.status}`);
    });
  }

  return {
    async command(by, { channel }, path, options, delivery) {
      const names = Object.keys(options);
      // Words behind a command open its options.
      const text = `/${path.join(' ')}${names.length > 0 ? ' …' : ''}`;
      await settle(async () => {
        const answered = await people.command(by.id, channel, text, delivery);
        if (answered.status !== 200) throw new Error(`${text} was answered with ${answered.status}`);
      });
      if (names.length > 0) await filled(by.id, options);
    },
    async click(by, { channel, message }, nonce) {
      await settle(() => people.click(by.id, channel, message, `nonce:${nonce}`));
    },
    async choose(by, { channel, message }, nonce, value) {
      await settle(() => people.choose(by.id, channel, message, `nonce:${nonce}`, value));
    },
    async submit(by, _place, nonce, values) {
      if (nonceIn(people.modalOf(by.id)) !== nonce) throw new Error(`the form ${nonce} is not open`);
      await filled(by.id, values);
    },
    async react(by, { channel, message }, emoji) {
      await settle(() => people.react(by.id, channel, message, NAMES[emoji] ?? emoji, true));
    },
    async unreact(by, { channel, message }, emoji) {
      await settle(() => people.react(by.id, channel, message, NAMES[emoji] ?? emoji, false));
    },
    async complete(by, { channel }, path, option, text) {
      await settle(() => people.command(by.id, channel, `/${path.join(' ')} …`));
      return people.search(by.id, option, text);
    },
    async remove({ channel, message }) {
      await settle(() => people.remove(channel, message));
    },
    async see(by, { channel }) {
      return visible(by.id, (one) => one.channel === channel && one.threadTs === undefined);
    },
    async seeThread(by, { channel, message }) {
      return visible(by.id, (one) => one.channel === channel && one.threadTs === message);
    },
    async seeForm(by) {
      const open = people.modalOf(by.id);
      return open === undefined ? undefined : formOf(open);
    },
  };

  function visible(user: string, isThere: (message: Message) => boolean): readonly Seen[] {
    const isIn = ({ channel }: Message): boolean => state.channels.get(channel)?.members.has(user) === true;
    return state.messages
      .filter(
        (one) =>
          isThere(one) && isIn(one) && !one.deleted && (one.onlyFor === undefined || one.onlyFor === user),
      )
      .map(seen);
  }
}

function seen(message: Message): Seen {
  const { text, pinged, links, times, controls } = show(message.text, message.blocks);
  const ref: MessageRef = {
    platform: 'slack',
    workspace: TEAM,
    channel: message.channel,
    message: message.ts,
  };
  return {
    ref,
    text,
    pinged,
    links,
    times,
    controls: controls.map(({ label, actionId }) => {
      const nonce = nonceOf(actionId);
      return nonce === undefined ? { label } : { label, nonce };
    }),
    quiet: message.onlyFor !== undefined,
    files: message.files.map(({ title, content }) => ({ name: title, content: content ?? '' })),
  };
}

function nonceIn(open: OpenView | undefined): string | undefined {
  const memo = readMemo(open?.view.private_metadata ?? '');
  return memo?.for.type === 'form' ? memo.for.nonce : undefined;
}

function formOf(open: OpenView): Form | undefined {
  const nonce = nonceIn(open);
  if (nonce === undefined) return undefined;
  const { title, submit } = open.view;
  return { nonce, title: title.text, submit: submit?.text ?? '', fields: [] };
}
