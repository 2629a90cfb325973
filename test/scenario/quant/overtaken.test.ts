import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type QuantWorld, startQuantWorld } from '../../support/app/quant.ts';

const OVERRIDE = {
  evidence: 'Bad tick of one venue',
  _reason: 'A false positive',
  _confirmation: 'breaker/override',
};

describe('a pause that overtakes what would undo it', () => {
  let world: QuantWorld;
  beforeAll(async () => {
    world = await startQuantWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const trader = () => world.plant.state().trader;

  async function paused(ticket: string): Promise<void> {
    const what = 'A stolen session';
    const form = { ticket, what, _reason: 'Security', _confirmation: 'trading/pause' };
    await world.brokenGlass('trading/pause', 'Pause trading', { form });
    await world.after(['Trading is paused since', ticket], { channel: 'incident-response' });
  }

  it('ends an override that waits for its second vote, and says why where it would have been given', async () => {
    world.plant.fault('trip-breaker');
    const card = await world.approved('breaker/override', 'Override the circuit breaker', {
      form: OVERRIDE,
      approvers: ['ben'],
    });
    await paused('INC-9');
    const ended = await world.comesTo(card, 'No longer valid');
    expect(ended.text).toContain('"Pause trading" was begun by Ana');
    expect(ended.text).toContain('after this was asked for');
    expect(trader().breaker).toMatchObject({ open: true, armed: true });
  });

  it('is on the card of an override that is asked for while it stands, for whoever knows nothing of it', async () => {
    await paused('INC-11');
    const card = await world.asked('breaker/override', 'Approval needed: Override the circuit breaker', {
      by: 'ben',
      form: OVERRIDE,
    });
    expect(card.text).toMatch(/Takes back: "Pause trading", begun by Ana\b.* UTC \(run-\w+\), “Security”/);
  });

  it('stops an override in its half hour, arms the breaker at once, and says to what it gave way wherever it tells of that', async () => {
    world.plant.fault('trip-breaker');
    const request = await world.approved('breaker/override', 'Override the circuit breaker', {
      form: OVERRIDE,
      approvers: ['ben', 'chen'],
    });
    // What its request says as well does not have the reason of the trip yet.
    await world.after(['The circuit breaker is overridden for 30 minutes', 'bad tick of one venue']);
    expect(trader().breaker.armed).toBe(false);
    await paused('INC-10');
    await world.after(['Override the circuit breaker', 'Stopped', '"Pause trading" was begun by Ana']);
    const gaveWay = 'gave way: "Pause trading" was begun by Ana';
    await world.comesTo(request, `Started, and ${gaveWay}`);
    await world.after(['The override of the circuit breaker did not come to its end', `It ${gaveWay}`], {
      channel: 'incident-response',
    });
    expect(trader().breaker).toMatchObject({ open: true, armed: true });
  });
});
