import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FlywheelWorld, SECRETS, startFlywheelWorld } from '../../support/app/flywheel.ts';

const WEBHOOK = 'Reset the breaker by its webhook';
const RESTART = 'Reset the breaker by a restart';

describe('the circuit breaker of the flywheel', () => {
  let world: FlywheelWorld;
  beforeAll(async () => {
    world = await startFlywheelWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const isOpen = () => world.plant.state().breaker.openedAt !== null;

  /** The breaker was looked at and is open; the time in which it may close is over then. */
  async function timeIsUp(title: string): Promise<void> {
    await world.after([title, 'not yet; looked']);
    world.advance(40_000);
  }

  async function recordCause(): Promise<void> {
    await world.as('ana').command('/flywheel breaker-cause');
    const card = await world.answers('ana', 'Record why the breaker opened', 'Which cause do log', {
      cause: 'RPC node unavailable',
      mended: 'It answers again',
    });
    await world.as('ana').reads(card, 'Done after');
  }

  it('shows that it is open, with what comes next', async () => {
    world.plant.fault('trip-breaker');
    const card = await world.ran('breaker/show', 'Show the circuit breaker', {
      ended: 'The circuit breaker is open',
    });
    expect(card.controls.map(({ label }) => label)).toContain('Record why the breaker opened');
    const health = await world.ran('service/health', 'Health of the service', { ended: 'Failed after' });
    expect(health.text).toMatch(/✗ \| Circuit breaker \| open/);
  });

  it('is not reset before its cause is recorded', async () => {
    world.plant.fault('trip-breaker');
    await world.as('ana').command('/flywheel reset-breaker');
    const refusal = await world.as('ana').sees(`${WEBHOOK} was not started.`);
    expect(refusal.text).toContain('Run flywheel:breaker/cause first');
    expect(isOpen()).toBe(true);
  });

  it('5.11 is closed by the webhook after an approval, and the secret is nowhere to be read', async () => {
    world.plant.fault('trip-breaker');
    await recordCause();
    await world.carriedOut('breaker/reset', WEBHOOK);
    expect(isOpen()).toBe(false);
    const simulated = await world.ran('epoch/simulate', 'Simulate an epoch');
    expect(simulated.text).toContain('✓');
    const everything = (await world.as('ivan').all()).map(({ text }) => text).join('\n');
    expect(everything).not.toContain(SECRETS.KEYTURN_SECRET_FLYWHEEL_WEBHOOK);
  });

  it('is told as not possible where this release has no such webhook, and never as done', async () => {
    world.plant.fault('trip-breaker');
    world.plant.fault('no-reset-webhook');
    await recordCause();
    const card = await world.approved('breaker/reset', WEBHOOK);
    await world.as('ivan').sees('This release has no webhook that resets the breaker');
    await timeIsUp(WEBHOOK);
    await world.comesTo(card, 'it failed');
    expect(isOpen()).toBe(true);
  });

  it('is never told as closed where its cause opens it again', async () => {
    world.plant.fault('trip-breaker');
    world.plant.fault('breaker-holds');
    await recordCause();
    const card = await world.approved('breaker/reset', WEBHOOK);
    await timeIsUp(WEBHOOK);
    await world.comesTo(card, 'it failed');
    await world.as('ivan').sees('The breaker is not known to be closed');
  });

  it('is closed by a restart only once its time is over', async () => {
    world.plant.fault('trip-breaker');
    await recordCause();
    const early = await world.approved('breaker/reset-by-restart', RESTART);
    await timeIsUp(RESTART);
    await world.comesTo(early, 'it failed');
    expect(isOpen()).toBe(true);
    world.advance(16 * 60_000);
    await world.carriedOut('breaker/reset-by-restart', RESTART);
    expect(isOpen()).toBe(false);
  });
});
