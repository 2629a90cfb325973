import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIntake } from '../../../../../src/bot/intake/intake.ts';
import type { Card } from '../../../../../src/chat/card.ts';
import type { Receiver } from '../../../../../src/chat/port.ts';
import { systemClock } from '../../../../../src/clock.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { openTestDatabase } from '../../../../support/database.ts';
import { idleReceiver } from '../../../../support/idle-receiver.ts';
import { type Mode, openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';
import { CHANNEL, newId } from '../../../../support/slack/state.ts';

const log = pino({ level: 'silent' });
const ANA = 'U0ANA0001';
const card: Card = {
  title: 'Vote',
  tone: 'neutral',
  blocks: [],
  controls: [{ type: 'button', nonce: 'n1', label: 'Approve', style: 'primary' }],
};

describe.each<Mode>(['http', 'socket'])('deliveries over %s', (mode) => {
  let harness: SlackHarness;
  let receiver: ScriptedReceiver;
  beforeEach(async () => {
    harness = await openSlackHarness(mode);
    receiver = scriptedReceiver();
  });
  afterEach(() => harness.close());

  it('are acknowledged before any work', async () => {
    const { people } = harness.fake;
    const { promise: never, resolve: atLast } = Promise.withResolvers<void>();
    const stuck: Receiver = { ...idleReceiver, receive: () => never };
    await harness.platform.start(stuck);
    const { message } = await harness.platform.post(harness.place, card, 'k');
    const answers = [
      await people.command(ANA, CHANNEL, '/ops help'),
      await people.click(ANA, CHANNEL, message, 'nonce:n1'),
      await people.react(ANA, CHANNEL, message, 'white_check_mark', true),
    ];
    for (const answer of answers) {
      expect(answer?.status).toBe(200);
      expect(answer?.body).toBeUndefined();
      expect(answer?.afterMs).toBeLessThan(500);
    }
    atLast();
  });

  it('close a form in time, however long its work takes', async () => {
    const { people } = harness.fake;
    const { promise: long, resolve: atLast } = Promise.withResolvers<void>();
    receiver.next(() => long);
    await harness.platform.start(receiver);
    await people.command(ANA, CHANNEL, '/ops approvals show');
    await expect.poll(() => people.modalOf(ANA)).toBeDefined();
    const answer = await people.submit(ANA, { request: 'apr-1' });
    expect(answer).toMatchObject({ status: 200, body: undefined });
    expect(answer.afterMs).toBeLessThan(2_500);
    expect(people.modalOf(ANA)).toBeUndefined();
    atLast();
  });

  it('5.15 are done once when Slack tries again, also when only the first answer was lost', async () => {
    const db = await openTestDatabase(systemClock);
    const intake = createIntake(db, log);
    const done: string[] = [];
    await harness.platform.start({
      ...idleReceiver,
      async receive(inbound, responder) {
        await intake.once(inbound, responder, async () => void done.push(inbound.id));
      },
    });
    const { people, wire } = harness.fake;
    const { message } = await harness.platform.post(harness.place, card, 'k');
    const event = people.reactionEvent(ANA, CHANNEL, message, 'white_check_mark', true);
    // The first try of this one never arrived: Slack's second is the first that we see.
    const lost = people.reactionEvent(ANA, CHANNEL, message, 'x', true);
    await wire.deliver(event);
    for (const number of [1, 2, 3]) {
      const retry = { number, reason: 'http_timeout' };
      expect((await wire.deliver({ ...event, retry })).status).toBe(200);
      expect((await wire.deliver({ ...lost, retry })).status).toBe(200);
    }
    await expect.poll(() => done.length).toBe(2);
    expect(new Set(done).size).toBe(2);
    await db.close();
  });

  it('are tolerated when they are nothing that we know', async () => {
    await harness.platform.start(receiver);
    const { wire, people } = harness.fake;
    const { message } = await harness.platform.post(harness.place, card, 'k');
    const { payload } = people.reactionEvent(ANA, CHANNEL, message, 'eyes', true);
    const event = { ...(payload.event as object), item: { type: 'file', file: 'F1' } };
    expect((await wire.deliver({ kind: 'event', payload: { ...payload, event } })).status).toBe(200);
    const odd = { type: 'block_actions', team: { id: 'T0HOME001' }, user: { id: ANA }, actions: [{}] };
    expect((await wire.deliver({ kind: 'interactive', payload: odd })).status).toBe(200);
    expect(receiver.inbound).toEqual([]);
  });
});

describe('who counts as a person', () => {
  let harness: SlackHarness;
  let receiver: ScriptedReceiver;
  beforeEach(async () => {
    harness = await openSlackHarness('http');
    receiver = scriptedReceiver();
    await harness.platform.start(receiver);
  });
  afterEach(() => harness.close());

  /** Slack tells of a change; the adapter has heard it when this resolves. */
  async function tell(event: object): Promise<void> {
    const payload = { type: 'event_callback', team_id: 'T0HOME001', event_id: newId('Ev'), event };
    const { status } = await harness.fake.wire.deliver({ kind: 'event', payload });
    expect(status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  it.each([
    ['a member', {}, true],
    ['a bot', { bot: true }, false],
    ['a guest of several channels', { guest: 'multi' }, false],
    ['a guest of one channel', { guest: 'single' }, false],
    ['somebody from Slack Connect', { stranger: true, team: 'T0OTHER01' }, false],
    ['a member of another workspace', { team: 'T0OTHER01' }, false],
    ['somebody who was deactivated', { deleted: true }, false],
  ] as const)('2 %s: %o', async (_who, changed, human) => {
    const { fake, drive, ana, place, platform } = harness;
    Object.assign(fake.state.users.get(ANA) ?? {}, changed);
    fake.state.groups.set('S0SRE0001', { name: 'sre', users: [ANA] });
    await drive.command(ana, place, ['ops', 'help'], {});
    expect(receiver.inbound[0]?.human).toBe(human);
    expect(await platform.rolesOf(ana)).toEqual(human ? ['S0SRE0001'] : []);
  });

  it('5.2 nobody does who cannot be looked up', async () => {
    const { fake, drive, ana, place, platform } = harness;
    fake.api.faults.next('users.info', { type: 'status', status: 500 });
    await drive.command(ana, place, ['ops', 'help'], {});
    expect(receiver.inbound[0]?.human).toBe(false);
    const ref = await platform.post(place, card, 'k');
    await drive.react(ana, ref, '✅');
    expect(await platform.reactions(ref)).toEqual([{ emoji: '✅', account: ana, human: true }]);
  });

  it.each([
    [{ type: 'rate-limit', retryAfterS: 30 }, 'temporary'],
    [{ type: 'status', status: 500 }, 'temporary'],
    [{ type: 'error', word: 'internal_error' }, 'temporary'],
    [{ type: 'cut', done: false }, 'temporary'],
    [{ type: 'error', word: 'user_not_found' }, 'unknown'],
  ] as const)('5.21 %o makes nobody a bot, nor a guest: it is %s', async (fault, stranger) => {
    const { fake, drive, ana, place } = harness;
    fake.api.faults.next('users.info', fault);
    await drive.command(ana, place, ['ops', 'help'], {});
    expect(receiver.inbound[0]).toMatchObject({ human: false, stranger });
    // And nobody stays it: the next look-up counts.
    await drive.command(ana, place, ['ops', 'help'], {});
    expect(receiver.inbound[1]?.human).toBe(true);
    expect(receiver.inbound[1]?.stranger).toBeUndefined();
  });

  it.each([
    { type: 'error', word: 'user_not_found' },
    { type: 'error', word: 'user_not_visible' },
    { type: 'error', word: 'account_inactive' },
    { type: 'rate-limit', retryAfterS: 30 },
    { type: 'status', status: 500 },
    { type: 'cut', done: false },
  ] as const)(
    '5.6 one member who cannot be looked up (%o) leaves the reactions of all others known',
    async (fault) => {
      const { fake, ana, ben, place, platform } = harness;
      const ref = await platform.post(place, card, 'k');
      const { reactions } = fake.state.messages.at(-1) ?? {};
      reactions?.set('x', [ben.id]);
      reactions?.set('white_check_mark', [ben.id, ana.id]);
      fake.api.faults.next('users.info', fault);
      const known = (human: boolean | undefined) => [
        { emoji: '❌', account: ben, human },
        { emoji: '✅', account: ben, human },
        { emoji: '✅', account: ana, human: true },
      ];
      expect(await platform.reactions(ref)).toEqual(known(undefined));
      expect(await platform.reactions(ref)).toEqual(known(true));
    },
  );

  it("5.6 custom emoji that Slack does not tell leave all of Slack's own known", async () => {
    const { fake, ana, ben, place, platform } = harness;
    const ref = await platform.post(place, card, 'k');
    const { reactions } = fake.state.messages.at(-1) ?? {};
    reactions?.set('shipit', [ben.id]);
    reactions?.set('+1::skin-tone-3', [ana.id]);
    fake.api.faults.next('emoji.list', { type: 'rate-limit', retryAfterS: 30 });
    expect((await platform.reactions(ref)).map(({ emoji }) => emoji)).toEqual([undefined, '👍']);
    expect((await platform.reactions(ref)).map(({ emoji }) => emoji)).toEqual(['shipit', '👍']);
  });

  it('asks again about somebody whom Slack says to have changed', async () => {
    const { fake, drive, ana, place } = harness;
    await drive.command(ana, place, ['ops', 'help'], {});
    Object.assign(fake.state.users.get(ANA) ?? {}, { guest: 'single' });
    await drive.command(ana, place, ['ops', 'help'], {});
    const event = { type: 'user_change', user: { id: ANA } };
    await tell(event);
    await drive.command(ana, place, ['ops', 'help'], {});
    expect(receiver.inbound.map(({ human }) => human)).toEqual([true, true, false]);
  });

  it('has the groups as they are now', async () => {
    const { fake, ana, platform } = harness;
    fake.state.groups.set('S0SRE0001', { name: 'sre', users: [ANA] });
    expect(await platform.rolesOf(ana)).toEqual(['S0SRE0001']);
    fake.state.groups.set('S0SRE0001', { name: 'sre', users: [] });
    const event = { type: 'subteam_members_changed', subteam_id: 'S0SRE0001' };
    await tell(event);
    expect(await platform.rolesOf(ana)).toEqual([]);
    fake.api.faults.next('usergroups.list', { type: 'error', word: 'ratelimited' });
    await tell(event);
    await expect(platform.rolesOf(ana)).rejects.toThrow();
  });

  it('says nothing about reactions on messages that are not ours', async () => {
    const { fake } = harness;
    const message = {
      ...fake.state.messages[0],
      ts: '1.000001',
      channel: CHANNEL,
      threadTs: undefined,
      user: ANA,
      onlyFor: undefined,
      text: 'hello',
      blocks: [],
      metadata: undefined,
      reactions: new Map(),
      files: [],
      deleted: false,
      edited: false,
    };
    fake.state.messages.push(message);
    await fake.people.react(harness.ben.id, CHANNEL, '1.000001', 'white_check_mark', true);
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    expect(receiver.inbound.map(({ type }) => type)).toEqual(['command']);
  });
});
