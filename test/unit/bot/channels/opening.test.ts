import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Channels, createChannels } from '../../../../src/bot/channels/service.ts';
import type { ChannelKeeper } from '../../../../src/chat/channels.ts';
import { type ChatPlatform, DeliveryError } from '../../../../src/chat/port.ts';
import type { Opening, OpeningWish } from '../../../../src/commands/channel-port.ts';
import { OpsError } from '../../../../src/errors.ts';
import type { Principal } from '../../../../src/people/principal.ts';
import { createPeople, type People } from '../../../../src/people/service.ts';
import type { Database } from '../../../../src/store/database.ts';
import {
  account,
  type Home,
  type MemoryChat,
  memoryChat,
  memoryPlatform,
} from '../../../support/chat/memory-platform.ts';
import { type ManualClock, manualClock } from '../../../support/clock.ts';
import { openTestDatabase } from '../../../support/database.ts';

const DISCORD: Home = { platform: 'discord', workspace: 'G1' };
const SLACK: Home = { platform: 'slack', workspace: 'T1' };
const ana: Principal = { id: 'ana', name: 'Ana', kind: 'human' };
const ivan: Principal = { id: 'ivan', name: 'Ivan', kind: 'human' };

describe('opening a channel on every platform', () => {
  let db: Database;
  let clock: ManualClock;
  let people: People;
  let discord: MemoryChat;
  let slack: MemoryChat;

  beforeAll(async () => {
    clock = manualClock();
    db = await openTestDatabase(clock);
    people = createPeople({ db, jobs: { emit: async () => {} } as never });
    await people.sync({
      people: [
        { ...ana, accounts: [account('ana', DISCORD), account('ana', SLACK)] },
        { id: 'ben', name: 'Ben', kind: 'human', accounts: [account('ben', SLACK)] },
        { id: 'cem', name: 'Cem', kind: 'human', accounts: [account('cem', DISCORD), account('cem', SLACK)] },
      ],
      roles: [{ name: 'sre', members: ['ben', 'cem'], groups: [], holdMs: 0 }],
    });
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.transact((tx) => tx.orm.execute(sql`truncate channel_opening, channel_site`));
    discord = memoryChat([]);
    slack = memoryChat([]);
  });

  function channelsWith(change: (platform: ChatPlatform) => ChatPlatform = (one) => one): Channels {
    return createChannels({
      db,
      clock,
      people,
      platforms: [memoryPlatform(discord, DISCORD), memoryPlatform(slack, SLACK)].map(change),
      log: pino({ level: 'silent' }),
    });
  }

  /** The same platform, with another way of doing one thing. */
  const keeping = (change: (keeper: ChannelKeeper) => Partial<ChannelKeeper>) => (platform: ChatPlatform) =>
    platform.channels === undefined
      ? platform
      : { ...platform, channels: { ...platform.channels, ...change(platform.channels) } };

  const wish = (more: Partial<OpeningWish> = {}): OpeningWish => ({
    name: 'Payments outage',
    about: 'Card payments fail since noon',
    private: true,
    people: ['ben'],
    ...more,
  });
  const open = (more: Partial<OpeningWish> = {}): Promise<Opening> => channelsWith().open(ana, wish(more));
  const textIn = (chat: MemoryChat): string => chat.messages.map(({ card }) => JSON.stringify(card)).join();

  async function log(id: string): Promise<readonly string[]> {
    const rows = (await db.read((reader) =>
      reader.orm.execute(
        sql`select kind, body from audit_entry where chain = ${`channel/${id}`} order by seq`,
      ),
    )) as unknown as { kind: string; body: string }[];
    return rows.map(({ kind, body }) => {
      const { site } = (JSON.parse(body) as { data: { site?: string } }).data;
      return site === undefined ? kind : `${kind} ${site}`;
    });
  }

  it('opens it on each, for whoever opens it and who is named, and pins in each what it is for', async () => {
    const opening = await open({ people: ['sre'] });
    expect(opening.people.map(({ id }) => id)).toEqual(['ana', 'ben', 'cem']);
    expect(opening.sites.map(({ label, channel }) => `${label}: ${channel?.name}`)).toEqual([
      'Discord: payments-outage',
      'Slack: payments-outage',
    ]);
    for (const chat of [discord, slack]) {
      expect(chat.opened).toMatchObject([{ topic: 'Card payments fail since noon', private: true }]);
      expect(chat.opened[0]?.pins).toEqual([chat.messages[0]?.id]);
      for (const text of ['Opened by Ana', 'Card payments fail', 'Ana, Ben, Cem', opening.id])
        expect(textIn(chat)).toContain(text);
    }
    expect(slack.opened[0]?.members).toEqual(new Set(['ana', 'ben', 'cem']));
    expect(discord.opened[0]?.members).toEqual(new Set(['ana', 'cem']));
    expect(textIn(slack)).toContain('#payments-outage on Discord');
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
    const channels = channelsWith(
      keeping(({ create }) => ({
        create: async (asked) => {
          seen.push(await log(asked.key));
          return create(asked);
        },
      })),
    );
    const { id } = await channels.open(ana, wish());
    expect(seen).toEqual([['channel.wanted'], ['channel.wanted']]);
    const [first, ...rest] = await log(id);
    expect(first).toBe('channel.wanted');
    expect(rest.toSorted()).toEqual(['channel.opened discord/main', 'channel.opened slack/main']);
  });

  it('tells in the log, which everybody may read, what a public one is about, and of a private one that there is one', async () => {
    const bodyOf = async ({ id }: Opening): Promise<string> =>
      JSON.stringify(
        await db.read((reader) =>
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
    slack.down = true;
    const opening = await open({ people: ['ben', 'cem'] });
    expect(opening.sites.map(({ channel }) => channel?.name)).toEqual(['payments-outage', undefined]);
    expect(opening.sites[1]?.troubles).toMatchObject([{ code: 'channel.unavailable' }]);
    slack.down = false;
    const again = await channelsWith().again(ana, opening.id);
    expect(again.sites.map(({ channel }) => channel?.name)).toEqual(['payments-outage', 'payments-outage']);
    expect([discord.opened.length, slack.opened.length]).toEqual([1, 1]);
    // The card that was there first names the channel that came later.
    expect(textIn(discord)).toContain('#payments-outage on Slack');
    const kinds = await log(opening.id);
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
    slack.down = true;
    const { id } = await open({ people: ['cem'] });
    slack.down = false;
    const asked: string[] = [];
    const channels = channelsWith(
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
    slack.channelFailures.push(new OpsError(refusal));
    discord.channelFailures.push(new Error('a bug'));
    const [there, here] = (await open()).sites;
    expect(here?.troubles).toEqual([refusal]);
    expect(there?.troubles).toMatchObject([{ code: 'channel.broken' }]);
    expect(JSON.stringify(there)).not.toContain('a bug');
  });

  it('opens nothing private where nobody of its people is', async () => {
    const opening = await channelsWith().open(
      { id: 'ben', name: 'Ben', kind: 'human' },
      wish({ people: [] }),
    );
    expect(discord.opened).toEqual([]);
    expect(opening.sites[0]?.troubles).toMatchObject([{ code: 'channel.nobody-there' }]);
  });

  it('keeps the channel when its card cannot be pinned, and pins it when somebody tries again', async () => {
    const cannot = channelsWith(
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
    const again = await channelsWith().again(ana, opening.id);
    expect(again.sites.flatMap(({ troubles }) => troubles)).toEqual([]);
    for (const chat of [discord, slack]) {
      expect(chat.messages).toHaveLength(1);
      expect(chat.opened[0]?.pins).toHaveLength(1);
    }
  });

  it('5.15 finishes, once, what a process that died had begun', async () => {
    const dead = channelsWith(
      keeping(({ create }) => ({
        async create(asked) {
          await create(asked);
          return new Promise<never>(() => {});
        },
      })),
    );
    void dead.open(ana, wish({ key: 'incident/1' }));
    await expect.poll(() => discord.opened.length + slack.opened.length).toBe(2);
    const living = channelsWith();
    clock.advance(10_000);
    await living.sweep();
    expect(slack.messages).toEqual([]);
    clock.advance(180_000);
    await living.sweep();
    const opening = await living.open(ana, wish({ key: 'incident/1' }));
    expect(opening.sites.map(({ channel }) => channel?.name)).toEqual(['payments-outage', 'payments-outage']);
    expect([discord.opened.length, slack.opened.length]).toEqual([1, 1]);
    expect([discord.messages.length, slack.messages.length]).toEqual([1, 1]);
  });

  it('finishes it at once when it has the database to itself', async () => {
    const dead = channelsWith(keeping(() => ({ create: () => new Promise<never>(() => {}) })));
    void dead.open(ana, wish());
    await expect
      .poll(
        async () =>
          (
            await db.read((reader) =>
              reader.orm.execute(sql`select 1 from channel_opening where lease is not null`),
            )
          ).length,
      )
      .toBe(1);
    const living = channelsWith();
    await living.abandonLeases();
    await living.sweep();
    expect([discord.opened.length, slack.opened.length]).toEqual([1, 1]);
  });

  it('changes nothing more when its lease was lost meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = channelsWith(
      keeping(({ create }) => ({
        async create(asked) {
          await promise;
          await create(asked);
          throw new DeliveryError('unavailable', 'too late');
        },
      })),
    );
    const begun = slow.open(ana, wish({ people: ['cem'] }));
    await expect
      .poll(
        async () =>
          (
            await db.read((reader) =>
              reader.orm.execute(sql`select 1 from channel_opening where lease is not null`),
            )
          ).length,
      )
      .toBe(1);
    clock.advance(180_000);
    await channelsWith().sweep();
    resolve();
    const opening = await begun;
    expect(opening.sites.flatMap(({ troubles }) => troubles)).toEqual([]);
    expect(opening.sites.every(({ channel }) => channel !== undefined)).toBe(true);
    expect([discord.opened.length, slack.opened.length]).toEqual([1, 1]);
  });

  it('opens one for a key, also when it is asked twice at once', async () => {
    const [one, other] = await Promise.all([open({ key: 'k' }), open({ key: 'k' })]);
    expect(other.id).toBe(one.id);
    expect([discord.opened.length, slack.opened.length]).toEqual([1, 1]);
  });

  describe('refuses', () => {
    const refused = async (attempt: Promise<unknown>): Promise<string | undefined> =>
      attempt.then(
        () => undefined,
        (error: unknown) => (error instanceof OpsError ? error.code : Promise.reject(error)),
      );

    it('somebody who is not in the settings any more', async () => {
      expect(await refused(channelsWith().open(ivan, wish()))).toBe('access.not-active');
    });

    it('a name that is nobody, and says who was meant', async () => {
      const attempt = channelsWith().open(ana, wish({ people: ['bem'] }));
      await expect(attempt).rejects.toMatchObject({
        refusal: { code: 'channel.unknown-guest', next: expect.stringContaining('ben') },
      });
    });

    it('a name of which a platform could make nothing', async () => {
      expect(await refused(open({ name: '…' }))).toBe('channel.name');
    });

    it('to touch a private one for somebody who is not in it', async () => {
      const { id } = await open();
      const cem: Principal = { id: 'cem', name: 'Cem', kind: 'human' };
      expect(await refused(channelsWith().again(cem, id))).toBe('channel.unknown');
      expect(await refused(channelsWith().again(ana, 'chn-nothing0'))).toBe('channel.unknown');
    });

    it('where no platform opens channels', async () => {
      const bare = channelsWith(({ channels: _channels, ...platform }) => platform);
      expect(await refused(bare.open(ana, wish()))).toBe('channel.nowhere');
    });

    it('nothing of it leaves a trace on a platform', async () => {
      await refused(open({ people: ['nobody-of-us'] }));
      expect([...discord.opened, ...slack.opened]).toEqual([]);
    });
  });
});
