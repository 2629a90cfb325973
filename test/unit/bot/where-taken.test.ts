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

  it('leave help to work everywhere, which says where an action can be asked for, and is no way around them', async () => {
    await commandIn('ops', 'ops help', { topic: 'diagnose' });
    await world.click('ana', await world.find('ana', 'What has to do with'), 'Check the health');
    const explained = await world.find('ana', 'It only looks');
    expect(explained.text).toContain('Commands are not taken here: give it in #demo or #alerts.');
    expect(explained.controls).toEqual([]);
  });

  it('leave the buttons of cards to work everywhere', async () => {
    world.taken.in = [];
    await commandIn('ops', 'demo health');
    world.taken.in = ['demo'];
    await world.click('ana', await world.find('ana', 'Check the health'), 'Run again');
    expect(world.started).toEqual(['/bin/health', '/bin/health']);
  });

  it('include the channels that Keyturn opened', async () => {
    await commandIn('demo', 'ops channel open', { name: 'war room', about: 'Pump 2 leaks' });
    const [opened] = world.chat.opened;
    if (opened === undefined) throw new Error('no channel was opened');
    await commandIn(opened.id, 'demo health');
    expect(world.started).toEqual(['/bin/health']);
  });
});
