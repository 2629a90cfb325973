import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FormNotOpened } from '../../../src/chat/port.ts';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

let world: BotWorld;
beforeAll(async () => {
  world = await openBotWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const late = () =>
  new FormNotOpened({
    code: 'x.form-late',
    what: 'The form could not be opened.',
    why: 'The platform asks us to wait.',
    next: 'Once more.',
  });
const formOf = (who: string) => world.platform.seeForm(account(who));
const waiting = (who: string) => world.find(who, 'Open the form');

/** Ana asks for something that a form asks more about, and the form does not open. */
async function askInVain(): Promise<void> {
  world.chat.formFailures.push(late());
  await world.command('ana', 'ops run', { action: 'demo:breaker/wipe' });
}

describe('a form that does not open', () => {
  it('waits behind a button that its person alone sees, with the reason, and works once', async () => {
    await askInVain();
    const card = await waiting('ana');
    expect(card.quiet).toBe(true);
    expect(card.text).toContain('The platform asks us to wait.');
    await world.click('ana', card, 'Open the form');
    await world.click('ana', card, 'Open the form');
    expect((await formOf('ana'))?.nonce).toBeDefined();
    await world.submit('ana', { _reason: 'due', _confirmation: 'breaker/wipe' });
    await world.find('ben', 'Wipe the breaker', 'demo');
    await world.click('ana', card, 'Open the form');
    await world.submit('ana', { _reason: 'due', _confirmation: 'breaker/wipe' });
    await world.find('ana', 'This form was handed in before');
  });

  it('waits again when the button does not open it either, and outlives a restart', async () => {
    await askInVain();
    await world.restart();
    world.chat.formFailures.push(late());
    await world.click('ana', await waiting('ana'), 'Open the form');
    await world.click('ana', await waiting('ana'), 'Open the form');
    expect((await formOf('ana'))?.fields.length).toBeGreaterThan(0);
  });

  it('comes back later with its mistakes and what was typed', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/wipe' });
    world.chat.formFailures.push(late());
    await world.submit('ana', { _reason: 'due', _confirmation: 'no' });
    const card = await waiting('ana');
    expect(card.text).toContain('something has to be corrected');
    await world.click('ana', card, 'Open the form');
    expect((await formOf('ana'))?.fields).toMatchObject([
      { name: '_reason', value: 'due' },
      { name: '_confirmation', error: expect.any(String) },
    ]);
  });
});
