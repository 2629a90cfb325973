import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Seen } from '../contract/chat-harness.ts';
import { forge, putBack } from '../support/app/both/forge.ts';
import { type BothPlatforms, startBothPlatforms } from '../support/app/both/world.ts';
import { idOn } from '../support/app/person.ts';

const DAY_MS = 86_400_000;

let world: BothPlatforms;
beforeAll(async () => {
  world = await startBothPlatforms();
});
afterAll(() => world.close());

describe.each(['discord', 'slack'] as const)('5.6 hostile clicks on %s', (platform) => {
  let card: Seen;
  beforeAll(async () => {
    await world.nextScene();
    const ana = world.on(platform, 'ana');
    await ana.command('ops run', { action: 'lab:snapshot/approved' });
    card = await ana.seesCard('Approval needed: Snapshot with one approval');
  });

  const nonceOn = (message: Seen): string =>
    message.controls.find(({ label }) => label === 'Approve')?.nonce ?? 'no such button';

  async function refused(message: Pick<Seen, 'ref'>, nonce: string, ...texts: string[]): Promise<void> {
    const ben = world.on(platform, 'ben');
    await ben.press(message, nonce);
    const refusal = await ben.sees(...texts);
    expect(refusal.quiet).toBe(true);
    await world.settle(200);
    expect(await world.log(`request/${idOn(card)}`)).not.toContain('vote.cast');
    expect(world.performed()).toEqual([]);
  }

  it('refuses a nonce that we never gave', async () => {
    await refused(forge(world, card, 'nobody-made-this'), 'nobody-made-this', 'Keyturn did not make it');
  });

  it('refuses the button of a card that was copied to another message', async () => {
    const nonce = nonceOn(card);
    await refused(forge(world, card, nonce), nonce, 'This button does nothing here', 'another message');
  });

  it("refuses the button of the same request's card on the other platform", async () => {
    const other = world.on(platform === 'slack' ? 'discord' : 'slack', 'chen');
    const there = await world.until('the same card on the other platform', () =>
      other.all().find((one) => !one.quiet && one.text.includes(idOn(card))),
    );
    const nonce = nonceOn(there);
    await refused(forge(world, card, nonce), nonce, 'This button does nothing here', 'another message');
  });

  it('refuses the button of an answer that only somebody else sees', async () => {
    const chen = world.on(platform, 'chen');
    await chen.command('ops approvals show', { request: idOn(card) });
    const quiet = await world.until('the quiet answer', () =>
      chen.all().find((one) => one.quiet && one.text.includes(idOn(card))),
    );
    const nonce = nonceOn(quiet);
    await refused(forge(world, card, nonce), nonce, 'This is not yours to use', 'another account');
  });

  it('refuses a button that is too old', async () => {
    const nonce = nonceOn(card);
    world.advance(61 * DAY_MS);
    await world.on(platform, 'ana').reads(card, 'there were not enough approvals in time');
    putBack(world, card, nonce);
    await refused(card, nonce, 'This button or form is too old');
  });
});
