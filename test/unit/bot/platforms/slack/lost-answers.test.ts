import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card, Form } from '../../../../../src/chat/card.ts';
import { FormNotOpened } from '../../../../../src/chat/port.ts';
import { OpsError } from '../../../../../src/errors.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import type { Fault } from '../../../../support/slack/faults.ts';
import { openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';

const card: Card = { title: 'For you', tone: 'neutral', blocks: [], controls: [] };
const form: Form = {
  nonce: 'form-nonce',
  title: 'Why',
  submit: 'Send',
  fields: [{ name: 'reason', label: 'Reason', type: 'text', required: true }],
};
const FAULTS: readonly (readonly [string, Fault])[] = [
  ['answers 500', { type: 'status', status: 500 }],
  ['answers 404', { type: 'status', status: 404 }],
  ['asks to wait', { type: 'rate-limit', retryAfterS: 60 }],
];

let harness: SlackHarness;
let receiver: ScriptedReceiver;
beforeEach(async () => {
  harness = await openSlackHarness('http');
  receiver = scriptedReceiver();
  await harness.platform.start(receiver);
});
afterEach(() => harness.close());

const seenBy = async (who: SlackHarness['ana'], channel = harness.place.channel) =>
  (await harness.drive.see(who, { ...harness.place, channel })).map(({ text }) => text);
const directTo = (who: SlackHarness['ana']): string => `D${who.id.slice(1)}`;

async function ask(work: Parameters<ScriptedReceiver['next']>[0]): Promise<void> {
  receiver.next(work);
  await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
}

describe('a quiet answer', () => {
  it.each(FAULTS)('reaches its person alone when its address %s', async (_what, fault) => {
    harness.fake.api.faults.next('response_url', fault);
    await ask(async (_inbound, responder) => void (await responder.reply(card, 'quiet')));
    expect(await seenBy(harness.ana)).toEqual(['For you']);
    expect(await seenBy(harness.ben)).toEqual([]);
  });

  it('comes at its address after all when the channel does not take it either', async () => {
    const { faults } = harness.fake.api;
    faults.next('response_url', { type: 'status', status: 503 });
    faults.next('chat.postEphemeral', { type: 'error', word: 'not_in_channel' });
    await ask(async (_inbound, responder) => void (await responder.reply(card, 'quiet')));
    expect(await seenBy(harness.ana)).toEqual(['For you']);
  });

  it('becomes a direct message when nothing else works', async () => {
    const { faults } = harness.fake.api;
    for (let n = 0; n < 2; n += 1) faults.next('response_url', { type: 'status', status: 503 });
    faults.next('chat.postEphemeral', { type: 'error', word: 'channel_not_found' });
    await ask(async (_inbound, responder) => void (await responder.reply(card, 'quiet')));
    expect(await seenBy(harness.ana, directTo(harness.ana))).toEqual(['For you']);
    expect(await seenBy(harness.ben, directTo(harness.ana))).toEqual([]);
  });
});

describe('a form', () => {
  it.each([
    ['does not arrive', { type: 'cut', done: false }],
    ['is answered with 500', { type: 'status', status: 500 }],
  ] as const)('opens when the first call %s', async (_what, fault) => {
    harness.fake.api.faults.next('views.open', fault);
    await ask((_inbound, responder) => responder.openForm(form));
    expect(await harness.drive.seeForm(harness.ana)).toMatchObject({ nonce: 'form-nonce' });
  });

  /** What opening it fails with; undefined when it did not fail. */
  async function openingFails(): Promise<unknown> {
    let failed: unknown;
    await ask(async (_inbound, responder) => {
      try {
        await responder.openForm(form);
      } catch (error) {
        failed = error;
      }
    });
    return failed;
  }

  it('is open once when only the answer of the first call was lost', async () => {
    const { faults, calls } = harness.fake.api;
    faults.next('views.open', { type: 'cut', done: true });
    faults.next('views.open', { type: 'error', word: 'exchanged_trigger_id' });
    expect(await openingFails()).toBeUndefined();
    expect(calls.filter(({ method }) => method === 'views.open')).toHaveLength(1);
    expect(await harness.drive.seeForm(harness.ana)).toMatchObject({ nonce: 'form-nonce' });
  });

  it.each([
    ['rate-limited', { type: 'rate-limit', retryAfterS: 60 }],
    ['refused', { type: 'error', word: 'internal_error' }],
  ] as const)(
    'that cannot be opened because it is %s is refused with the words that nothing was done',
    async (_what, fault) => {
      for (let n = 0; n < 2; n += 1) harness.fake.api.faults.next('views.open', fault);
      const failed = await openingFails();
      expect(failed).toBeInstanceOf(OpsError);
      expect((failed as OpsError).refusal.why).toContain('Nothing was done.');
    },
  );

  it.each([
    ['rate limit', { type: 'rate-limit', retryAfterS: 60 }, true],
    ['trigger that is too old', { type: 'error', word: 'expired_trigger_id' }, true],
    [
      'trigger that is too old, in other words',
      {
        type: 'error',
        word: 'invalid_arguments',
        fields: { response_metadata: { messages: ['`trigger_id` expired [json-pointer:/trigger_id]'] } },
      },
      true,
    ],
    ['Slack that is down', { type: 'status', status: 503 }, true],
    ['form that is too large', { type: 'error', word: 'view_too_large' }, false],
    ['token that is refused', { type: 'error', word: 'token_revoked' }, false],
  ] as const)(
    'may open at another click after a %s only where that can help',
    async (_what, fault, later) => {
      for (let n = 0; n < 2; n += 1) harness.fake.api.faults.next('views.open', fault);
      expect((await openingFails()) instanceof FormNotOpened).toBe(later);
    },
  );

  it('of a command waits behind a button, with what was typed, in any process', async () => {
    const { fake, drive, ana, ben, place } = harness;
    fake.api.faults.next('views.open', { type: 'rate-limit', retryAfterS: 60 });
    await fake.people.command(ana.id, place.channel, '/twist decay amount:1.5');
    await expect.poll(() => seenBy(ana)).toHaveLength(1);
    expect((await seenBy(ana))[0]).toContain('Slack asks us to wait. Nothing was done.');
    expect(await seenBy(ben)).toEqual([]);
    const [message] = fake.state.messages.filter(({ onlyFor }) => onlyFor === ana.id);
    await fake.people.click(ana.id, place.channel, message?.ts ?? '', 'command:twist decay');
    await expect.poll(() => fake.people.modalOf(ana.id)).toBeDefined();
    await fake.people.submit(ana.id, { why: 'due', pool: 'a', share: 'true' });
    await expect
      .poll(() => receiver.inbound)
      .toMatchObject([{ type: 'command', path: ['twist', 'decay'], options: { amount: '1.5', why: 'due' } }]);
    expect(await drive.seeForm(ana)).toBeUndefined();
  });
});

describe('what comes after a quiet answer', () => {
  it.each(['user_not_in_channel', 'not_in_channel', 'channel_not_found', 'is_archived'])(
    'becomes a direct message, once, when the answer is %s',
    async (word) => {
      const { fake, platform, place, ana, ben } = harness;
      const ref = { ...place, message: `quiet/${ana.id}//msg-1`, fixed: true } as const;
      for (let n = 0; n < 2; n += 1) fake.api.faults.next('chat.postEphemeral', { type: 'error', word });
      fake.api.faults.next('chat.postMessage', { type: 'cut', done: true });
      await expect(platform.reply(ref, { text: 'More of it' }, 'k1')).rejects.toMatchObject({
        kind: 'unavailable',
      });
      await platform.reply(ref, { text: 'More of it' }, 'k1');
      expect(await seenBy(ana, directTo(ana))).toEqual(['More of it']);
      expect(await seenBy(ben, directTo(ana))).toEqual([]);
    },
  );

  it('is refused with why its place did not take it when there are no direct messages either', async () => {
    const { fake, platform, place, ana } = harness;
    const ref = { ...place, message: `quiet/${ana.id}//msg-1`, fixed: true } as const;
    fake.api.faults.next('chat.postEphemeral', { type: 'error', word: 'user_not_in_channel' });
    fake.api.faults.next('conversations.open', { type: 'error', word: 'missing_scope' });
    await expect(platform.reply(ref, { text: 'More of it' }, 'k1')).rejects.toMatchObject({
      kind: 'no-channel',
    });
  });
});
