import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld, PEOPLE, SLACK } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

/** Cem and Dan are SREs by a group of the platform alone; Ben by the settings. */
describe('while a platform does not say which groups people are in', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
    world.mapped.on = true;
    await world.people.sync({
      people: Object.keys(PEOPLE).map((id) => ({
        id,
        name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
        kind: 'human',
        accounts: [account(id), account(id, SLACK)],
      })),
      roles: [
        {
          name: 'sre',
          members: ['ana', 'ben', 'eve'],
          groups: [
            { platform: 'console', workspace: 'local', id: 'g-sre' },
            { platform: 'slack', workspace: 'T1', id: 'g-sre' },
          ],
          holdMs: 3_600_000,
        },
        {
          name: 'lead',
          members: ['lea'],
          groups: [{ platform: 'slack', workspace: 'T1', id: 'g-lead' }],
          holdMs: 0,
        },
      ],
    });
    for (const id of ['cem', 'dan']) {
      world.chat.groups.set(id, ['g-sre']);
      await world.people.observe(account(id), ['g-sre']);
    }
    world.slackChat.groups.set('eve', ['g-lead']);
    await world.people.observe(account('eve', SLACK), ['g-lead']);
    world.slackChat.groups.set('dan', ['g-sre']);
    world.clock.advance(3_600_000);
    await world.people.observe(account('dan', SLACK), ['g-sre']);
    world.clock.advance(2 * 3_600_000);
  });
  beforeEach(async () => {
    world.chat.groupsDown = false;
    world.slackChat.groupsDown = false;
    await world.reset();
  });
  afterAll(async () => {
    await world.close();
  });

  async function sinceOf(id: string): Promise<Date | undefined> {
    const standing = await world.db.read((reader) => world.people.membership(reader, [id]));
    return standing.get(id)?.roles.find(({ role }) => role === 'sre')?.since;
  }

  async function ask() {
    await world.command('ana', 'demo reset', { target: 'main' });
    return world.find('ben', 'Reset the breaker', 'demo');
  }

  it('nobody loses a role over it, nor the time that they have held it', async () => {
    const before = await sinceOf('cem');
    expect(before).toBeDefined();
    const card = await ask();
    world.chat.groupsDown = true;
    await world.click('cem', card, 'Approve');
    expect(await sinceOf('cem')).toEqual(before);
    expect(await world.log('people')).toEqual([]);
  });

  it('a role that comes from a group does not count, and the reason is the true one', async () => {
    const card = await ask();
    world.chat.groupsDown = true;
    await world.click('cem', card, 'Approve');
    expect(world.started).toEqual([]);
    const told = await world.find('cem', 'access.temporary', 'demo');
    expect(told.text).toContain('did not say just now whether you still are');
    world.chat.groupsDown = false;
    await world.click('cem', card, 'Approve');
    expect(world.started).toEqual(['/bin/reset main']);
  });

  it('a role that the settings give counts, and what anybody may do goes on', async () => {
    const card = await ask();
    world.chat.groupsDown = true;
    await world.command('cem', 'ops help');
    await world.find('cem', 'What you can ask Keyturn');
    await world.click('ben', card, 'Approve');
    expect(world.started).toEqual(['/bin/reset main']);
  });

  it('a role that the approval does not ask for, of a platform that does not answer, holds up nothing', async () => {
    const card = await ask();
    world.slackChat.groupsDown = true;
    await world.click('eve', card, 'Approve');
    expect(world.started).toEqual(['/bin/reset main']);
  });

  it('a role that the settings give as well counts', async () => {
    world.chat.groups.set('ben', ['g-sre']);
    await world.people.observe(account('ben'), ['g-sre']);
    const card = await ask();
    world.chat.groupsDown = true;
    await world.click('ben', card, 'Approve');
    expect(world.started).toEqual(['/bin/reset main']);
  });

  it('a role of two platforms hangs on the one that gave it first, and on both where neither answers', async () => {
    const [first, later] = [account('dan'), account('dan', SLACK)];
    const through = (...of: (typeof first)[]) =>
      world.db.read((reader) => world.people.throughGroups(reader, of));
    expect(await through(later)).toEqual([]);
    expect(await through(first)).toEqual(['sre']);
    expect(await through(later, first)).toEqual(['sre']);
  });

  it('somebody whose role may come from a group that was joined just now is not told that it is missing', async () => {
    const card = await ask();
    world.chat.groupsDown = true;
    await world.click('ivan', card, 'Approve');
    expect((await world.find('ivan', 'access.temporary', 'demo')).text).toContain('try again in a moment');
    world.chat.groupsDown = false;
    await world.click('ivan', card, 'Approve');
    const last = (await world.see('ivan', 'demo')).at(-1)?.text ?? '';
    expect(last).toContain('role-missing');
  });

  it('an approval that was given before waits, without a word that it was lost, and then counts', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/open' });
    const card = await world.find('ben', 'Open the breaker', 'demo');
    await world.click('cem', card, 'Approve');
    world.chat.groupsDown = true;
    await world.click('ben', card, 'Approve');
    expect(world.started).toEqual([]);
    const id = /apr-\w+/.exec(card.text)?.[0];
    const said = await world.log(`request/${id}`);
    expect(said).toContain('claim.refused');
    expect(said.filter((kind) => /pending|voided|withdrawn/.test(kind))).toEqual([]);
    world.chat.groupsDown = false;
    for (let passed = 0; passed < 3 && world.started.length === 0; passed += 1) {
      world.clock.advance(60_000);
      for (const run of await world.runs.list({ live: true, limit: 5 })) await world.engine.work(run.id);
      await world.settle();
    }
    expect(world.started).toEqual(['/bin/open']);
  });
});
