import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LAST_ATTEMPT, MAX_ATTEMPTS } from '../../../../src/bot/delivery/backoff.ts';
import { adoptMessage, cardsOf, openCard, setDesired } from '../../../../src/bot/delivery/cards/store.ts';
import { enqueue, nextDue } from '../../../../src/bot/delivery/outbox/store.ts';
import type { Fallback } from '../../../../src/bot/delivery/settler.ts';
import { createDelivery, type Delivery } from '../../../../src/bot/delivery/worker.ts';
import { digestOf } from '../../../../src/canonical.ts';
import type { Card } from '../../../../src/chat/card.ts';
import type { Place } from '../../../../src/chat/inbound.ts';
import { type ChatPlatform, DeliveryError, type Tries } from '../../../../src/chat/port.ts';
import type { Database } from '../../../../src/store/database.ts';
import { inBackground, type Swept } from '../../../support/background.ts';
import { account, memoryChat, memoryPlatform, placeIn } from '../../../support/chat/memory-platform.ts';
import { manualClock } from '../../../support/clock.ts';
import { openTestEmbedded, openTestPostgres } from '../../../support/database.ts';
import { eventually } from '../../../support/eventually.ts';
import { fakeJobs } from '../../../support/jobs.ts';

const clock = manualClock();
const OPS = 'console/local/ops';

describe.each([
  ['pglite', () => openTestEmbedded(clock)],
  ['postgres', () => openTestPostgres(clock)],
])('delivery on %s', (_engine, open) => {
  let db: Database;
  let chat: ReturnType<typeof memoryChat>;
  let delivery: Swept<Delivery>;
  beforeAll(async () => {
    db = await open();
  });
  afterAll(async () => {
    await db.close();
  });
  beforeEach(async () => {
    await db.transact((tx) => tx.orm.execute(sql`truncate card, outbox, destination_pause`));
    chat = memoryChat(['ops', 'fallback']);
    jobs = fakeJobs();
    delivery = worker();
  });

  let jobs = fakeJobs();
  const troubled = () =>
    jobs.events.flatMap(({ kind, subject }) => (kind === 'card.troubled' ? [subject] : []));

  const workers: Delivery[] = [];
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((one) => one.stop()));
  });

  function worker(
    platform: ChatPlatform | readonly ChatPlatform[] = memoryPlatform(chat),
    fallback: Fallback = () => placeIn('fallback'),
    database = db,
  ): Swept<Delivery> {
    const made = inBackground((background) =>
      createDelivery({
        db: database,
        background,
        jobs,
        platforms: [platform].flat(),
        log: pino({ level: 'silent' }),
        fallback,
        called: ({ channel }) => `#${channel}`,
        random: () => 0.5,
      }),
    );
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
      await setDesired(tx, [
        { id: row.id, desired: card(title), digest: digestOf(title), urgent: false, live: true },
      ]);
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
    // After so many failures it waits for two seconds at least: long enough for what follows on any machine.
    await say('first');
    for (let failures = 0; failures < 4; failures += 1) {
      later(5_000);
      chat.failures.push(new DeliveryError('unavailable', 'down'));
      await delivery.work(OPS);
    }
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

  it('5.15 is not looked at again and again for what stands behind a message that has to wait', async () => {
    await say('first');
    for (let failures = 0; failures < 4; failures += 1) {
      later(5_000);
      chat.failures.push(new DeliveryError('unavailable', 'down'));
      await delivery.work(OPS);
    }
    const dueAt = () => db.read((reader) => nextDue(reader, OPS, new Map()));
    const first = await dueAt();
    await say('second');
    expect(await dueAt()).toEqual(first);
    expect(first?.getTime()).toBeGreaterThan((await db.read((reader) => reader.now())).getTime());
  });

  it('5.15 waits as long as the platform asks, with everything for that channel', async () => {
    chat.failures.push(new DeliveryError('rate-limited', 'slow down', 30_000));
    await say('first');
    await delivery.work(OPS);
    await show('card');
    await say('urgent', true);
    later(29_000);
    await delivery.swept();
    expect(texts()).toEqual([]);
    later(2_000);
    await delivery.swept();
    expect(texts()).toEqual(['urgent', 'card', 'first']);
  });

  it('5.15 holds back by what one kind of call has used up no other: a new card is posted at once', async () => {
    await show('run, one', 'run/run-1');
    await delivery.work(OPS);
    later(1_100);
    chat.failures.push(new DeliveryError('rate-limited', 'slow down', 300_000));
    await show('run, two', 'run/run-1');
    await delivery.work(OPS);
    await show('request', 'request/apr-2');
    await say('page', true);
    await delivery.work(OPS);
    expect(texts()).toEqual(['run, one', 'page', 'request']);
    later(200_000);
    await delivery.swept();
    expect(texts()).toEqual(['run, one', 'page', 'request']);
    later(110_000);
    await delivery.swept();
    expect(texts()).toEqual(['run, two', 'page', 'request']);
  });

  it.each([
    ['channel', ['there']],
    ['workspace', ['there']],
    ['everything', []],
  ] as const)('5.15 lets a limit reach as far as the platform said: %s', async (reach, posted) => {
    const other = 'console/local/fallback';
    await show('here', 'run/run-1');
    await delivery.work(OPS);
    await show('also here', 'run/run-2', 'fallback');
    await delivery.work(other);
    later(1_100);
    chat.failures.push(new DeliveryError('rate-limited', 'slow down', 30_000, false, reach));
    await show('here, later', 'run/run-1');
    await delivery.work(OPS);
    await show('also here, later', 'run/run-2', 'fallback');
    await show('there', 'request/apr-3', 'fallback');
    await delivery.work(other);
    expect(texts('fallback')).toEqual([reach === 'channel' ? 'also here, later' : 'also here', ...posted]);
  });

  it('5.15 takes what a channel refuses to the fallback, with a note, and goes on there', async () => {
    await say('lost', false, 'nowhere');
    await show('card', 'request/apr-1', 'nowhere');
    await delivery.swept();
    await delivery.swept();
    expect(texts('fallback').toSorted()).toEqual(['card', 'lost']);
    later(1_100);
    await db.transact(async (tx) => {
      const rows = (await tx.orm.execute(sql`select id from card`)) as unknown as { id: number }[];
      await setDesired(tx, [
        {
          id: Number(rows[0]?.id),
          desired: card('card, edited'),
          digest: 'other',
          urgent: false,
          live: true,
        },
      ]);
    });
    await delivery.swept();
    expect(texts('fallback')).toContain('card, edited');
    const notes = chat.messages.map((one) => one.content?.text ?? '').join();
    expect(notes).toContain('This card belongs to the console (#nowhere), where it cannot be shown.');
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
      await one.swept();
      later(2_000);
    }
    expect(tries).toBe(2 * channels.length);
    // What was refused everywhere is shown again when it changes, and a channel takes it again.
    await show('card, changed');
    await delivery.swept();
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
    await delivery.swept();
    expect(texts()).toEqual([]);
    expect(texts('fallback')).toEqual(['lost']);
  });

  describe.each(['account_inactive', 'invalid_auth', 'token_revoked'])('shut out (%s)', (word) => {
    const elsewhere = memoryChat(['war-room']);
    const away: Place = { platform: 'slack', workspace: 'T1', channel: 'war-room' };
    const shutOut = () => new DeliveryError('shut-out', `Slack answered "${word}".`);
    // The nearest channel comes first, which the same platform shuts us out of as well.
    const nearest: Fallback = (_failed, isUsable) => [placeIn('fallback'), away].find(isUsable);
    const both = () =>
      worker(
        [memoryPlatform(chat), memoryPlatform(elsewhere, { platform: 'slack', workspace: 'T1' })],
        nearest,
      );
    const shownThere = () => elsewhere.messages.map(({ card }) => card?.title);
    beforeEach(() => {
      elsewhere.messages.length = 0;
      elsewhere.keys.clear();
    });

    it('5.15 takes an urgent message to another platform at once, and lets others wait for the token', async () => {
      const made = both();
      await say('page', true);
      await say('not urgent');
      chat.failures.push(shutOut(), shutOut());
      await made.work(OPS);
      await made.swept();
      expect(shownThere()).toEqual(['page']);
      expect(texts('fallback')).toEqual([]);
      later(600_000);
      await made.swept();
      expect(texts()).toEqual(['not urgent']);
    });

    it('5.15 opens a card of a thing that still waits on another platform, once, and keeps its own', async () => {
      const made = both();
      await show('approve this');
      for (let tries = 0; tries < 3; tries += 1) {
        chat.failures.push(shutOut());
        await made.work(OPS);
        later(600_000);
      }
      const rows = await db.read((reader) => cardsOf(reader, ['request/apr-1']));
      expect(rows.map(({ destination }) => destination)).toEqual([OPS, 'slack/T1/war-room']);
      // Whoever draws cards was told of it at the first try, and again once this one counted as behind.
      expect(troubled()).toEqual(['request/apr-1', 'request/apr-1']);
      await made.work(OPS);
      expect(texts()).toEqual(['approve this']);
    });
  });

  it('5.15 shows the last state once the platform takes our token again, however long that was', async () => {
    const alone = worker(memoryPlatform(chat), () => undefined);
    const shutOut = () => new DeliveryError('shut-out', 'Slack answered "account_inactive".');
    await show('one');
    await alone.work(OPS);
    later(1_100);
    await show('two');
    await say('page', true);
    const inVain = async (times: number): Promise<void> => {
      for (let tries = 0; tries < times; tries += 1) {
        chat.failures.push(shutOut(), shutOut());
        await alone.work(OPS);
        later(7_200_000);
      }
    };
    await inVain(MAX_ATTEMPTS + 3);
    for (const table of ['card', 'outbox'])
      await db.transact((tx) =>
        tx.orm.execute(sql.raw(`update ${table} set attempts = ${LAST_ATTEMPT - 5}`)),
      );
    await inVain(10);
    chat.failures.length = 0;
    await show('three');
    await alone.work(OPS);
    expect(texts()).toEqual(['three', 'page']);
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
    await db.transact((tx) =>
      setDesired(tx, [{ id: cardId, desired: card('run'), digest: 'd', urgent: false, live: true }]),
    );
    await delivery.work(OPS);
    const [parent, reply] = chat.messages;
    expect(parent?.card?.title).toBe('run');
    expect(reply?.parent).toBe(parent?.id);
  });

  it('5.17 puts a card that was cut into the thread whole', async () => {
    await db.transact(async (tx) => {
      const row = await openCard(tx, 'run/run-1', placeIn('ops'), '', await tx.now());
      const blocks = [{ type: 'text', text: 'x\u202e'.repeat(5_000) }] as const;
      await setDesired(tx, [
        { id: row.id, desired: { ...card('big'), blocks }, digest: 'd', urgent: false, live: true },
      ]);
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
      await adoptMessage(tx, row.id, { rev: 0, places: [] }, ref);
      const blocks = [{ type: 'text', text: 'x'.repeat(5_000) }] as const;
      await setDesired(tx, [
        { id: row.id, desired: { ...card('long'), blocks }, digest: 'd', urgent: false, live: true },
      ]);
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
    await eventually(() => expect(texts()).toEqual(titles));
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

  it('5.15 counts no attempt on a card that the platform did not take, and each of which some got through', async () => {
    const tries: string[] = [];
    const platform = memoryPlatform(chat);
    const noting = (which: string): Tries => ({
      ...platform,
      async post(...args) {
        tries.push(which);
        return platform.post(...args);
      },
    });
    const one = worker({ ...platform, ...noting('again'), firstTry: noting('first') });
    const limited = () => new DeliveryError('rate-limited', 'not taken', 1_000);
    chat.failures.push(
      limited(),
      limited(),
      limited(),
      limited(),
      new DeliveryError('unavailable', 'perhaps'),
    );
    chat.failures.push(limited());
    await show('card');
    const attempts = async () => {
      const rows = await db.read((reader) => reader.orm.execute(sql`select attempts from card`));
      return (rows as unknown as { attempts: number }[])[0]?.attempts;
    };
    const counted: unknown[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      await one.work(OPS);
      counted.push(await attempts());
      later(10_000);
    }
    expect(tries).toEqual(['first', 'first', 'first', 'first', 'first', 'again', 'again']);
    expect(counted).toEqual([0, 0, 0, 0, 1, 1, 0]);
    expect(texts()).toEqual(['card']);
  });

  it('5.15 counts an attempt whose post got through before it was asked to wait', async () => {
    const platform = memoryPlatform(chat);
    const tries: string[] = [];
    let edits = 0;
    const one = worker({
      ...platform,
      async post(...args) {
        tries.push('again');
        return platform.post(...args);
      },
      firstTry: {
        ...platform,
        async post() {
          tries.push('first');
          throw new DeliveryError('unavailable', 'perhaps taken');
        },
      },
      async edit(...args) {
        edits += 1;
        if (edits < 3) throw new DeliveryError('rate-limited', 'wait', 1_000);
        return platform.edit(...args);
      },
    });
    await show('card');
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await one.work(OPS);
      later(10_000);
    }
    expect(tries).toEqual(['first', 'again', 'again', 'again']);
    expect(chat.messages).toHaveLength(1);
  });

  const LATE: readonly (DeliveryError['kind'] | 'done')[] = [
    'done',
    'gone',
    'unavailable',
    'rate-limited',
    'no-channel',
    'rejected',
  ];

  it.each(LATE)('5.8 a worker that lost its lease undoes nothing: it hears late of "%s"', async (late) => {
    await show('one');
    await delivery.work(OPS);
    const [first] = chat.messages;
    if (first === undefined) throw new Error('nothing was posted');
    first.deleted = late !== 'done';
    later(1_100);
    await show('two');
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const platform = memoryPlatform(chat);
    let calls = 0;
    const slow = worker({
      ...platform,
      async edit(ref, shown) {
        calls += 1;
        if (calls > 1) return platform.edit(ref, shown);
        await gate;
        if (late === 'done') return platform.edit(ref, shown);
        throw new DeliveryError(late, 'late', 1_000);
      },
    });
    const working = slow.work(OPS);
    await eventually(() => expect(calls).toBe(1));
    // It stands still: its clock goes on, and nothing else of it.
    later(16_000);
    await show('three');
    await delivery.work(OPS);
    expect(texts()).toEqual(['three']);
    open();
    await working;
    for (let second = 0; second < 5; second += 1) {
      later(1_100);
      await delivery.swept();
    }
    expect(texts()).toEqual(['three']);
    expect(texts('fallback')).toEqual([]);
    const rows = await db.read((reader) =>
      reader.orm.execute(sql`select message, error, destination from card`),
    );
    const standing = chat.messages.find(({ deleted }) => !deleted);
    expect(rows).toEqual([{ message: standing?.id, error: null, destination: OPS }]);
  });

  it('5.8 a reply that finds its card gone takes no other message from the card', async () => {
    const cardId = await show('one');
    await delivery.work(OPS);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const platform = memoryPlatform(chat);
    let asked = false;
    const slow = worker({
      ...platform,
      async reply() {
        asked = true;
        await gate;
        throw new DeliveryError('gone', 'the message was deleted');
      },
    });
    await db.transact(async (tx) => {
      const content = { type: 'thread', thread: { text: 'log' } } as const;
      await enqueue(
        tx,
        { key: 'log', place: placeIn('ops'), content, urgent: false, cardId },
        await tx.now(),
      );
    });
    const working = slow.work(OPS);
    await eventually(() => expect(asked).toBe(true));
    const [first] = chat.messages;
    if (first !== undefined) first.deleted = true;
    later(1_100);
    await show('two');
    await delivery.work(OPS);
    expect(texts()).toEqual(['two']);
    open();
    await slow.stop();
    await working;
    later(1_100);
    await delivery.swept();
    expect(texts()).toEqual(['two']);
    expect(chat.messages.filter(({ card: shown, deleted }) => shown && !deleted)).toHaveLength(1);
  });

  it('5.8 begins nothing under a lease that may be over: a process that stood still puts it back', async () => {
    await show('one');
    let ahead = 0;
    const real = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => real() + ahead);
    const shown: string[] = [];
    const platform = memoryPlatform(chat);
    const sleepy: Database = {
      ...db,
      async transact(work, options) {
        const result = await db.transact(work, options);
        if (ahead > 0) return result;
        // Between taking the card and sending it.
        ahead = 16_000;
        later(16_000);
        await show('two');
        await delivery.work(OPS);
        return result;
      },
    };
    const one = worker(
      {
        ...platform,
        async post(place, drawn, key) {
          shown.push(drawn.title);
          return platform.post(place, drawn, key);
        },
      },
      undefined,
      sleepy,
    );
    await one.work(OPS);
    vi.restoreAllMocks();
    expect(shown).toEqual([]);
    expect(texts()).toEqual(['two']);
  });

  it('5.8 keeps what it sends for as long as the platform takes, however much longer than a lease', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const platform = memoryPlatform(chat);
    let calls = 0;
    const slow = worker({
      ...platform,
      async post(...args) {
        calls += 1;
        await gate;
        return platform.post(...args);
      },
    });
    await say('page');
    const working = slow.work(OPS);
    await eventually(() => expect(calls).toBe(1));
    const until = async () => {
      const rows = await db.read((reader) =>
        reader.orm.execute(sql`select extract(epoch from lease_until)::float8 as until from outbox`),
      );
      return (rows as unknown as { until: number }[])[0]?.until ?? 0;
    };
    for (let beat = 0; beat < 2; beat += 1) {
      later(14_000);
      const before = await until();
      await eventually(async () => expect(await until()).toBeGreaterThan(before + 10));
      await delivery.swept();
    }
    expect(texts()).toEqual([]);
    open();
    await working;
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
