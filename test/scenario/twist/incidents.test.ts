import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Acts, actsOn } from '../../support/app/acts.ts';
import { type AppWorld, startApp } from '../../support/app/app.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('an incident of TWIST', () => {
  let world: AppWorld;
  let twist: Acts;
  beforeAll(async () => {
    world = await startApp();
    twist = actsOn(world, 'twist', 'ops-twist');
  });
  afterEach(async () => {
    await world.calm();
    // To the next day, for what may be broken three times a day.
    world.advance(DAY);
    world.plant.heal();
  });
  afterAll(() => world.close());

  const active = (unit: 'buyback' | 'arbitrage' | 'decay') =>
    world.plant.state().units[`twist-${unit}`].active;

  async function tripped(doing: () => void): Promise<void> {
    const review = await twist.brokenGlass('circuit-breaker/trip', 'Trip the circuit breaker');
    const run = await twist.as('ben').sees(['run-', 'Needs an answer: Trip the breaker in the dashboard']);
    // Whoever asked for it does it, and somebody else says so.
    await twist.as('ana').stale(run, 'Done');
    await twist.as('ana').sees('Your answer was not taken');
    doing();
    await twist.as('ben').click(run, 'Done');
    await twist.as('ben').submit({ evidence: 'https://monitor.twist.io/breaker' });
    await twist.as('ivan').reads(review, 'Review open');
  }

  it('with a single oracle down goes on with two of three, and says which one to write to', async () => {
    world.plant.fault('oracle-down');
    const providers = await twist.ran('oracles/failure-check', 'Oracle providers one by one');
    expect(providers.text).toContain('oracles_reporting: 2');
    expect(providers.text).toMatch(/switchboard[\s\S]*down/);
    const health = await twist.ran('health/oracles', 'Oracle health', { ended: 'Failed after' });
    expect(health.text).toMatch(/✓ \| Divergence, % \| 1.62 \| below 2/);
    expect(active('buyback')).toBe(true);
    expect(world.plant.state().breaker.state).toBe('closed');
  });

  it('with several oracles down trips the breaker by hand, stops the buyback, and is over after a reset', async () => {
    world.plant.fault('oracles-down');
    await twist.ran('oracles/failure-check', 'Oracle providers one by one', {
      ended: 'oracles_reporting: 1',
    });
    await tripped(() => world.plant.fault('trip-by-hand'));
    await twist.after(['Trip the circuit breaker', 'Done after', '✓ The breaker is open']);
    expect((await twist.ran('circuit-breaker/show', 'Show the circuit breaker')).text).toContain(
      'Tripped by hand in the dashboard',
    );
    await twist.brokenGlass('buyback/stop', 'Stop the buyback bot', { by: 'chen' });
    await twist.after(['Stop the buyback bot', 'Done after', '✓ The unit is stopped']);
    expect(active('buyback')).toBe(false);
    const service = await twist.ran('buyback/service', 'Buyback service state', { ended: 'inactive (dead)' });
    expect(service.text).toContain('The buyback bot does not run.');

    world.plant.fault('oracles-down', false);
    world.advance(MINUTE);
    await twist.ran('circuit-breaker/verify', 'Verify why the breaker tripped', {
      ended: 'No trigger is exceeded',
    });
    await twist.carriedOut('circuit-breaker/reset', 'Reset the circuit breaker', {
      form: { reason: 'all three oracles report again', _confirmation: 'circuit-breaker/reset' },
    });
    await twist.carriedOut('buyback/start', 'Start the buyback bot');
    expect(world.plant.state().breaker.state).toBe('closed');
    expect(active('buyback')).toBe(true);
  });

  it('does not take a word for it that the breaker is tripped', async () => {
    await tripped(() => undefined);
    const run = await twist.as('ivan').sees(['Trip the circuit breaker', 'not yet']);
    world.advance(3 * MINUTE);
    await twist.as('ivan').reads(run, 'Failed after');
  });

  it('of liquidity stops the buyback and alerts the market makers, once in ten minutes', async () => {
    const before = world.plant.performed().length;
    world.plant.fault('drain-liquidity');
    const pool = await twist.ran('health/liquidity', 'Liquidity health', { ended: 'Failed after' });
    expect(pool.text).toMatch(/✗ \| TVL in USD \| 4\d\d,?\d{3}/);
    await twist.brokenGlass('buyback/stop', 'Stop the buyback bot');
    await twist.after(['Stop the buyback bot', 'Done after']);
    await twist.ran('liquidity/alert-market-makers', 'Alert the market makers', {
      ended: ['Done after', 'bd@orca.so'],
    });
    await twist.asked('liquidity/alert-market-makers', ['Alert the market makers was not started']);
    // Nothing is moved from here: members sign in the wallet.
    expect(world.plant.performed().slice(before)).toEqual(['unit.stop', 'alert.send']);
  });

  it('of a suspected breach pauses everything, keeps the state, alerts the team, and is reviewed by another', async () => {
    const alerts = world.plant.effects('alert.send');
    const review = await twist.brokenGlass('emergency/pause-all', 'Pause everything');
    await twist.after(['Pause everything', 'Done after', '✓ Everything is paused', 'Everything is stopped.']);
    expect([active('decay'), active('buyback'), active('arbitrage')]).toEqual([false, false, false]);
    await twist.ran('emergency/snapshot', 'Take a snapshot of the state', {
      ended: ['Done after', 'sha256'],
    });
    const alert = await twist.ran('emergency/alert-team', 'Alert the entire team');
    for (const one of ['on-call engineer', 'tech lead', 'security lead', 'CTO', 'CEO'])
      expect(alert.text).toContain(one);
    await twist.asked('emergency/alert-team', ['Alert the entire team was not started']);
    expect(world.plant.effects('alert.send') - alerts).toBe(1);
    for (const unit of ['decay/status', 'arbitrage/status'])
      await twist.asked(unit, ['does not run.', 'inactive (dead)']);
    await twist.as('ben').click(review, 'It was right');
    await twist.as('ben').submit({ reason: 'funds were leaving' });
    await twist.as('ivan').reads(review, 'it was right');
  });

  it('of a legitimate threat keeps the breaker open: nobody resets it, and the security lead hears of it', async () => {
    world.plant.fault('trip-breaker-threat');
    const verdict = await twist.ran('circuit-breaker/verify', 'Verify why the breaker tripped', {
      ended: 'EXCEEDED',
    });
    expect(verdict.text).toContain('Do not reset the breaker');
    await twist.as('ivan').sees('tripped on a legitimate threat', 'incident-response');
    await twist.asked('circuit-breaker/reset', ['was not started', 'circuit-breaker/verify']);
    expect(world.plant.state().breaker.state).toBe('open');
  });

  it('leaves a log that verifies', async () => {
    expect((await world.verify()).findings).toEqual([]);
  });
});
