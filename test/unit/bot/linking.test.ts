import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allCommands } from '../../../src/app/features.ts';
import { declareCommands } from '../../../src/bot/platforms/discord/commands/declare.ts';
import type { Unasked } from '../../../src/bot/platforms/slack/inbound/command-later.ts';
import { commandModal } from '../../../src/bot/platforms/slack/inbound/command-modal.ts';
import { readCommand } from '../../../src/bot/platforms/slack/inbound/read-command.ts';
import { renderModal } from '../../../src/bot/platforms/slack/render/modal.ts';
import { readTypedOptions } from '../../../src/commands/typed-options.ts';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

let world: BotWorld;
beforeAll(async () => {
  world = await openBotWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** The person behind an account now. */
const ownerOf = async (id: string) =>
  (await world.db.read((reader) => world.people.identify(reader, account(id))))?.id;

async function codeFor(who: string): Promise<string> {
  await world.command(who, 'ops link start');
  const shown = (await world.find(who, 'Your code')).text;
  return /code:(\S+)/.exec(shown)?.[1] ?? '';
}

async function link(from: string, to: string): Promise<void> {
  await world.command(to, 'ops link confirm', { code: await codeFor(from) });
  await world.click('lea', await world.find('lea', `Link console/local/${to}`), 'Approve');
}

describe('joining an account', () => {
  it('5.2 counts an account for its person once an administrator approved it, and one vote for both', async () => {
    await link('ben', 'ben2');
    expect(await ownerOf('ben2')).toBe('ben');
    expect((await world.find('lea', 'Link console/local/ben2')).text).toContain('Carried out');
    await world.command('ana', 'ops run', { action: 'demo:breaker/open' });
    const card = await world.find('ben', 'Open the breaker', 'demo');
    await world.click('ben', card, 'Approve');
    await world.click('ben2', card, 'Approve');
    expect((await world.find('ivan', 'Open the breaker', 'demo')).text).toContain('1 of 2 approvals');
    expect(await world.log('people')).toContain('identity.linked');
  });

  it('is confirmed by the very words that are shown, as each platform reads them', async () => {
    await world.command('ben', 'ops link start');
    const shown = (await world.find('ben', 'Your code')).text;
    const [, words = '', code = ''] = /^\/ops (link confirm code:(\S+))$/m.exec(shown) ?? [];
    const commands = await allCommands();
    const { options = [] } = commands.find(({ path }) => path.join(' ') === 'ops link confirm') ?? {};
    // Slack opens the form with what was typed; Discord's client and the console's page fill the option.
    const read = readCommand('/ops', words, commands);
    expect(read).toMatchObject({
      type: 'ask',
      rest: `code:${code}`,
      command: { path: ['ops', 'link', 'confirm'] },
    });
    const memo = { channel: 'C1' };
    const { blocks } = renderModal(commandModal((read as Unasked).command, (read as Unasked).rest, memo));
    expect(blocks).toContainEqual(
      expect.objectContaining({
        block_id: 'code',
        element: expect.objectContaining({ initial_value: code }),
      }),
    );
    const typed = readTypedOptions(options, words.slice('link confirm '.length));
    expect(typed).toEqual({ code });
    expect(declareCommands(commands)[0]?.options).toContainEqual(
      expect.objectContaining({
        name: 'link',
        options: expect.arrayContaining([
          expect.objectContaining({ name: 'confirm', options: [expect.objectContaining({ name: 'code' })] }),
        ]),
      }),
    );
    await world.command('ben2', 'ops link confirm', typed);
    expect((await world.find('lea', 'Link console/local/ben2')).text).toContain('ben2');
  });

  it('says to the administrator whose account it becomes, and refuses the person themselves', async () => {
    await world.command('lea2', 'ops link confirm', { code: await codeFor('lea') });
    const card = await world.find('lea', 'Link console/local/lea2');
    expect(card.text).toContain('becomes an account of Lea (lea)');
    await world.click('lea', card, 'Approve');
    expect((await world.find('lea', 'You asked for it yourself')).quiet).toBe(true);
    expect(await ownerOf('lea2')).toBeUndefined();
  });

  it('5.2 does not let the account vote before it was approved', async () => {
    await world.command('ben2', 'ops link confirm', { code: await codeFor('ben') });
    await world.command('ana', 'demo reset', { target: 'main' });
    await world.click('ben2', await world.find('ben', 'Reset the breaker', 'demo'), 'Approve');
    expect(world.started).toEqual([]);
  });

  it('takes a code once, for ten minutes, and never on the account that it was asked for on', async () => {
    const code = await codeFor('ben');
    await world.command('ben', 'ops link confirm', { code });
    expect((await world.find('ben', 'the account on which the code was asked for')).quiet).toBe(true);
    await world.command('ben2', 'ops link confirm', { code });
    await world.command('ben3', 'ops link confirm', { code });
    await world.find('ben3', 'used before');
    const late = await codeFor('ben');
    world.clock.advance(10 * 60_000);
    await world.command('ben3', 'ops link confirm', { code: late });
    await world.find('ben3', 'older than ten minutes');
  });

  it('5.20 stops somebody who guesses codes, and says so in the log', async () => {
    for (let guess = 0; guess < 5; guess += 1) {
      await expect(world.find('jo', 'Too many wrong codes')).rejects.toThrow();
      await world.command('jo', 'ops link confirm', { code: `aaaa-000${guess}` });
    }
    // The one that locks says so: a right code would do no more than another wrong one.
    await world.find('jo', 'Too many wrong codes');
    await world.command('jo', 'ops link confirm', { code: await codeFor('ben') });
    await world.find('jo', 'Too many wrong codes');
    expect(await world.log('people')).toContain('link.locked');
    world.clock.advance(15 * 60_000);
    await world.command('jo', 'ops link confirm', { code: await codeFor('ben') });
    await world.find('jo', 'An administrator has to approve it');
  });

  it('keeps no code in the clear and gives a person five in ten minutes', async () => {
    const code = await codeFor('ben');
    const rows = await world.db.read((reader) => reader.run('select * from link_code', []));
    expect(JSON.stringify(rows)).not.toContain(code);
    for (let more = 0; more < 5; more += 1) await world.command('ben', 'ops link start');
    await world.find('ben', 'You asked for 5 codes');
  });

  it('leaves an account to whom keyturn.yaml gives it', async () => {
    await world.command('cem', 'ops link confirm', { code: await codeFor('ben') });
    await world.find('cem', 'Keyturn.yaml says whose account this is');
    expect(await ownerOf('cem')).toBe('cem');
  });
});

describe('an account that changes hands', () => {
  it('5.2 voids what was voted through it, and the request waits again', async () => {
    await link('ben', 'shared');
    await world.command('ana', 'ops run', { action: 'demo:breaker/open' });
    await world.click('shared', await world.find('ben', 'Open the breaker', 'demo'), 'Approve');
    expect((await world.find('ivan', 'Open the breaker', 'demo')).text).toContain('1 of 2 approvals');
    await link('cem', 'shared');
    expect(await ownerOf('shared')).toBe('cem');
    const card = await world.find('ivan', 'Open the breaker', 'demo');
    expect(card.text).toContain('0 of 2 approvals');
    const id = /apr-\w+/.exec(card.text)?.[0] ?? '';
    expect(await world.log(`request/${id}`)).toContain('vote.voided');
  });

  it('is taken back by its person, or by an administrator, and by nobody else', async () => {
    await link('ben', 'ben2');
    await world.command('cem', 'ops link remove', { account: 'console/local/ben2' });
    await world.find('cem', 'Nothing was unlinked');
    await world.command('ben', 'ops link list');
    expect((await world.find('ben', 'Accounts of Ben')).text).toContain(
      'console/local/ben2 | joined in chat',
    );
    await world.command('ben', 'ops link remove', { account: 'console/local/ben2' });
    expect(await ownerOf('ben2')).toBeUndefined();
    await link('ben', 'ben2');
    await world.command('lea', 'ops link remove', { account: 'console/local/ben2' });
    expect(await ownerOf('ben2')).toBeUndefined();
    await world.command('ben', 'ops link remove', { account: 'console/local/ben' });
    await world.find('ben', 'Nothing was unlinked');
    expect(await ownerOf('ben')).toBe('ben');
  });

  it('is made although the wake-up was lost and the process restarted', async () => {
    await world.command('ben2', 'ops link confirm', { code: await codeFor('ben') });
    const [request] = await world.db.read((reader) => world.approvals.list(reader, { live: true, limit: 1 }));
    const { id = '', digest = '' } = request ?? {};
    await world.approvals.vote({
      requestId: id,
      voter: 'lea',
      account: account('lea'),
      human: true,
      choice: 'approve',
      digest,
      via: 'button',
    });
    await world.restart();
    await world.links.sweep();
    await world.sweep();
    expect(await ownerOf('ben2')).toBe('ben');
    await world.links.work(id);
    expect((await world.log('people')).filter((kind) => kind === 'identity.linked')).toHaveLength(1);
  });
});
