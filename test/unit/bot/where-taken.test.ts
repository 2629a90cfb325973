import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';

describe('channels where commands are taken', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  beforeEach(async () => {
    await world.reset();
    world.taken.in = ['demo', 'alerts'];
  });
  afterAll(async () => {
    await world.close();
  });

  async function commandIn(channel: string, path: string, options = {}): Promise<void> {
    await world.platform.command(account('ana'), placeIn(channel), path.split(' '), options);
    await world.settle();
  }

  it('refuse a command elsewhere, with where to give it, and log it', async () => {
    await commandIn('ops', 'demo health');
    const told = await world.find('ana', '/demo health is not taken in this channel.');
    expect(told.quiet).toBe(true);
    expect(told.text).toContain('Give it in #demo or #alerts.');
    expect(world.started).toEqual([]);
    expect(await world.log('access')).toContain('access.refused');
    await commandIn('demo', 'demo health');
    expect(world.started).toEqual(['/bin/health']);
  });

  it('leave help and the buttons of cards to work everywhere', async () => {
    await commandIn('ops', 'ops help', { topic: 'diagnose' });
    await world.click('ana', await world.find('ana', 'What has to do with'), 'Check the health');
    await world.click('ana', await world.find('ana', 'It only looks'), 'Run it…');
    expect(world.started).toEqual(['/bin/health']);
  });

  it('include the channels that Keyturn opened', async () => {
    await commandIn('demo', 'ops channel open', { name: 'war room', about: 'Pump 2 leaks' });
    const [opened] = world.chat.opened;
    if (opened === undefined) throw new Error('no channel was opened');
    await commandIn(opened.id, 'demo health');
    expect(world.started).toEqual(['/bin/health']);
  });
});
