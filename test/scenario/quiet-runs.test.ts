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
});
