import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../src/chat/card.ts';
import type { ChannelKeeper, ChannelWish } from '../../src/chat/channels.ts';
import type { Place } from '../../src/chat/inbound.ts';
import { DeliveryError } from '../../src/chat/port.ts';
import { OpsError } from '../../src/errors.ts';
import type { ChatHarness, SeenChannel } from './chat-harness.ts';
import { scriptedReceiver } from './scripted-receiver.ts';

const card: Card = {
  title: 'Why this channel is here',
  tone: 'neutral',
  blocks: [{ type: 'text', text: 'Card in the new channel' }],
  controls: [],
};

/** What every platform must do that can open channels. */
export function describeChannels(name: string, setup: () => Promise<ChatHarness>): void {
  describe(`${name} opening channels`, () => {
    let harness: ChatHarness;
    let keeper: ChannelKeeper;

    beforeEach(async () => {
      harness = await setup();
      await harness.platform.start(scriptedReceiver());
      keeper = keeperOf(harness);
    });
    afterEach(() => harness.close());

    const wish = (key: string, more: Partial<ChannelWish> = {}): ChannelWish => ({
      workspace: harness.place.workspace,
      key,
      name: 'payments-outage',
      topic: 'Card payments fail since noon',
      private: false,
      invite: [harness.ana],
      ...more,
    });
    const find = async (by: 'ana' | 'ben', { channel }: Place): Promise<SeenChannel | undefined> =>
      (await harness.channels(harness[by])).find(({ place }) => place.channel === channel);
    const titles = async (by: 'ana' | 'ben', place: Place): Promise<string> =>
      (await harness.drive.see(harness[by], place)).map(({ text }) => text).join('\n');

    it('says in which workspaces it can', () => {
      expect(keeper.workspaces().map(({ id }) => id)).toContain(harness.place.workspace);
    });

    it('opens a public one that everybody finds', async () => {
      const { place, name, url, uninvited } = await keeper.create(wish('public'));
      expect(uninvited).toEqual([]);
      expect(name).toBe('payments-outage');
      expect(url).toContain(place.channel);
      const seen = await find('ben', place);
      expect(seen).toMatchObject({ name: 'payments-outage', archived: false });
      expect(seen?.topic).toContain('Card payments fail since noon');
      const ref = await harness.platform.post(place, card, 'first-card');
      expect(await titles('ana', place)).toContain('Card in the new channel');
      await harness.platform.edit(ref, { ...card, title: 'Changed' });
      expect(await titles('ana', place)).toContain('Changed');
    });

    it('opens a private one that the invited see, and nobody else', async () => {
      const { place } = await keeper.create(wish('private', { private: true }));
      await harness.platform.post(place, card, 'private-card');
      expect(await find('ana', place)).toBeDefined();
      expect(await titles('ana', place)).toContain('Card in the new channel');
      expect(await find('ben', place)).toBeUndefined();
    });

    it('5.15 finds the first one for a key, however often it is asked, also in another process', async () => {
      const before = (await harness.channels(harness.ana)).length;
      const first = await keeper.create(wish('once'));
      const again = await keeper.create(wish('once'));
      const [left, right] = await Promise.all([keeper.create(wish('two')), keeper.create(wish('two'))]);
      const restarted = keeperOf({ platform: await harness.restart(scriptedReceiver()) });
      const later = await restarted.create(wish('once', { topic: 'Another topic' }));
      expect([again.place, later.place]).toEqual([first.place, first.place]);
      expect(right.place).toEqual(left.place);
      expect(await harness.channels(harness.ana)).toHaveLength(before + 2);
    });

    it('opens another one of the same name for another key', async () => {
      const [one, other] = [await keeper.create(wish('one')), await keeper.create(wish('other'))];
      expect(other.place).not.toEqual(one.place);
      expect(other.name).toContain('payments-outage');
    });

    it('makes of a name what the platform allows', async () => {
      const { name } = await keeper.create(wish('named', { name: ' Payments: “Kärten” & co. #3! ' }));
      expect(name).toBe('payments-kärten-co-3');
      const long = await keeper.create(wish('long', { name: 'so long '.repeat(40) }));
      expect(long.name).toMatch(/^so-long-so-long/);
      await expect(keeper.create(wish('none', { name: '!!!' }))).rejects.toThrow(OpsError);
    });

    it('changes the topic, and cuts one that is too long', async () => {
      const { place } = await keeper.create(wish('topic'));
      await keeper.setTopic(place, 'Mitigated, watching');
      expect((await find('ana', place))?.topic).toContain('Mitigated, watching');
      await keeper.setTopic(place, `Long ${'x'.repeat(2_000)}`);
      expect((await find('ana', place))?.topic).toContain('Long xxx');
      expect((await keeper.create(wish('topic'))).place).toEqual(place);
    });

    it('invites people later, those who can be', async () => {
      const { place } = await keeper.create(wish('invite', { private: true }));
      const nobody = { ...harness.ben, id: '999999999999999999' };
      const uninvited = await keeper.invite(place, [harness.ana, nobody, harness.ben]);
      expect(uninvited.map(({ account }) => account)).toEqual([nobody]);
      expect(uninvited[0]?.refusal).toMatchObject({
        what: expect.stringMatching(/./),
        why: expect.stringMatching(/./),
        next: expect.stringMatching(/./),
      });
      expect(await find('ben', place)).toBeDefined();
      expect(await keeper.invite(place, [harness.ben])).toEqual([]);
    });

    it('opens one although somebody cannot be invited, and says who', async () => {
      const nobody = { ...harness.ben, id: '999999999999999999' };
      const { place, uninvited } = await keeper.create(
        wish('partly', { private: true, invite: [nobody, harness.ana] }),
      );
      expect(uninvited.map(({ account }) => account)).toEqual([nobody]);
      expect(await find('ana', place)).toBeDefined();
    });

    it('pins a message once', async () => {
      const { place } = await keeper.create(wish('pin'));
      const ref = await harness.platform.post(place, card, 'pinned-card');
      await keeper.pin(ref);
      await keeper.pin(ref);
      expect((await find('ana', place))?.pinned).toEqual([ref.message]);
      expect(await kindOf(keeper.pin({ ...ref, message: '1234567890.000100' }))).toBe('gone');
    });

    it('puts a link at its head, where there are bookmarks', async () => {
      if (keeper.bookmark === undefined) return;
      const { place } = await keeper.create(wish('bookmark'));
      await keeper.bookmark(place, { title: 'Dashboard', url: 'https://example.org/d' });
      expect((await find('ana', place))?.bookmarks).toEqual([
        { title: 'Dashboard', url: 'https://example.org/d' },
      ]);
    });

    it('archives one: nobody writes in it any more, and nothing in it is lost', async () => {
      const { place } = await keeper.create(wish('archive', { private: true }));
      await harness.platform.post(place, card, 'before');
      await keeper.archive(place);
      await keeper.archive(place);
      expect((await find('ana', place))?.archived).toBe(true);
      expect(await find('ben', place)).toBeUndefined();
      expect(await titles('ana', place)).toContain('Card in the new channel');
      expect((await keeper.create(wish('archive'))).place).toEqual(place);
    });

    it('says that a channel is gone', async () => {
      const { place } = await keeper.create(wish('gone'));
      const nowhere = { ...place, channel: '999999999999999998' };
      expect(await kindOf(keeper.setTopic(nowhere, 'x'))).toBe('no-channel');
      expect(await kindOf(keeper.archive(nowhere))).toBe('no-channel');
    });
  });
}

function keeperOf({ platform }: Pick<ChatHarness, 'platform'>): ChannelKeeper {
  if (platform.channels === undefined) throw new Error(`${platform.id} opens no channels`);
  return platform.channels;
}

async function kindOf(attempt: Promise<unknown>): Promise<DeliveryError['kind'] | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof DeliveryError) return error.kind;
    throw error;
  }
}
