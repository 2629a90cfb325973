import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Seen } from '../../contract/chat-harness.ts';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

describe('/ops inbox', () => {
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

  async function inbox(who: string): Promise<Seen> {
    await world.command(who, 'ops inbox');
    return world.find(who, 'Inbox');
  }

  it('says so when nothing waits', async () => {
    const seen = await inbox('ana');
    expect(seen.quiet).toBe(true);
    expect(seen.text).toContain('Nothing waits for you.');
    expect(seen.controls).toEqual([]);
  });

  it('lists what somebody may approve, and opens it with its buttons', async () => {
    await world.command('ivan', 'demo reset', { target: 'main' });
    const seen = await inbox('ana');
    expect(seen.text).toContain('One thing waits for you.');
    expect(seen.text).toContain('Reset the breaker, asked by Ivan; votes until');
    await world.click('ana', seen, 'Open: Reset the breaker');
    const opened = await world.find('ana', 'Approval needed: Reset the breaker');
    expect(opened.quiet).toBe(true);
    await world.click('ana', opened, 'Approve');
    expect((await inbox('ana')).text).toContain('Nothing waits for you.');
  });

  it('keeps what waits for others out of it', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    expect((await inbox('lea')).text).toContain('Nothing waits for you.');
    const own = await inbox('ana');
    expect(own.text).toContain('Nothing waits for you.');
    expect(own.text).toContain('What you asked for:');
    expect(own.text).toContain('Reset the breaker: Waiting for approvals: 0 of 1 from sre.');
  });

  it('leaves out what somebody has voted on', async () => {
    await world.command('ivan', 'ops run', { action: 'demo:breaker/open' });
    await world.click('ana', await world.find('ana', 'Open the breaker', 'demo'), 'Approve');
    expect((await inbox('ana')).text).toContain('Nothing waits for you.');
    expect((await inbox('ben')).text).toContain('Open the breaker, asked by Ivan');
  });

  it('lists runs that ask somebody, with their question', async () => {
    await world.command('ivan', 'ops run', { action: 'demo:ask' });
    const seen = await inbox('ivan');
    expect(seen.text).toContain('Runs that ask you:');
    expect(seen.text).toContain('Ask a person, started by Ivan: Is it real?');
    await world.click('ivan', seen, 'Open: Ask a person');
    expect((await world.find('ivan', 'Needs an answer: Is it real?')).quiet).toBe(true);
  });

  it('lists what somebody may review, and not for whoever broke the glass', async () => {
    await world.command('ana', 'ops run', { action: 'demo:pause' });
    await world.submit('ana', { _reason: 'it drains', _confirmation: 'pause' });
    await world.click('ana', await world.find('ana', 'Break the glass?'), 'Break the glass now');
    expect((await inbox('lea')).text).toContain('Pause everything, started by Ana under break-glass; due');
    expect((await inbox('ana')).text).toContain('Nothing waits for you.');
  });

  it('offers a menu where there is more than buttons are good for', async () => {
    for (let asked = 0; asked < 7; asked += 1)
      await world.command('ivan', 'ops run', { action: 'demo:breaker/open' });
    const seen = await inbox('ana');
    expect(seen.text).toContain('7 things wait for you.');
    const [menu, ...more] = seen.controls;
    expect(menu?.label).toBe('Open one of them');
    expect(more).toEqual([]);
    const requests = await world.db.read((reader) => world.approvals.list(reader, { limit: 1 }));
    await world.platform.choose(account('ana'), seen.ref, menu?.nonce ?? '', `request/${requests[0]?.id}`);
    await world.settle();
    expect((await world.find('ana', 'Approval needed')).quiet).toBe(true);
    await world.platform.choose(account('ana'), seen.ref, menu?.nonce ?? '', 'request/apr-00000000');
    expect((await world.find('ana', 'There is no request')).quiet).toBe(true);
  });

  it('is not for an account of nobody', async () => {
    await world.command('jo', 'ops inbox');
    expect((await world.find('jo', 'does not know who you are')).quiet).toBe(true);
  });

  it('shows the same on the page that a platform has for each person', async () => {
    await world.command('ivan', 'demo reset', { target: 'main' });
    const home = world.bot.receiver.home;
    expect((await home(account('ana'))).status).toBe('One thing waits for you.');
    expect((await home(account('jo'))).title).toContain('does not know who you are');
  });
});

describe('cards that belong together', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  afterAll(async () => {
    await world.close();
  });

  it('lead from a request to its run, and back', async () => {
    await world.command('ivan', 'demo reset', { target: 'main' });
    await world.click('ana', await world.find('ana', 'Approval needed', 'demo'), 'Approve');
    const request = (await world.see('ben', 'demo')).find(({ text }) => text.includes('Carried out'));
    if (request === undefined) throw new Error('the request was not carried out');
    await world.click('ben', request, 'Show the run');
    const run = await world.find('ben', '/bin/reset was here', 'demo');
    expect(run.quiet).toBe(true);
    await world.click('ben', run, 'Show the request');
    expect((await world.find('ben', 'Carried out', 'demo')).quiet).toBe(true);
  });
});
