import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld, PEOPLE, SLACK } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

describe('a service that the settings name', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
    world.chat.bots.add('ci');
    const people = Object.keys(PEOPLE).map((id) => ({
      id,
      name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
      kind: 'human' as const,
      accounts: [account(id), account(id, SLACK)],
    }));
    const role = (name: string, members: readonly string[]) => ({ name, members, groups: [], holdMs: 0 });
    await world.people.sync({
      people: [...people, { id: 'ci', name: 'Build server', kind: 'service', accounts: [account('ci')] }],
      roles: [role('sre', ['ana', 'ben', 'ci']), role('lead', ['lea'])],
    });
  });
  beforeEach(() => world.reset());
  afterAll(() => world.close());

  it('asks in chat like a person, and what it asks for waits for people', async () => {
    await world.command('ci', 'demo reset', { target: 'main' });
    const card = await world.find('ben', 'Reset the breaker', 'demo');
    expect(card.text).toContain('Asked by: Build server');
    expect(world.started).toEqual([]);
    await world.click('ben', card, 'Approve');
    expect(world.started).toEqual(['/bin/reset main']);
  });

  it('never votes, whatever roles it holds', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    const card = await world.find('ben', 'Reset the breaker', 'demo');
    await world.click('ci', card, 'Approve');
    await world.platform.react(account('ci'), card.ref, '✅');
    await world.settle();
    expect(world.started).toEqual([]);
  });

  it('never breaks the glass, and is told that it is a service', async () => {
    await world.command('ci', 'ops run', { action: 'demo:pause' });
    expect((await world.find('ci', 'access.service')).text).toContain('only people decide');
    expect(world.started).toEqual([]);
  });

  it('answers nothing that a run asks, and is told why', async () => {
    await world.command('ana', 'ops run', { action: 'demo:ask' });
    await world.click('ci', await world.find('ben', 'Is it real?', 'demo'), 'Done');
    expect((await world.find('ci', 'access.service', 'demo')).text).toContain('is a service in the settings');
  });

  it('is not what a bot is that nobody named', async () => {
    await world.command('robot', 'demo reset', { target: 'main' });
    expect((await world.see('robot')).map(({ text }) => text).join()).not.toContain('access.service');
    expect(await world.see('ben', 'demo')).toEqual([]);
  });
});
