import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SECRETS, startTokenforgeWorld, type TokenforgeWorld } from '../../support/app/tokenforge.ts';

const MORNING = [
  ['health/dashboard', 'Reach the monitoring dashboard'],
  ['health/site', 'Website responsive'],
  ['health/backend', 'Convex backend healthy'],
  ['health/api', 'API responding'],
  ['health/monitoring', 'Every monitor receives data'],
  ['rpc/probe', 'Probe every RPC endpoint'],
  ['wallets/balances', 'Balances of the deployer wallets'],
  ['usage/coingecko', 'Use of CoinGecko'],
  ['usage/alchemy', 'Compute units of Alchemy'],
  ['usage/social', 'Rate limits of the social APIs'],
  ['errors/sentry', 'New errors in Sentry'],
  ['metrics/show', 'Figures of the day'],
  ['security/show', 'Security figures of the day'],
] as const;

describe('the day of TokenForge', () => {
  let world: TokenforgeWorld;
  beforeAll(async () => {
    world = await startTokenforgeWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  it('5.11 begins with checks that are green on a healthy system, and that show no secret', async () => {
    for (const [action, title] of MORNING) await world.ran(action, title);
    await world.as('ana').command('/ops run', { action: 'tokenforge:logs/recent' });
    await world.as('ana').submit({ hours: '24' });
    await world.as('ana').sees(['Function log of the last hours', 'Done after']);
    const said = (await world.as('ivan').all()).map(({ text }) => text).join('\n');
    for (const secret of Object.values(SECRETS)) expect(said).not.toContain(secret);
  });

  it.each([
    ['low-balances', 'wallets/balances', 'Balances of the deployer wallets', 'Ethereum in wei'],
    ['error-rate', 'metrics/show', 'Figures of the day', 'Error rate'],
    ['monitoring-silent', 'health/monitoring', 'Every monitor receives data', 'Monitors with data'],
    ['backend-error', 'health/backend', 'Convex backend healthy', 'Functions work'],
    ['rpc-limited', 'health/api', 'API responding', 'Ethereum'],
  ] as const)('sees %s', async (fault, action, title, label) => {
    world.plant.fault(fault);
    const card = await world.ran(action, title, { ended: 'Failed after' });
    expect(card.text).toMatch(new RegExp(`✗ \\| ${label} \\|`));
  });
});
