import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { adoptMessage, openCard, setDesired } from '../../../../src/bot/delivery/cards/store.ts';
import { enqueue } from '../../../../src/bot/delivery/outbox/store.ts';
import type { Fallback } from '../../../../src/bot/delivery/settler.ts';
import { createDelivery, type Delivery } from '../../../../src/bot/delivery/worker.ts';
import { digestOf } from '../../../../src/canonical.ts';
import type { Card } from '../../../../src/chat/card.ts';
import { type ChatPlatform, DeliveryError, type Tries } from '../../../../src/chat/port.ts';
import type { Database } from '../../../../src/store/database.ts';
import { account, memoryChat, memoryPlatform, placeIn } from '../../../support/chat/memory-platform.ts';
import { manualClock } from '../../../support/clock.ts';
import { openTestDatabase, openTestPostgres } from '../../../support/database.ts';
import { fakeJobs } from '../../../support/jobs.ts';

const clock = manualClock();
const OPS = 'console/local/ops';

describe.each([
  ['pglite', () => openTestDatabase(clock)],
  ['postgres', () => openTestPostgres(clock)],
])('delivery on %s', (_engine, open) => {
  let db: Database;
  let chat: ReturnType<typeof memoryChat>;
  let delivery: Delivery;
  beforeAll(async () => {
    db = await open();
  });
  afterAll(async () => {
    await db.close();
  });
  beforeEach(async () => {
    await db.transact((tx) => tx.orm.execute(sql`truncate card, outbox, destination_pause`));
    chat = memoryChat(['ops', 'fallback']);
    delivery = worker();
  });

  const workers: Delivery[] = [];
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((one) => one.stop()));
  });

  function worker(
    platform: ChatPlatform = memoryPlatform(chat),
    fallback: Fallback = () => placeIn('fallback'),
  ): Delivery {
    const made = createDelivery({
      db,
      jobs: fakeJobs(),
      platforms: [platform],
      log: pino({ level: 'silent' }),
      fallback,
      random: () => 0.5,
    });
    workers.push(made);
    return made;
  }
  const card = (title: string): Card => ({ title, tone: 'neutral', blocks: [], controls: [] });
  const texts = (channel = 'ops') =>
    chat.messages
      .filter((one) => one.channel === channel && !one.deleted && one.card)
      .map((one) => one.card?.title);

  async function show(title: string, subject = 'request/apr-1', channel = 'ops'): Promise<number> {
    return db.transact(async (tx) => {
      const row = await openCard(tx, subject, placeIn(channel), '', await tx.now());
      await setDesired(tx, row.id, card(title), digestOf(title), false);
      return row.id;
    });
  }
  async function say(title: string, urgent = false, channel = 'ops'): Promise<void> {
    await db.transact(async (tx) => {
      const content = { type: 'card', card: card(title) } as const;
      await enqueue(tx, { key: title, place: placeIn(channel), content, urgent }, await tx.now());
    });
  }
  const later = (ms: number): void => clock.advance(ms);

  it('5.16 posts a card once and edits it in place, leaving out what was overtaken', async () => {
    await show('one');
    await delivery.work(OPS);
    for (const title of ['two', 'three', 'four']) await show(title);
    await delivery.work(OPS);
    expect(texts()).toEqual(['one']);
    later(1_100);
    await delivery.work(OPS);
    expect(texts()).toEqual(['four']);
    expect(chat.sends).toBe(2);
  });

  it('5.16 posts a card again that somebody deleted', async () => {
    await show('one');
    await delivery.work(OPS);
    const [message] = chat.messages;
    if (message) message.deleted = true;
    later(1_100);
    await show('two');
    await delivery.work(OPS);
    expect(texts()).toEqual(['two']);
  });

  it('5.15 keeps the order of a channel over failures, and lets urgent messages pass', async () => {
    chat.failures.push(new DeliveryError('unavailable', 'down'));
    await say('first');
    await delivery.work(OPS);
    await say('second');
    await delivery.work(OPS);
    expect(texts()).toEqual([]);
    await say('urgent', true);
    await delivery.work(OPS);
    expect(texts()).toEqual(['urgent']);
    later(5_000);
    await delivery.work(OPS);
    expect(texts()).toEqual(['urgent', 'first', 'second']);
  });

  it('5.15 waits as long as the platform asks, with everything for that channel', async () => {
    chat.failures.push(new DeliveryError('rate-limited', 'slow down', 30_000));
    await say('first');
    await delivery.work(OPS);
    await show('card');
    await say('urgent', true);
    later(29_000);
    await delivery.sweep();
    expect(texts()).toEqual([]);
    later(2_000);
    await delivery.sweep();
    expect(texts()).toEqual(['urgent', 'card', 'first']);
  });

  it('5.15 takes what a channel refuses to the fallback, with a note, and goes on there', async () => {
    await say('lost', false, 'nowhere');
    await show('card', 'request/apr-1', 'nowhere');
    await delivery.sweep();
    await delivery.sweep();
    expect(texts('fallback').toSorted()).toEqual(['card', 'lost']);
    later(1_100);
    await db.transact(async (tx) => {
      const rows = (await tx.orm.execute(sql`select id from card`)) as unknown as { id: number }[];
      await setDesired(tx, Number(rows[0]?.id), card('card, edited'), 'other', false);
    });
    await delivery.sweep();
    expect(texts('fallback')).toContain('card, edited');
    const notes = chat.messages.map((one) => one.content?.text ?? '').join();
    expect(notes).toContain('This card belongs to the console (nowhere), where it cannot be shown.');
  });

  it('5.15 hands nothing round for ever where no channel takes it', async () => {
    const channels = ['ops', 'fallback', 'third'].map((channel) => placeIn(channel));
    const refusing = memoryPlatform(chat);
    let tries = 0;
    const refuse = async (): Promise<never> => {
      tries += 1;
      throw new DeliveryError('rejected', 'no');
    };
    const one = worker({ ...refusing, post: refuse }, (failed, isUsable) =>
      channels.find((place) => place.channel !== failed.channel && isUsable(place)),
    );
    await say('page');
    await show('card');
    for (let sweep = 0; sweep < 10; sweep += 1) {
      await one.sweep();
      later(2_000);
    }
    expect(tries).toBe(2 * channels.length);
    // What was refused everywhere is shown again when it changes, and a channel takes it again.
    await show('card, changed');
    await delivery.sweep();
    expect(['ops', 'fallback', 'third'].flatMap(texts)).toContain('card, changed');
  });

  it('5.15 gives up after many tries, and says so elsewhere', async () => {
    for (let i = 0; i < 20; i += 1) chat.failures.push(new DeliveryError('unavailable', 'down'));
    await say('lost');
    for (let i = 0; i < 12; i += 1) {
      await delivery.work(OPS);
      later(600_000);
    }
    chat.failures.length = 0;
    await delivery.sweep();
    expect(texts()).toEqual([]);
    expect(texts('fallback')).toEqual(['lost']);
  });

  it('puts files into the thread, after the card itself', async () => {
    const cardId = await db.transact(async (tx) => {
      const now = await tx.now();
      const row = await openCard(tx, 'run/run-1', placeIn('ops'), '', now);
      const thread = { text: 'log', file: { name: 'run.log', content: 'x' } };
      const content = { type: 'thread', thread } as const;
      await enqueue(tx, { key: 'log', place: placeIn('ops'), content, urgent: true, cardId: row.id }, now);
      return row.id;
    });
    await delivery.work(OPS);
    expect(chat.messages).toEqual([]);
    await db.transact((tx) => setDesired(tx, cardId, card('run'), 'd', false));
    await delivery.work(OPS);
    const [parent, reply] = chat.messages;
    expect(parent?.card?.title).toBe('run');
    expect(reply?.parent).toBe(parent?.id);
  });

  it('5.17 puts a card that was cut into the thread whole', async () => {
    await db.transact(async (tx) => {
      const row = await openCard(tx, 'run/run-1', placeIn('ops'), '', await tx.now());
      const blocks = [{ type: 'text', text: 'x\u202e'.repeat(5_000) }] as const;
      await setDesired(tx, row.id, { ...card('big'), blocks }, 'd', false);
    });
    await delivery.work(OPS);
    const [shown, whole] = chat.messages;
    expect(JSON.stringify(shown?.card)).toContain('in the thread');
    expect(whole?.content?.file?.content.length).toBeGreaterThan(10_000);
    expect(whole?.content?.file?.content).not.toContain('\u202e');
  });

  it('5.17 gives what an edit of a quiet answer cuts to that person as a file', async () => {
    const ref = await memoryPlatform(chat).post(placeIn('ops'), card('short'), 'quiet');
    await db.transact(async (tx) => {
      const row = await openCard(tx, 'run/run-1', placeIn('ops'), 'console/local/ana', await tx.now());
      await adoptMessage(tx, row.id, 0, ref);
      const blocks = [{ type: 'text', text: 'x'.repeat(5_000) }] as const;
      await setDesired(tx, row.id, { ...card('long'), blocks }, 'd', false);
    });
    await delivery.work(OPS);
    const [shown, whole] = chat.messages;
    expect(JSON.stringify(shown?.card)).toContain('The full text comes as a file.');
    expect(whole?.parent).toBe(ref.message);
    expect(whole?.content?.file?.content).toContain('x'.repeat(5_000));
  });

  it('5.19 sends each message once, however many workers there are', async () => {
    const titles = Array.from({ length: 30 }, (_, i) => `m${String(i).padStart(2, '0')}`);
    for (const title of titles) await say(title);
    await Promise.all([worker(), worker(), worker()].map((one) => one.work(OPS)));
    // Two that looked at the same row at once may both have turned away; their alarms bring them back.
    await vi.waitFor(() => expect(texts()).toEqual(titles), 10_000);
    expect(chat.sends).toBe(30);
  });

  it('5.15 calls an attempt the first only when nothing can have got through before', async () => {
    const tries: string[] = [];
    const platform = memoryPlatform(chat);
    const noting = (which: string): Tries => ({
      ...platform,
      async post(...args) {
        tries.push(which);
        return platform.post(...args);
      },
    });
    const knowing: ChatPlatform = {
      ...platform,
      ...noting('again'),
      firstTry: noting('first'),
    };
    const one = worker(knowing);
    chat.failures.push(new DeliveryError('rate-limited', 'not taken', 1_000));
    chat.failures.push(new DeliveryError('unavailable', 'perhaps taken'));
    chat.failures.push(new DeliveryError('rate-limited', 'not taken', 1_000));
    await say('page');
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await one.work(OPS);
      later(10_000);
    }
    expect(tries).toEqual(['first', 'first', 'again', 'again']);
    expect(texts()).toEqual(['page']);
  });

  it('5.15 sends again what a dead worker had taken, under the same key', async () => {
    await say('taken');
    await db.transact(async (tx) => {
      const until = new Date((await tx.now()).getTime() + 30_000).toISOString();
      await tx.orm.execute(sql`update outbox set lease = 'dead', lease_until = ${until}`);
    });
    await delivery.work(OPS);
    expect(texts()).toEqual([]);
    later(31_000);
    await delivery.work(OPS);
    expect(texts()).toEqual(['taken']);
    expect(await memoryPlatform(chat).see(account('ana'), placeIn('ops'))).toHaveLength(1);
  });
});
