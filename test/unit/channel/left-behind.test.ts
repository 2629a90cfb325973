import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../src/chat/port.ts';
import { ana, keeping, type OpeningWorld, openingWorld, wish } from './opening-world.ts';

describe('an opening that a process leaves behind', () => {
  let world: OpeningWorld;
  beforeAll(async () => {
    world = await openingWorld();
  });
  afterAll(() => world.db.close());
  beforeEach(() => world.reset());

  const begun = async (): Promise<void> => {
    const query = sql`select 1 from channel_opening where lease is not null`;
    await expect
      .poll(async () => (await world.db.read((reader) => reader.orm.execute(query))).length)
      .toBe(1);
  };

  it('5.15 finishes, once, what a process that died had begun', async () => {
    const dead = world.process(
      keeping(({ create }) => ({
        async create(asked) {
          await create(asked);
          return new Promise<never>(() => {});
        },
      })),
    );
    void dead.open(ana, wish({ key: 'incident/1' }));
    await expect.poll(() => world.discord.opened.length + world.slack.opened.length).toBe(2);
    const living = world.process();
    world.clock.advance(10_000);
    await living.swept();
    expect(world.slack.messages).toEqual([]);
    world.clock.advance(180_000);
    await living.swept();
    const opening = await living.open(ana, wish({ key: 'incident/1' }));
    expect(opening.sites.map(({ channel }) => channel?.name)).toEqual(['payments-outage', 'payments-outage']);
    expect([world.discord.opened.length, world.slack.opened.length]).toEqual([1, 1]);
    expect([world.discord.messages.length, world.slack.messages.length]).toEqual([1, 1]);
  });

  it('finishes it at once when it has the database to itself', async () => {
    const dead = world.process(keeping(() => ({ create: () => new Promise<never>(() => {}) })));
    void dead.open(ana, wish());
    await begun();
    const living = world.process();
    await living.abandonLeases();
    await living.swept();
    expect([world.discord.opened.length, world.slack.opened.length]).toEqual([1, 1]);
  });

  it('changes nothing more when its lease was lost meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = world.process(
      keeping(({ create }) => ({
        async create(asked) {
          await promise;
          await create(asked);
          throw new DeliveryError('unavailable', 'too late');
        },
      })),
    );
    const late = slow.open(ana, wish({ people: ['cem'] }));
    await begun();
    world.clock.advance(180_000);
    await world.process().swept();
    resolve();
    const opening = await late;
    expect(opening.sites.flatMap(({ troubles }) => troubles)).toEqual([]);
    expect(opening.sites.every(({ channel }) => channel !== undefined)).toBe(true);
    expect([world.discord.opened.length, world.slack.opened.length]).toEqual([1, 1]);
  });

  it('opens one for a key, also when it is asked twice at once', async () => {
    const [one, other] = await Promise.all([
      world.process().open(ana, wish({ key: 'k' })),
      world.process().open(ana, wish({ key: 'k' })),
    ]);
    expect(other.id).toBe(one.id);
    expect([world.discord.opened.length, world.slack.opened.length]).toEqual([1, 1]);
  });
});
