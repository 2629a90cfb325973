import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Opening, OpeningWish } from '../../../src/channel/channel.ts';
import { openingReply } from '../../../src/channel/chat/opening-card.ts';
import type { CardDraft } from '../../../src/chat/draft.ts';
import { DeliveryError } from '../../../src/chat/port.ts';
import { OpsError } from '../../../src/errors.ts';
import type { MemoryChat } from '../../support/chat/memory-platform.ts';
import { ana, ben, keeping, type OpeningWorld, openingWorld, wish } from './opening-world.ts';

describe('opening a channel on every platform', () => {
  let world: OpeningWorld;
  beforeAll(async () => {
    world = await openingWorld();
  });
  afterAll(() => world.db.close());
  beforeEach(() => world.reset());

  const open = (more: Partial<OpeningWish> = {}): Promise<Opening> => world.process().open(ana, wish(more));
  const textIn = (chat: MemoryChat): string => chat.messages.map(({ card }) => JSON.stringify(card)).join();

  it('opens it on each, for whoever opens it and who is named, and pins in each what it is for', async () => {
    const opening = await open({ people: ['sre'] });
    expect(opening.people.map(({ id }) => id)).toEqual(['ana', 'ben', 'cem']);
    expect(opening.sites.map(({ label, channel }) => `${label}: ${channel?.name}`)).toEqual([
      'Discord: payments-outage',
      'Slack: payments-outage',
    ]);
    for (const chat of [world.discord, world.slack]) {
      expect(chat.opened).toMatchObject([{ topic: 'Card payments fail since noon', private: true }]);
      expect(chat.opened[0]?.pins).toEqual([chat.messages[0]?.id]);
      for (const text of ['Opened by Ana', 'Card payments fail', 'Ana, Ben, Cem', opening.id])
        expect(textIn(chat)).toContain(text);
    }
    expect(world.slack.opened[0]?.members).toEqual(new Set(['ana', 'ben', 'cem']));
    expect(world.discord.opened[0]?.members).toEqual(new Set(['ana', 'cem']));
    expect(textIn(world.slack)).toContain('#payments-outage on Discord');
  });

  it('5.29 keeps nobody waiting for a platform that does not answer, and goes on there by itself', async () => {
    const { promise: gate, resolve: answer } = Promise.withResolvers<void>();
    const slow = world.process(
      keeping(({ create }) => ({
        create: async (asked) => {
          if (asked.workspace === 'T1') await gate;
          return create(asked);
        },
      })),
      4_000,
    );
    const opening = await slow.open(ana, wish());
    expect(opening.sites.map(({ channel }) => channel?.name)).toEqual(['payments-outage', undefined]);
    const { card } = openingReply(opening) as { card: CardDraft };
    expect([card.title, card.tone]).toEqual(['The channel Payments outage is being opened', 'progress']);
    answer();
    const names = async () => (await slow.again(ana, opening.id)).sites.map(({ channel }) => channel?.name);
    await expect.poll(names).toEqual(['payments-outage', 'payments-outage']);
    expect(world.slack.opened).toHaveLength(1);
  });

  it('says who is not invited where, and what they can do', async () => {
    const opening = await open();
    const [there, here] = opening.sites;
    expect(there?.troubles).toMatchObject([
      {
        code: 'channel.no-account',
        what: 'Ben was not invited on Discord.',
        next: expect.stringContaining('/ops link'),
      },
    ]);
    expect(here?.troubles).toEqual([]);
  });

  it('logs what is wanted before anything is done, and each outcome after it', async () => {
    const seen: (readonly string[])[] = [];
    const channels = world.process(
      keeping(({ create }) => ({
        create: async (asked) => {
          seen.push(await world.log(asked.key));
          return create(asked);
        },
      })),
    );
    const { id } = await channels.open(ana, wish());
    expect(seen).toEqual([['channel.wanted'], ['channel.wanted']]);
    const [first, ...rest] = await world.log(id);
    expect(first).toBe('channel.wanted');
    expect(rest.toSorted()).toEqual(['channel.opened discord/main', 'channel.opened slack/main']);
  });

  it('tells in the log, which everybody may read, what a public one is about, and of a private one that there is one', async () => {
    const bodyOf = async ({ id }: Opening): Promise<string> =>
      JSON.stringify(
        await world.db.read((reader) =>
          reader.orm.execute(sql`select body from audit_entry where chain = ${`channel/${id}`}`),
        ),
      );
    const hidden = await bodyOf(await open());
    expect(hidden).toContain('digest');
    for (const text of ['Card payments', 'Payments outage', 'payments-outage'])
      expect(hidden).not.toContain(text);
    const shown = await bodyOf(await open({ private: false, name: 'drill' }));
    for (const text of ['Card payments', 'drill']) expect(shown).toContain(text);
  });

  it('opens it on one platform while the other is down, and on the other when somebody tries again', async () => {
    world.slack.down = true;
    const opening = await open({ people: ['ben', 'cem'] });
    expect(opening.sites.map(({ channel }) => channel?.name)).toEqual(['payments-outage', undefined]);
    expect(opening.sites[1]?.troubles).toMatchObject([{ code: 'channel.unavailable' }]);
    world.slack.down = false;
    const again = await world.process().again(ana, opening.id);
    expect(again.sites.map(({ channel }) => channel?.name)).toEqual(['payments-outage', 'payments-outage']);
    expect([world.discord.opened.length, world.slack.opened.length]).toEqual([1, 1]);
    // The card that was there first names the channel that came later.
    expect(textIn(world.discord)).toContain('#payments-outage on Slack');
    const kinds = await world.log(opening.id);
    expect(kinds.slice(0, 3).toSorted()).toEqual([
      'channel.failed slack/main',
      'channel.opened discord/main',
      'channel.wanted',
    ]);
    expect(kinds.slice(3).toSorted()).toEqual([
      'channel.invited discord/main',
      'channel.opened slack/main',
      'channel.wanted-again',
    ]);
  });

  it('does not look for a channel that it knows, when somebody tries again', async () => {
    world.slack.down = true;
    const { id } = await open({ people: ['cem'] });
    world.slack.down = false;
    const asked: string[] = [];
    const channels = world.process(
      keeping(({ create }) => ({
        create: async (wished) => {
          const kept = await create(wished);
          asked.push(kept.place.platform);
          return kept;
        },
      })),
    );
    await channels.again(ana, id);
    expect(asked).toEqual(['slack']);
  });

  it('says with the words of the platform what has to be mended', async () => {
    const refusal = {
      code: 'channel.scope',
      what: 'Not opened.',
      why: 'No scope.',
      next: 'Install it anew.',
    };
    world.slack.channelFailures.push(new OpsError(refusal));
    world.discord.channelFailures.push(new Error('a bug'));
    const [there, here] = (await open()).sites;
    expect(here?.troubles).toEqual([refusal]);
    expect(there?.troubles).toMatchObject([{ code: 'channel.broken' }]);
    expect(JSON.stringify(there)).not.toContain('a bug');
  });

  it('opens nothing private where nobody of its people is', async () => {
    const opening = await world.process().open(ben, wish({ people: [] }));
    expect(world.discord.opened).toEqual([]);
    expect(opening.sites[0]?.troubles).toMatchObject([{ code: 'channel.nobody-there' }]);
  });

  it('keeps the channel when its card cannot be pinned, and pins it when somebody tries again', async () => {
    const cannot = world.process(
      keeping(() => ({
        pin: async () => {
          throw new DeliveryError('rejected', 'no pins today');
        },
      })),
    );
    const opening = await cannot.open(ana, wish({ people: ['cem'] }));
    for (const { channel, troubles } of opening.sites) {
      expect(channel?.name).toBe('payments-outage');
      expect(troubles).toMatchObject([{ why: 'No pins today.' }]);
    }
    const again = await world.process().again(ana, opening.id);
    expect(again.sites.flatMap(({ troubles }) => troubles)).toEqual([]);
    for (const chat of [world.discord, world.slack]) {
      expect(chat.messages).toHaveLength(1);
      expect(chat.opened[0]?.pins).toHaveLength(1);
    }
  });
});
