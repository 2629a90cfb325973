import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

describe('what is shown before it is started', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  beforeEach(async () => {
    await world.reset();
  });
  afterAll(async () => {
    await world.close();
  });

  const formOf = (who: string) => world.platform.seeForm(account(who));
  const help = async (topic: string) => {
    await world.command('ana', 'ops help', { topic });
    return world.find('ana', topic);
  };

  it('is started as it was shown, also where the command speaks of its own run', async () => {
    await world.command('ana', 'ops run', { action: 'demo:backup/make' });
    await world.submit('ana', { full: 'true' });
    await world.click('ana', await world.find('ana', 'Make a backup', 'demo'), 'Run again');
    const preview = await world.find('ana', 'Start this? Make a backup', 'demo');
    const id = /run-[a-z0-9]+/.exec(preview.text)?.[0];
    await world.click('ana', preview, 'Run it now');
    expect(world.started).toHaveLength(2);
    expect(world.started[1]).toBe(`/bin/backup ${id} true`);
  });

  it('was asked for with all that may be given, where a button asks and nobody could type it', async () => {
    await world.click('ana', await help('demo:backup/make'), 'Run it…');
    expect(world.started).toEqual([]);
    expect((await formOf('ana'))?.fields.map(({ name }) => name)).toEqual(['full']);
    await world.submit('ana', { full: 'true' });
    expect(world.started[0]).toMatch(/^\/bin\/backup run-\w+ true$/);
  });

  it('is shown, of what takes nothing, and started once however often it is pressed', async () => {
    await world.click('ana', await help('demo:breaker/trip'), 'Run it…');
    expect(world.started).toEqual([]);
    const preview = await world.find('ana', 'Start this? Trip the breaker');
    await world.click('ana', preview, 'Run it now');
    await world.click('ana', preview, 'Run it now');
    expect(world.started).toEqual(['/bin/trip']);
  });
});

describe('a rehearsal', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  beforeEach(async () => {
    await world.reset();
  });
  afterAll(async () => {
    await world.close();
  });

  it('never reads as the real thing', async () => {
    await world.command('ana', 'ops run', { action: 'demo:backup/make', 'dry-run': 'true' });
    await world.submit('ana', { full: 'true' });
    const card = await world.find('ana', 'Make a backup');
    expect(card.text).toContain('Rehearsed, nothing was changed after');
    expect(card.text).not.toContain('vault');
    const drawn = world.chat.messages.find(({ id }) => id === card.ref.message)?.card;
    expect(drawn?.tone).toBe('neutral');
  });

  it('is one of the steps that wait for approval, or is refused', async () => {
    await world.command('ana', 'ops run', { action: 'demo:backup/drop' });
    const request = await world.find('ben', 'Approval needed: Drop the backups', 'demo');
    await world.click('ben', request, 'Dry run');
    expect(world.started).toEqual(['/bin/count']);
    await world.rewrite('/bin/drop]', '/bin/drop, --all]');
    await world.click('ben', request, 'Dry run');
    expect((await world.find('ben', 'Nothing was rehearsed.', 'demo')).text).toContain('was changed since');
    expect(world.started).toEqual(['/bin/count']);
  });

  it('is refused by a card that was kept, once nobody waits for an approval any more', async () => {
    await world.command('ana', 'ops run', { action: 'demo:backup/drop' });
    const withdrawn = await world.find('ben', 'Approval needed: Drop the backups', 'demo');
    await world.click('ana', withdrawn, 'Withdraw request');
    await world.click('ben', withdrawn, 'Dry run');
    expect((await world.find('ben', 'Nothing was rehearsed.', 'demo')).text).toContain(
      'The request waits for nobody any more. Withdrawn by Ana.',
    );
    await world.command('ana', 'ops run', { action: 'demo:backup/drop' });
    const approved = await world.find('ben', 'Approval needed: Drop the backups', 'demo');
    await world.click('ben', approved, 'Approve');
    await world.click('cem', approved, 'Dry run');
    await world.find('cem', 'The request waits for nobody any more. Carried out', 'demo');
    expect(world.started).toEqual(['/bin/drop']);
  });
});

describe('what was approved and came to something bad', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  afterAll(async () => {
    await world.close();
  });

  it('is no plain success on the card of its request', async () => {
    world.programs.set('/bin/drop', async () => ({ out: '', code: 4 }));
    await world.command('ana', 'ops run', { action: 'demo:backup/drop' });
    await world.click('ben', await world.find('ben', 'Approval needed: Drop the backups', 'demo'), 'Approve');
    const cards = await world.see('ana', 'demo');
    const request = cards.find(({ text }) => text.includes('Carried out; it came to'));
    expect(request?.text).toContain('it came to "too-young": One of them was a minute old');
    expect(world.chat.messages.find(({ id }) => id === request?.ref.message)?.card?.tone).toBe('warning');
  });
});
