import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelKeeper, ChannelWish } from '../../../../../src/chat/channels.ts';
import type { DeliveryError } from '../../../../../src/chat/port.ts';
import { OpsError, type Refusal } from '../../../../../src/errors.ts';
import { scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';
import { addUser, BOT_USER, detailsOf, TEAM } from '../../../../support/slack/state.ts';

describe('channels on Slack', () => {
  let harness: SlackHarness;
  let keeper: ChannelKeeper;

  beforeEach(async () => {
    harness = await openSlackHarness('socket');
    await harness.platform.start(scriptedReceiver());
    if (harness.platform.channels === undefined) throw new Error('Slack opens channels');
    keeper = harness.platform.channels;
  });
  afterEach(() => harness.close());

  const wish = (more: Partial<ChannelWish> = {}): ChannelWish => ({
    workspace: TEAM,
    key: 'k',
    name: 'outage',
    topic: 'Why',
    private: false,
    invite: [harness.ana],
    ...more,
  });
  const outages = () =>
    [...harness.fake.state.channels.values()].filter(({ name }) => name.startsWith('outage'));
  const calls = (method: string): number =>
    harness.fake.api.calls.filter((call) => call.method === method).length;
  const cut = (method: string, done: boolean): void =>
    harness.fake.api.faults.next(method, { type: 'cut', done });

  it.each([
    'conversations.create',
    'conversations.setPurpose',
    'conversations.setTopic',
    'conversations.rename',
    'conversations.invite',
  ])('5.15 finds the channel whose opening broke off at %s, before it or after', async (method) => {
    for (const done of [false, true]) {
      cut(method, done);
      await expect(keeper.create(wish())).rejects.toMatchObject({ kind: 'unavailable' });
    }
    const { place, name, uninvited } = await keeper.create(wish());
    expect({ name, uninvited }).toEqual({ name: 'outage', uninvited: [] });
    expect(outages().map(({ id }) => id)).toEqual([place.channel]);
    const [channel] = outages();
    expect(channel?.members).toEqual(new Set([BOT_USER, harness.ana.id]));
    expect(channel && detailsOf(channel)).toMatchObject({ topic: 'Why', private: false });
  });

  it('adds a suffix where the name is taken, also by an archived channel', async () => {
    const first = await keeper.create(wish({ key: 'first' }));
    await keeper.archive(first.place);
    const { name } = await keeper.create(wish({ key: 'second' }));
    expect(name).toMatch(/^outage-[0-9a-f]{6}$/);
    expect((await keeper.create(wish({ key: 'second' }))).name).toBe(name);
  });

  it('leaves a topic alone that people have changed since', async () => {
    const { place } = await keeper.create(wish());
    const [channel] = outages();
    if (channel !== undefined) detailsOf(channel).topic = 'Mitigated';
    expect((await keeper.create(wish())).place).toEqual(place);
    expect(channel && detailsOf(channel).topic).toBe('Mitigated');
    expect(calls('conversations.setPurpose')).toBe(1);
  });

  it('says that the channel is there and it is not let in', async () => {
    await keeper.create(wish({ key: 'other' }));
    cut('conversations.setPurpose', false);
    await expect(keeper.create(wish())).rejects.toMatchObject({ kind: 'unavailable' });
    for (const one of outages()) one.members.delete(BOT_USER);
    expect(await refusalOf(keeper.create(wish()))).toMatchObject({ code: 'channel.name-taken' });
    expect(outages()).toHaveLength(2);
  });

  it('invites the others when Slack takes nobody because of one', async () => {
    const guest = addUser(harness.fake.state, 'U0GUEST01', 'guest', { guest: 'single' });
    const errors = [{ user: guest.id, ok: false, error: 'ura_max_channels' }];
    harness.fake.api.faults.next('conversations.invite', {
      type: 'error',
      word: 'ura_max_channels',
      fields: { errors },
    });
    const invite = [{ ...harness.ana, id: guest.id }, harness.ana, harness.ben];
    const { uninvited } = await keeper.create(wish({ private: true, invite }));
    expect(uninvited.map(({ account }) => account.id)).toEqual([guest.id]);
    expect(uninvited[0]?.refusal.why).toContain('ura_max_channels');
    expect(outages()[0]?.members).toEqual(new Set([BOT_USER, harness.ana.id, harness.ben.id]));
  });

  it('invites more people than Slack takes at once', async () => {
    const many = Array.from({ length: 130 }, (_, i) =>
      addUser(harness.fake.state, `U0MANY${100 + i}`, `m${i}`),
    );
    const { uninvited } = await keeper.create(
      wish({ invite: many.map(({ id }) => ({ ...harness.ana, id })) }),
    );
    expect(uninvited).toEqual([]);
    expect(outages()[0]?.members.size).toBe(131);
    expect(calls('conversations.invite')).toBe(2);
  });

  it('names the scope that the app lacks', async () => {
    const fields = { needed: 'groups:write', provided: 'chat:write' };
    harness.fake.api.faults.next('conversations.create', { type: 'error', word: 'missing_scope', fields });
    const refusal = await refusalOf(keeper.create(wish({ private: true })));
    expect(refusal).toMatchObject({ code: 'channel.scope', why: 'The app lacks the scope groups:write.' });
    expect(refusal?.next).toContain('keyturn manifest slack');
  });

  it('says that a rule of the workspace is in the way', async () => {
    harness.fake.api.faults.next('conversations.create', { type: 'error', word: 'restricted_action' });
    expect(await refusalOf(keeper.create(wish()))).toMatchObject({ code: 'channel.forbidden' });
  });

  it('passes on how long Slack asks to wait', async () => {
    harness.fake.api.faults.next('users.conversations', { type: 'rate-limit', retryAfterS: 7 });
    await expect(keeper.create(wish())).rejects.toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 7_000,
    } satisfies Partial<DeliveryError>);
  });

  it('opens nothing in a workspace that is not connected', async () => {
    await expect(keeper.create(wish({ workspace: 'T0NOWHERE' }))).rejects.toMatchObject({
      kind: 'no-channel',
    });
  });
});

async function refusalOf(attempt: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof OpsError) return error.refusal;
    throw error;
  }
}
