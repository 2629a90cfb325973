import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCard, setDesired } from '../../../../src/bot/delivery/cards/store.ts';
import { destinationOf } from '../../../../src/bot/delivery/destination.ts';
import { enqueue } from '../../../../src/bot/delivery/outbox/store.ts';
import { createDelivery, type Delivery } from '../../../../src/bot/delivery/worker.ts';
import type { Card } from '../../../../src/chat/card.ts';
import type { MessageRef, Place } from '../../../../src/chat/inbound.ts';
import type { Database } from '../../../../src/store/database.ts';
import type { Seen } from '../../../contract/chat-harness.ts';
import { inBackground, type Swept } from '../../../support/background.ts';
import { WIRES, type Wire } from '../../../support/chat/wires.ts';
import { manualClock } from '../../../support/clock.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { fakeJobs } from '../../../support/jobs.ts';

const clock = manualClock();
/** What ends a card in its channel, as the note says it. Whoever left a Slack channel may still edit there. */
const ENDS_CARDS: Readonly<Record<string, readonly string[]>> = {
  Discord: ['The channel does not exist', 'The bot does not see the channel'],
  Slack: ['The channel does not exist', 'The channel is archived'],
};
const ENDS_POSTS: Readonly<Record<string, readonly string[]>> = {
  ...ENDS_CARDS,
  Slack: [...(ENDS_CARDS.Slack ?? []), 'The app is not in the channel'],
};

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase(clock);
});
afterAll(() => db.close());

describe.each(WIRES)('what people and administrators do to messages in %s', (name, open) => {
  let wire: Wire;
  let delivery: Swept<Delivery>;
  let place: Place;
  beforeEach(async () => {
    await db.transact((tx) => tx.orm.execute(sql`truncate card, outbox, destination_pause, edit_pace`));
    wire = await open();
    place = wire.harness.place;
    delivery = inBackground((background) =>
      createDelivery({
        db,
        background,
        jobs: fakeJobs(),
        platforms: [wire.harness.platform],
        log: pino({ level: 'silent' }),
        fallback: (_failed, isUsable) => [place, wire.other].find(isUsable),
        called: ({ channel }) => `#${channel}`,
        random: () => 0.5,
      }),
    );
  });
  afterEach(async () => {
    await delivery.stop();
    await wire.harness.close();
  });

  const see = (where: Place): Promise<readonly Seen[]> => wire.harness.drive.see(wire.harness.ana, where);
  const texts = async (where: Place): Promise<readonly string[]> =>
    (await see(where)).map(({ text }) => text);
  const thread = async (of: MessageRef): Promise<readonly Seen[]> =>
    wire.harness.drive.seeThread(wire.harness.ana, of);
  const card = (title: string): Card => ({ title, tone: 'neutral', blocks: [], controls: [] });

  /** The card of a run, wherever it is shown by now. */
  async function show(title: string): Promise<number> {
    const id = await db.transact(async (tx) => {
      const [known] = (await tx.orm.execute(sql`select id from card`)) as unknown as { id: number }[];
      const row = known ?? (await openCard(tx, 'run/run-1', place, '', await tx.now()));
      await setDesired(tx, [
        { id: Number(row.id), desired: card(title), digest: title, urgent: false, live: true },
      ]);
      return Number(row.id);
    });
    await delivery.swept();
    await delivery.swept();
    clock.advance(2_100);
    return id;
  }

  async function attach(cardId: number): Promise<void> {
    await db.transact(async (tx) => {
      const content = {
        type: 'thread',
        thread: { text: 'Output', file: { name: 'run.log', content: 'ok' } },
      };
      await enqueue(tx, { key: 'log', place, content, urgent: false, cardId } as never, await tx.now());
    });
    await delivery.swept();
    await delivery.swept();
  }

  async function say(title: string): Promise<void> {
    await db.transact(async (tx) => {
      const content = { type: 'card', card: card(title) } as const;
      await enqueue(tx, { key: title, place, content, urgent: true }, await tx.now());
    });
    await delivery.swept();
    await delivery.swept();
  }

  it('5.16 a card that somebody deleted is posted again, and goes on there', async () => {
    await show('one');
    const [first] = await see(place);
    if (first === undefined) throw new Error('there is no card');
    await wire.harness.drive.remove(first.ref);
    await show('two');
    expect(await texts(place)).toEqual(['two']);
    await show('three');
    const [again, ...others] = await see(place);
    expect(again?.text).toBe('three');
    expect(again?.ref).not.toEqual(first.ref);
    expect(others).toEqual([]);
  });

  it('5.16 a file for a card that somebody deleted comes under the new one', async () => {
    const id = await show('one');
    const [first] = await see(place);
    if (first === undefined) throw new Error('there is no card');
    await wire.harness.drive.remove(first.ref);
    await attach(id);
    const [again] = await see(place);
    expect(again?.text).toBe('one');
    expect(again === undefined ? [] : (await thread(again.ref)).flatMap(({ files }) => files)).toEqual([
      { name: 'run.log', content: 'ok' },
    ]);
  });

  it.each(ENDS_CARDS[name] ?? [])('5.15 a card goes on elsewhere, and says why: %s', async (why) => {
    await show('one');
    wire.ends[why]?.();
    const id = await show('two');
    await attach(id);
    await show('three');
    const [moved, ...others] = await see(wire.other);
    expect(moved?.text).toBe('three');
    expect(others).toEqual([]);
    const below = moved === undefined ? [] : await thread(moved.ref);
    expect(below[0]?.text).toContain(`This card belongs to ${name} (#${place.channel})`);
    expect(below[0]?.text).toContain(why);
    expect(below[0]?.text).toContain('keyturn doctor');
    expect(below.flatMap(({ files }) => files)).toEqual([{ name: 'run.log', content: 'ok' }]);
  });

  it.each(ENDS_POSTS[name] ?? [])(
    '5.15 a page goes elsewhere, and says what it was meant for: %s',
    async (why) => {
      wire.ends[why]?.();
      await say('Somebody has to look');
      const [page] = await texts(wire.other);
      expect(page).toContain('Somebody has to look');
      expect(page).toContain(`Meant for ${name} (#${place.channel})`);
      expect(page).toContain(why);
      const pending = await db.transact((tx) =>
        tx.orm.execute(
          sql`select 1 from outbox where state = 'pending' and destination = ${destinationOf(place)}`,
        ),
      );
      expect([...(pending as unknown as unknown[])]).toEqual([]);
    },
  );
});
