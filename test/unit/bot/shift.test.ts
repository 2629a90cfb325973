import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Seen } from '../../contract/chat-harness.ts';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';

/** The one button of a request that comes while others stand. */
const NEW = 'Take back my vote';

describe('a click on a button that has just come', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  beforeEach(async () => {
    await world.reset();
    world.chat.clock = () => world.clock.now();
    await world.command('ana', 'ops run', { action: 'demo:breaker/open' });
  });
  afterAll(async () => {
    await world.close();
  });

  /** The card that everybody sees. */
  async function request(): Promise<Seen> {
    const found = (await world.see('ivan', 'demo')).find(({ text }) => text.includes('Open the breaker'));
    if (found === undefined) throw new Error('there is no request');
    return found;
  }
  const votes = async (): Promise<string> => /\d of 2 approvals/.exec((await request()).text)?.[0] ?? '';

  /** Whoever clicks does so so many ms after the card was last changed, by the platform's clock. */
  async function clicksAfter(ms: number): Promise<void> {
    const [changed] = await world.db.read((reader) =>
      reader.orm.execute(
        sql`select max((p -> 'since' ->> 'ms')::float8) as ms from card, jsonb_array_elements(places) p`,
      ),
    );
    const at = Number((changed as { ms: number }).ms) + ms;
    world.chat.clock = () => new Date(at);
  }

  it('is asked again, and carried out once it is said to be meant', async () => {
    await world.click('ben', await request(), 'Approve');
    await clicksAfter(700);
    await world.click('ben', await request(), NEW);
    expect(await votes()).toBe('1 of 2 approvals');
    const question = await world.find('ben', `Did you mean "${NEW}"?`, 'demo');
    expect(question.quiet).toBe(true);
    expect(question.text).toContain('Nothing was done yet.');
    await world.click('ben', question, 'Yes, that is what I meant');
    expect(await votes()).toBe('0 of 2 approvals');
    const done = await world.find('ben', 'It was done.', 'demo');
    expect({ ref: done.ref, controls: done.controls }).toEqual({ ref: question.ref, controls: [] });
  });

  it.each([
    [
      'whose data this version does not read',
      sql`update button set data = '{"of": "old"}' where kind = 'request.approve'`,
    ],
    [
      'of a kind that this version does not know',
      sql`update button set kind = 'request.of-old' where kind = 'request.approve'`,
    ],
  ])('is refused, and nothing is done, on a button %s', async (_what, change) => {
    const card = await request();
    await world.db.transact((tx) => tx.orm.execute(change));
    await world.click('ben', card, 'Approve');
    expect((await world.find('ben', 'Nothing was done.', 'demo')).text).toContain(
      'Another version of Keyturn',
    );
    expect(await votes()).toBe('0 of 2 approvals');
  });

  it('is carried out at once when the button has stood there for a while', async () => {
    await world.click('ben', await request(), 'Approve');
    await clicksAfter(2_000);
    await world.click('ben', await request(), NEW);
    expect(await votes()).toBe('0 of 2 approvals');
  });

  it('is carried out at once when the platform does not say when it was', async () => {
    await world.click('ben', await request(), 'Approve');
    world.chat.clock = undefined;
    await world.click('ben', await request(), NEW);
    expect(await votes()).toBe('0 of 2 approvals');
  });

  it('is no matter where the button stands where it stood, or only shows something, or the card is new', async () => {
    await world.click('ben', await request(), 'Approve');
    await clicksAfter(100);
    await world.click('cem', await request(), 'Details');
    await world.find('cem', 'Open the breaker', 'demo');
    await world.click('cem', await request(), 'Approve');
    await expect(world.find('cem', 'Did you mean', 'demo')).rejects.toThrow('sees no');
    expect(world.started).toEqual(['/bin/open']);
  });

  it('may be said to be meant once, and goes the way of every click then', async () => {
    await world.click('ben', await request(), 'Approve');
    await clicksAfter(300);
    await world.click('dan', await request(), NEW);
    const question = await world.find('dan', 'Did you mean', 'demo');
    const nonce = question.controls[0]?.nonce ?? '';
    await world.click('dan', question, 'Yes, that is what I meant');
    await world.find('dan', 'Nothing changed.', 'demo');
    expect(await votes()).toBe('1 of 2 approvals');
    await world.platform.click({ platform: 'console', workspace: 'local', id: 'ben' }, question.ref, nonce);
    await world.settle();
    expect(await votes()).toBe('1 of 2 approvals');
  });

  it('that is said to be meant later, when the thing has changed, is not carried out', async () => {
    await world.click('ben', await request(), 'Approve');
    await clicksAfter(300);
    await world.click('ben', await request(), NEW);
    await world.click('ben', await request(), NEW);
    const asked = (await world.see('ben', 'demo')).filter(({ text }) => text.startsWith('Did you mean'));
    const [first, second] = asked;
    if (first === undefined || second === undefined) throw new Error('two questions were expected');
    await world.click('ben', first, 'Yes, that is what I meant');
    world.chat.clock = undefined;
    await world.click('ben', await request(), 'Approve');
    await world.click('ben', second, 'Yes, that is what I meant');
    expect((await world.find('ben', 'has changed since you were asked', 'demo')).text).toContain(
      'Look at its card',
    );
    expect(await votes()).toBe('1 of 2 approvals');
  });

  it('that is said to be meant is carried out when somebody was merely refused in between', async () => {
    await world.click('ben', await request(), 'Approve');
    await clicksAfter(300);
    await world.click('ben', await request(), NEW);
    const question = await world.find('ben', 'Did you mean', 'demo');
    world.chat.clock = undefined;
    await world.click('ana', await request(), 'Approve');
    await world.click('ben', question, 'Yes, that is what I meant');
    expect(await votes()).toBe('0 of 2 approvals');
  });

  it('is told the true reason where the card has no such button any more', async () => {
    const before = await request();
    await world.click('ben', before, 'Approve');
    await world.click('cem', await request(), 'Approve');
    await clicksAfter(300);
    await world.click('dan', before, 'Approve');
    await expect(world.find('dan', 'Did you mean', 'demo')).rejects.toThrow('sees no');
    expect((await world.find('dan', 'What you can do', 'demo')).text).not.toContain('moment');
  });

  it('is asked again while the edit that brings it is under way, and nobody has heard of its end', async () => {
    await world.click('ben', await request(), 'Approve');
    const shown = await request();
    const nonce = shown.controls.find(({ label }) => label === NEW)?.nonce ?? '';
    // As it is between the platform's edit and our writing it down.
    await world.db.transact((tx) =>
      tx.orm.execute(sql`update card set sent_rev = sent_rev - 1, attempts = 1,
        places = (select jsonb_agg(p - 'since') from jsonb_array_elements(places) p where p ->> 'label' <> ${NEW})`),
    );
    world.chat.clock = () => world.clock.now();
    await world.platform.click({ platform: 'console', workspace: 'local', id: 'ben' }, shown.ref, nonce);
    await world.find('ben', 'Did you mean', 'demo');
  });
});
