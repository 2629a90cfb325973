import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultName } from '../../../examples/plant/twist/src/state.ts';
import { type Acts, actsOn } from '../../support/app/acts.ts';
import { type AppWorld, startApp } from '../../support/app/app.ts';

describe('a look at TWIST', () => {
  let world: AppWorld;
  let twist: Acts;
  beforeAll(async () => {
    world = await startApp();
    twist = actsOn(world, 'twist', 'ops-twist');
  });
  afterEach(() => world.plant.heal());
  afterAll(() => world.close());

  it.each<[string, string, readonly (string | RegExp)[]]>([
    ['decay/status', 'Decay service state', ['twist-decay.service', 'active (running)']],
    ['buyback/service', 'Buyback service state', ['twist-buyback.service', 'active (running)']],
    ['buyback/status', 'Buyback status', ['active: true', /✓ \| Last buyback in USDC \| 362.5/]],
    ['arbitrage/status', 'Arbitrage service state', ['twist-arbitrage.service', 'active (running)']],
    ['arbitrage/opportunities', 'Arbitrage opportunities', ['minimum_profit_usd: 100', '143.2']],
    ['circuit-breaker/show', 'Show the circuit breaker', ['state: closed']],
    ['oracles/failure-check', 'Oracle providers one by one', ['oracles_reporting: 3']],
    ['maintenance/check-updates', 'Check for updates', ['openssl 3.0.16', '7.62.1']],
    ['maintenance/verify-backups', 'Verify all backups', [/✓ \| All verified \| true/]],
    ['recovery/backups', 'Backups that the program can be restored from', [/T06:00:00Z\n/]],
    ['recovery/assess', 'Assess the damage', ['accounts_damaged: 0']],
    ['rpc/test', 'Test the RPC connection', ['endpoint: https://rpc.twist.io', 'reachable: true']],
    ['security/audit-access', 'Review who has access', ['chen@twist.io', 'security']],
    ['security/monthly-audit', 'Run the security scanner', [/✓ \| Upgrade authority \| 3-of-5 multisig/]],
    ['reports/daily', 'Daily report', ['TWIST daily summary', 'Circuit breaker']],
    ['reports/weekly', 'Weekly performance report', [/✓ \| Transaction success, % \| "99.71" \| above 99.5/]],
    ['view/program-state', 'State of the program', ['version: 1.1.4', 'paused: false']],
    ['view/bot-balances', 'Balances of the bot wallets', ['61400', '4.82']],
  ])('"%s" shows what the document wants to see', async (action, title, wanted) => {
    const card = await twist.ran(action, title);
    expect(card.text).not.toContain('✗');
    for (const one of wanted) expect(card.text).toMatch(one);
  });

  it.each<[string, FaultName, string, readonly (string | RegExp)[]]>([
    [
      'buyback/status',
      'overspend',
      'Failed after',
      [/✗ \| Spent today in USDC \| 51,?200/, /✗ \| Last buyback in USDC \| 7,?250/],
    ],
    ['oracles/failure-check', 'oracles-down', 'Done after', ['oracles_reporting: 1']],
    ['health/oracles', 'oracles-down', 'Failed after', [/✗ \| Oracles reporting \| 1 \| 3/]],
    ['maintenance/verify-backups', 'backup-damaged', 'Failed after', [/✗ \| All verified \| false/]],
    ['maintenance/verify-backups', 'backup-late', 'Failed after', [/✗ \| Age of the newest in hours/]],
    [
      'recovery/assess',
      'corrupt-program',
      'Done after',
      ['accounts_damaged: 1', 'accounts match the ledger'],
    ],
    ['recovery/verify', 'corrupt-program', 'Failed after', ['accounts match the ledger']],
    ['rpc/test', 'rpc-down', 'Failed after', ['timeout after 5 s']],
    ['security/monthly-audit', 'authority-changed', 'Failed after', [/✗ \| Upgrade authority \| single key/]],
    [
      'reports/weekly',
      'slow-chain',
      'Failed after',
      [/✗ \| Transaction success, % \| "97.90"/, /✗ \| Average confirmation in seconds \| "3.40"/],
    ],
  ])('"%s" says what is not so: %s', async (action, fault, ended, wanted) => {
    world.plant.fault(fault);
    const card = await twist.ran(action, 'run-', { ended });
    for (const one of wanted) expect(card.text).toMatch(one);
  });
});
