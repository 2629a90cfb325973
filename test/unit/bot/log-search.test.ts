import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogSearch } from '../../../src/bot/bind/log-search.ts';
import type { MessageRef } from '../../../src/chat/inbound.ts';
import type { Seen } from '../../contract/chat-harness.ts';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

describe('/ops audit search', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  beforeEach(async () => {
    // What an earlier test wrote to the log stays there.
    world.clock.advance(24 * 3_600_000);
    await world.reset();
  });
  afterAll(async () => {
    await world.close();
  });

  async function search(options: { readonly [name: string]: string }, who = 'lea'): Promise<Seen> {
    await world.command(who, 'ops audit search', { since: '12h', ...options });
    return world.find(who, 'Found in the log');
  }

  async function story(): Promise<void> {
    await world.command('ivan', 'demo reset', { target: 'main' });
    await world.click('ana', await world.find('ana', 'Reset the breaker', 'demo'), 'Approve');
    await world.command('ben', 'demo health');
    await world.command('jo', 'demo reset', { target: 'main' });
  }

  it('tells who did what in sentences, the newest first, to the caller alone', async () => {
    await story();
    const seen = await search({});
    expect(seen.quiet).toBe(true);
    const asked = seen.text.indexOf('Ivan asked for approval – “Reset the breaker”');
    const voted = seen.text.indexOf('Ana voted – approve, by button [Reset the breaker]');
    expect(voted).toBeGreaterThan(0);
    expect(asked).toBeGreaterThan(voted);
    expect(seen.text).not.toContain('vote.cast');
  });

  it.each([
    [{ by: 'Ana' }, 'Ana voted', 'Ivan asked'],
    [{ by: 'iva' }, 'Ivan asked', 'Ana voted'],
    [{ text: 'voted approve' }, 'Ana voted', 'Ivan asked'],
    [{ system: 'demo' }, 'Ana voted', 'Something was refused'],
  ])('finds by %j', async (options, there, notThere) => {
    await story();
    const seen = await search(options);
    expect(seen.text).toContain(there);
    expect(seen.text).not.toContain(notThere);
  });

  it('takes a day as all of it, also as the end', async () => {
    await story();
    const day = world.clock.now().toISOString().slice(0, 10);
    expect((await search({ since: day, until: day })).text).toContain('Ana voted');
  });

  it.each([
    [{ since: '99999999d' }, 'is not a time'],
    [{ until: '0000-01-01' }, 'is not a time'],
    [{ since: '1h', until: '2h' }, 'Nothing was looked for'],
  ])('refuses %j, and says why', async (options, told) => {
    await world.command('lea', 'ops audit search', options);
    expect((await world.see('lea')).at(-1)?.text).toContain(told);
  });

  it('finds by time', async () => {
    await story();
    world.clock.advance(3 * 3_600_000);
    await world.command('cem', 'demo health');
    const late = await search({ since: '2h' });
    expect(late.text).toContain('(Cem)');
    expect(late.text).not.toContain('Ana voted');
    const early = await search({ until: '2h ago' });
    expect(early.text).toContain('Ana voted');
    expect(early.text).not.toContain('(Cem)');
  });

  it('says so when nothing is found, and what it looked for', async () => {
    const seen = await search({ text: 'pineapple', by: 'ana' });
    expect(seen.text).toContain('Nothing was found.');
    expect(seen.text).toContain('text:pineapple');
  });

  it.each([
    [{ by: 'anna' }, 'Nobody is called "anna".', 'Did you mean'],
    [{ system: 'dmo' }, 'There is no system "dmo".', 'demo'],
    [{ since: 'yesterday' }, 'since:yesterday is not a time.', '2h'],
  ])('refuses %j with what to write instead', async (options, what, next) => {
    await world.command('lea', 'ops audit search', options);
    const seen = await world.find('lea', what);
    expect(seen.text).toContain(next);
  });

  it('goes on to older entries, and leads to the whole log of a thing and its proof', async () => {
    for (let run = 0; run < 8; run += 1) await world.command('ben', 'demo health');
    const first = await search({});
    await world.click('lea', first, 'Older');
    const second = await world.find('lea', 'Found in the log');
    expect(second.ref).not.toEqual(first.ref);
    expect(second.text).not.toBe(first.text);
    const menu = world.chat.messages.at(-1)?.card?.controls.find(({ type }) => type === 'select');
    if (menu?.type !== 'select') throw new Error('there is no menu');
    const chain = menu.options[0]?.value ?? '';
    await world.platform.choose(account('lea'), second.ref as MessageRef, menu.nonce, chain);
    await world.settle();
    const log = await world.find('lea', `Log of ${chain}`);
    expect(log.text).not.toContain('0000000');
    await world.click('lea', log, 'Show the proof');
    expect((await world.find('lea', `Proof of the log of ${chain}`)).text).toContain('000000000000');
  });

  it('is nothing for whoever is not linked', async () => {
    await world.command('jo', 'ops audit search', {});
    expect((await world.see('jo')).map(({ text }) => text).join()).not.toContain('Found in the log');
  });

  it('says that it was not done, and how it would be, when the database ends it', async () => {
    const ended = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
    const search = createLogSearch({
      db: { ...world.db, read: () => Promise.reject(new Error('failed query', { cause: ended })) },
      people: world.people,
    });
    await expect(search({ system: 'demo' })).rejects.toMatchObject({
      refusal: {
        code: 'log.too-long',
        what: 'The log was not searched to its end.',
        next: 'Say since when, and until when (since:, until:), or name a person (by:).',
      },
    });
  });
});
