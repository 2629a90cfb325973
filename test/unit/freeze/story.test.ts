import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';

const HOUR = 3_600_000;

describe('a freeze', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  afterAll(() => world.close());
  beforeEach(() => world.reset());

  const begin = (options: Record<string, string> = {}) =>
    world.command('ana', 'ops freeze start', { until: '2h', reason: 'Launch @everyone', ...options });
  const run = (action: string) => world.command('ben', 'ops run', { action: `demo:${action}` });

  it('is announced in the channels of its systems, logged, and ends by itself', async () => {
    await begin();
    const card = await world.find('ivan', 'All systems are frozen', 'demo');
    expect(card.quiet).toBe(false);
    for (const text of ['Launch @everyone', 'Ana', 'What stops or pauses something always may'])
      expect(card.text).toContain(text);
    const id = /frz-\w+/.exec(card.text)?.[0];
    world.clock.advance(2 * HOUR);
    await world.fire();
    expect((await world.find('ivan', 'not frozen any more', 'demo')).text).toContain('Its time was over');
    expect(await world.log(`freeze/${id}`)).toEqual(['freeze.begun', 'freeze.over']);
  });

  it('refuses what is high or critical before anything is typed, and nothing else', async () => {
    await begin({ system: 'demo' });
    await run('breaker/reset');
    const refused = await world.find('ben', 'was not started');
    for (const text of ['Demo is frozen until', 'begun by Ana', 'Launch'])
      expect(refused.text).toContain(text);
    await run('breaker/wipe');
    expect(
      (await world.see('ben', 'ops')).filter(({ text }) => text.includes('is frozen until')),
    ).toHaveLength(2);
    await run('breaker/trip');
    await world.settle();
    expect(world.started).toEqual(['/bin/trip']);
  });

  it('keeps back what was approved before it began', async () => {
    await run('breaker/open');
    const asked = await world.find('ana', 'Open the breaker', 'demo');
    await world.click('cem', asked, 'Approve');
    await begin({ system: 'demo' });
    await world.click('dan', await world.find('dan', 'Open the breaker', 'demo'), 'Approve');
    await world.settle();
    expect(world.started).toEqual([]);
    expect((await world.find('ana', 'demo is frozen until', 'demo')).text).toContain('Open the breaker');
  });

  it('never keeps back what only stops or pauses something', async () => {
    await begin();
    await world.command('ben', 'ops run', { action: 'demo:pause' });
    await world
      .submit('ben', { reason: 'It burns', confirmation: 'pause everything' })
      .catch(() => undefined);
    expect((await world.see('ben', 'ops')).filter(({ text }) => text.includes('is frozen until'))).toEqual(
      [],
    );
  });

  it('lets through what it names', async () => {
    await begin({ except: 'demo:backup/drop' });
    await run('backup/drop');
    await world.find('ana', 'Approval needed: Drop the backups', 'demo');
  });

  it('is ended early by somebody who says why, and then keeps nothing back', async () => {
    await begin({ system: 'demo' });
    const card = await world.find('ivan', 'is frozen', 'demo');
    await world.click('ivan', card, 'End it now');
    await world.submit('ivan', { reason: 'Launched' });
    const over = await world.find('ana', 'not frozen any more', 'demo');
    for (const text of ['Ivan ended it', 'Launched']) expect(over.text).toContain(text);
    await run('backup/drop');
    await world.find('ana', 'Approval needed: Drop the backups', 'demo');
  });

  it('stands in the status and in its list', async () => {
    await begin({ system: 'demo' });
    await world.command('ivan', 'ops status', { system: 'demo' });
    expect((await world.find('ivan', 'Status of Demo operations')).text).toContain('Frozen: demo, until');
    await world.command('ivan', 'ops freeze list');
    expect((await world.find('ivan', 'Freezes')).text).toContain('Launch');
  });

  it.each([
    [{ until: 'soon' }, 'says no time'],
    [{ until: '365d' }, 'more than 90 days'],
    [{ until: '2020-01-01 00:00 UTC' }, 'it would end before it begins'],
    [{ reason: '   ' }, 'it says nothing'],
    [{ except: 'demo:nothing' }, 'there is no action "demo:nothing"'],
    [{ system: 'moon' }, 'There is no system "moon"'],
  ])('is refused with %j', async (options, why) => {
    await begin(options);
    expect((await world.find('ana', why)).quiet).toBe(true);
  });
});
