import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type QuantWorld, startQuantWorld } from '../../support/app/quant.ts';

const HALF_A_MINUTE = 30_000;
const HALF_AN_HOUR = 60 * HALF_A_MINUTE;

describe('what is switched when something is wrong', () => {
  let world: QuantWorld;
  beforeAll(async () => {
    world = await startQuantWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const trader = () => world.plant.state().trader;

  /** It opened on a bad tick, and two people let it be closed for half an hour. */
  async function overridden(): Promise<void> {
    world.plant.fault('trip-breaker');
    await world.approved('breaker/override', 'Override the circuit breaker', {
      form: {
        evidence: 'Bad tick of one venue',
        _reason: 'a false positive',
        _confirmation: 'breaker/override',
      },
      approvers: ['ben', 'chen'],
    });
    // What its request says as well does not have the reason yet.
    await world.after(['The circuit breaker is overridden for 30 minutes', 'bad tick of one venue']);
  }

  it('is another endpoint where one is gone, and the trader answers faster', async () => {
    world.plant.fault('rpc-down');
    const test = await world.ran('rpc/test', 'Test the RPC endpoints', {
      ended: 'At least one endpoint does not answer',
    });
    expect(test.text).toContain('✗ primary: HTTP 503');
    expect(test.text).toMatch(/✓ third: \d+ms \(block: \d+\)/);
    const slow = await world.ran('trader/metrics', 'Metrics of the trader', { ended: 'Failed after' });
    expect(slow.text).toMatch(/✗ \| Response time in ms \| 5,?000/);

    await world.approved('rpc/switch', 'Switch the RPC endpoint', {
      form: { endpoint: 'second' },
      approvers: ['ben'],
    });
    await world.after(['Switch the RPC endpoint', 'Done after']);
    expect(trader().endpoint).toBe('second');
    await world.ran('trader/metrics', 'Metrics of the trader');
  });

  it('is a provider that is held to be unhealthy and is not', async () => {
    world.plant.fault('provider-flagged');
    const seen = await world.ran('providers/diagnose', 'What is wrong with the providers');
    expect(seen.text).toContain(
      '⚠️  dydx:\n   Status: unhealthy\n   Failures: 7\n   Last Error: timeout at 09:12',
    );
    await world.ran('providers/list', 'List the providers');
    await world.approved('providers/mark-online', 'Mark a provider online', {
      form: { provider: 'dydx' },
      approvers: ['ben'],
    });
    await world.after(['Mark a provider online', 'Done after']);
    await world.ran('providers/show', 'Liquidity providers');
  });

  it('is not done where the provider really fails; another one is preferred then', async () => {
    world.plant.fault('provider-down');
    await world.ran('providers/list', 'List the providers');
    await world.approved('providers/mark-online', 'Mark a provider online', {
      form: { provider: 'aave' },
      approvers: ['ben'],
    });
    await world.after(['Mark a provider online', 'Failed after'], { leapMs: HALF_A_MINUTE });
    await world.approved('providers/switch', 'Switch to another provider', {
      form: { provider: 'balancer' },
      approvers: ['ben'],
    });
    await world.after(['Switch to another provider', 'Done after']);
    expect(trader().preferred).toBe('balancer');
  });

  it('is the manager of transactions where they are not mined', async () => {
    world.plant.fault('nonce-gap');
    await world.approved('transactions/restart', 'Restart the transaction manager', { approvers: ['ben'] });
    await world.after(['Restart the transaction manager', 'Done after']);
    expect(world.plant.state().pendingSince).toBeNull();
  });

  it('is a breaker that opened on a bad tick, for half an hour, by two people', async () => {
    await overridden();
    expect(trader().breaker).toMatchObject({ open: false, armed: false });
    world.app.advance(HALF_AN_HOUR);
    await world.after(['Override the circuit breaker', 'Done after']);
    expect(trader().breaker.armed).toBe(true);
  });

  it('is armed again also where somebody cancels the half hour', async () => {
    await overridden();
    const run = await world.as('ana').sees(['Override the circuit breaker', '[Cancel]']);
    await world.as('ana').click(run, 'Cancel');
    const preview = await world.as('ana').sees('Cancel this? Override the circuit breaker');
    await world.as('ana').click(preview, 'Cancel it now');
    await world.after(['and the breaker is armed again'], { channel: 'incident-response' });
    expect(trader().breaker.armed).toBe(true);
  });

  it('is nothing where the breaker is not what stopped the trader', async () => {
    await world.approved('breaker/override', 'Override the circuit breaker', {
      form: { evidence: 'None', _reason: 'by mistake', _confirmation: 'breaker/override' },
      approvers: ['ben', 'chen'],
    });
    await world.after(['Override the circuit breaker', 'Failed after']);
    expect(trader().breaker.armed).toBe(true);
  });
});
