import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';

describe('a run whose card only its requester sees', () => {
  let world: AppWorld;
  beforeAll(async () => {
    world = await startApp();
  });
  afterAll(() => world.close());

  it('is shown to those whom it asks', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:quiet-confirm' });
    const card = await world.as('ben').sees(['Second pair of eyes', 'Is the dashboard green?']);
    expect(card.quiet).toBe(false);
    await world.as('ben').click(card, 'Done');
    await world.as('ben').sees(['Second pair of eyes', 'Done after']);
  });

  it('goes on in the channel when its card can be changed no more', async () => {
    await world.as('ivan').command('/ops run', { action: 'lab:slow-logs' });
    const card = await world.as('ivan').sees('Buyback log after ten minutes');
    await world.platform.remove(card.ref);
    world.advance(11 * 60_000);
    await world.settle();
    const shown = await world.as('ivan').sees(['Buyback log after ten minutes', 'Done after']);
    expect(shown.quiet).toBe(false);
  });
});
