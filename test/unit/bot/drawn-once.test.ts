import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';

interface Drawn {
  readonly destination: string;
  readonly desired_rev: number;
  readonly sent_rev: number;
}

describe('the card of a thing', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  beforeEach(() => world.reset());
  afterAll(() => world.close());

  async function cards(): Promise<readonly Drawn[]> {
    const rows = await world.db.read((reader) =>
      reader.orm.execute(
        sql`select destination, desired_rev, sent_rev from card where subject like 'request/%' order by 1`,
      ),
    );
    return rows as unknown as readonly Drawn[];
  }

  it('5.16 is drawn and sent once a burst and place, however many votes there are in it', async () => {
    world.mirrored.on = true;
    await world.command('ana', 'ops run', { action: 'demo:breaker/crowd' });
    const card = await world.find('ben', 'Needs a crowd', 'demo');
    const before = await cards();
    const sends = () => [world.chat.sends, world.slackChat.sends];
    const [here = 0, there = 0] = sends();
    const nonce = card.controls.find(({ label }) => label === 'Approve')?.nonce ?? '';
    const drawing = vi.spyOn(world.bot.bursts, 'handle');
    // No event is handled and nothing is sent before all of them have voted.
    for (const who of ['ben', 'cem', 'dan', 'eve']) await world.platform.click(account(who), card.ref, nonce);
    await world.settle();
    expect(before).toHaveLength(2);
    const drawn = drawing.mock.calls.flatMap(([, subjects]) => subjects);
    expect(drawn).toEqual([expect.stringMatching(/^request\//)]);
    expect((await cards()).map((one, index) => one.desired_rev - (before[index]?.desired_rev ?? 0))).toEqual([
      1, 1,
    ]);
    expect(sends()).toEqual([here + 1, there + 1]);
    const texts = await world.platform.see(account('ana'), placeIn('demo'));
    expect(texts.map(({ text }) => text).join('\n')).toContain('4 of 19');
  });
});
