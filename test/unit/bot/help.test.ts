import { describe, expect, it } from 'vitest';
import type { MessageRef } from '../../../src/chat/inbound.ts';
import type { Seen } from '../../contract/chat-harness.ts';
import { botWorldOfFile } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

const world = await botWorldOfFile();

describe('/ops help', () => {
  async function help(who: string, topic: string, title: string): Promise<Seen> {
    await world.command(who, 'ops help', { topic });
    return world.find(who, title);
  }

  it.each([
    ['a keyword', 'diagnose'],
    ['a misspelt keyword', 'diagnoze'],
    ['a word of a description', 'turbines'],
    ['a question', 'how do I diagnose a turbine?'],
  ])('finds an action by %s', async (_by, topic) => {
    const seen = await help('ana', topic, 'What has to do with');
    expect(seen.quiet).toBe(true);
    expect(seen.text).toContain('demo:health/check');
    expect(seen.text).not.toContain('demo:breaker/wipe');
  });

  it('leads from a word to an action, and from there to its run', async () => {
    await world.click('ana', await help('ana', 'diagnose', 'What has to do with'), 'Check the health');
    const explained = await world.find('ana', 'It only looks, and answers at once.');
    expect(explained.text).toContain('/demo health');
    await world.click('ana', explained, 'Run it…');
    expect(world.started).toEqual(['/bin/health']);
  });

  it('says when an action last worked, on its card, in a list and in its form', async () => {
    const before = await help('ana', 'demo:health/check', 'Check the health');
    expect(before.text).toContain('Never run here.');
    await world.click('ana', before, 'Run it…');
    const [run] = /run-[a-z0-9]+/.exec((await help('ana', 'demo:health/check', 'Last worked')).text) ?? [];
    expect(await world.log(`run/${run}`)).toContain('run.succeeded');
    expect((await help('ana', 'diagnose', 'What has to do with')).text).toContain('worked just now');
    await world.command('ivan', 'ops run', { action: 'demo:breaker/reset' });
    expect((await world.platform.seeForm(account('ivan')))?.intro).toContain('Never run here.');
  });

  it('says of an action what must hold and who must agree, and opens its form', async () => {
    const seen = await help('ivan', 'demo:buffer/archive', 'Archive the buffer');
    expect(seen.text).toContain('demo:buffer/write');
    expect(seen.text).toContain('sre');
    expect(seen.text).toContain('Where to');
    world.programs.set('/bin/write', async () => ({ out: 'Buffer: b7', code: 0 }));
    await world.command('ivan', 'ops run', { action: 'demo:buffer/write' });
    await world.click('ivan', seen, 'Ask for it…');
    expect((await world.platform.seeForm(account('ivan')))?.fields.map(({ name }) => name)).toEqual([
      'place',
    ]);
  });

  it('knows an action by its id alone, as documents print it', async () => {
    expect((await help('ana', 'health/check', 'Check the health')).text).toContain('/demo health');
    await world.command('ana', 'ops run', { action: 'health/check' });
    expect(world.started).toEqual(['/bin/health']);
  });

  it('finds commands of Keyturn as well', async () => {
    const seen = await help('ana', 'verfy', 'What has to do with');
    expect(seen.text).toContain('/ops audit verify');
    await world.click('ana', seen, '/ops audit verify');
    expect((await world.find('ana', 'Written as; what stands in […]')).text).toContain('/ops audit verify');
  });

  it('offers a menu where more is found than buttons are good for', async () => {
    const seen = await help('ana', 'the', 'What has to do with');
    const [menu, ...more] = seen.controls;
    expect(more).toEqual([]);
    if (menu?.nonce === undefined) throw new Error('there is no menu');
    await world.platform.choose(account('ana'), seen.ref as MessageRef, menu.nonce, 'demo:breaker/wipe');
    await world.settle();
    expect((await world.find('ana', 'Critical: what must hold before it runs')).text).toContain(
      'Wipe the breaker',
    );
  });

  it('finds nothing that somebody may not ask for, and says what it looked for', async () => {
    world.access.rules = { high: ['sre'], critical: ['lead'] };
    expect((await help('ivan', 'archive', 'There is no help about "archive"')).text).toContain(
      '/ops help lists all commands.',
    );
    expect((await help('jo', 'diagnose', 'There is no help about')).text).not.toContain('demo:');
  });

  it('names the few topics that are spelt most like an unknown word, and never lists all of them', async () => {
    const near = await help('ana', 'aprovls', 'There is no help about "aprovls"');
    expect(near.text).toContain('Did you mean "approvals"');
    const far = await help('ana', 'xylophone', 'There is no help about "xylophone"');
    expect(far.text).toContain('try another word for it. /ops help lists all commands.');
    for (const { text } of [near, far]) expect(text).not.toMatch(/in total|Use one of/);
  });

  it('shows no command of a runbook to whom it would not be offered, by its name or in the list', async () => {
    world.access.rules = { high: ['sre'] };
    expect((await help('ana', 'demo reset', 'Reset the breaker')).text).toContain('What to reset');
    expect((await help('ivan', 'demo reset', 'demo reset')).text).not.toContain('Reset the breaker');
    expect((await help('ivan', '', 'What you can ask Keyturn')).text).not.toContain('/demo reset');
    expect((await help('jo', '', 'What you can ask Keyturn')).text).not.toContain('/demo');
  });

  it('does not tell by what else it finds whether a word stands in what somebody may not see', async () => {
    world.access.rules = { high: ['sre'], critical: ['lead'] };
    const known = await help('ivan', 'archive diagnose', 'What has to do with');
    const unknown = await help('ivan', 'qqqqqqq diagnose', 'What has to do with');
    expect(known.text.split('\n').slice(1)).toEqual(unknown.text.split('\n').slice(1));
  });
});

describe('what would be refused', () => {
  const formOf = (who: string) => world.platform.seeForm(account(who));

  it('is refused before its form: a run that has to come first is missing', async () => {
    await world.command('ivan', 'ops run', { action: 'demo:buffer/archive' });
    expect((await world.find('ivan', 'demo:buffer/write')).quiet).toBe(true);
    expect(await formOf('ivan')).toBeUndefined();
    world.programs.set('/bin/write', async () => ({ out: 'Buffer: b7', code: 0 }));
    await world.command('ivan', 'ops run', { action: 'demo:buffer/write' });
    await world.command('ivan', 'ops run', { action: 'demo:buffer/archive' });
    expect((await formOf('ivan'))?.intro).toContain('sre');
  });

  it('is refused before its form: somebody else has asked for what holds the lock', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    await world.command('ben', 'demo reset');
    expect(await formOf('ben')).toBeUndefined();
    expect((await world.see('ben')).at(-1)?.quiet).toBe(true);
  });

  it('is refused before its form: an approval by somebody who may not give it', async () => {
    await world.command('ivan', 'ops run', { action: 'demo:breaker/melt' });
    const card = await world.find('ana', 'Melt the breaker', 'demo');
    await world.click('lea', card, 'Approve');
    expect(await formOf('lea')).toBeUndefined();
    expect((await world.see('lea', 'demo')).at(-1)?.quiet).toBe(true);
    expect(await world.log(await chainOf(card))).toContain('vote.refused');
    await world.click('ana', card, 'Approve');
    expect(await formOf('ana')).toBeDefined();
  });

  async function chainOf(card: Seen): Promise<string> {
    return `request/${/apr-[a-z0-9]+/.exec(card.text)?.[0]}`;
  }
});
