import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FEE_COLLECTOR, STRANGER } from '../../../examples/plant/flywheel/src/addresses.ts';
import { type FlywheelWorld, startFlywheelWorld } from '../../support/app/flywheel.ts';

describe('incidents of the flywheel', () => {
  let world: FlywheelWorld;
  beforeAll(async () => {
    world = await startFlywheelWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  it('says that all is well, word for word as the document expects', async () => {
    const health = await world.ran('service/health', 'Health of the service');
    for (const line of [/✓ \| Status \| healthy/, /✓ \| Circuit breaker \| closed/])
      expect(health.text).toMatch(line);
    const metrics = await world.ran('service/metrics', 'Metrics of the service');
    expect(metrics.text).toMatch(/✓ \| Circuit breaker \| "0" \| 0/);
  });

  it('finds another fee collector in the settings, by what stands in .env', async () => {
    world.plant.fault('wrong-collector');
    const fees = await world.ran('fees/show', 'Uncollected fees');
    expect(fees.text).toContain('uncollectedUsd: 0');
    const card = await world.ran(
      'fees/check-collector',
      'Compare the fee collector with the settings',
      'Failed',
    );
    expect(card.text).toContain(STRANGER);
    expect(card.text).toContain(FEE_COLLECTOR);
  });

  it('tells which RPC endpoint answers when the free one refuses', async () => {
    world.plant.fault('rpc-limited');
    await world.ran('rpc/health', 'Health of the RPC endpoint', 'Failed');
    const card = await world.ran('rpc/compare', 'Compare the RPC endpoints');
    expect(card.text).toMatch(/429/);
    expect(card.text).toMatch(/✓ \| The other one \| ok/);
  });

  it('tells an endpoint that lags from one that is well', async () => {
    world.plant.fault('rpc-behind');
    const card = await world.ran('rpc/health', 'Health of the RPC endpoint', 'Failed');
    expect(card.text).toContain('behind');
  });

  it('waits for liquidity across hours, and says when it is there', async () => {
    world.plant.fault('thin-liquidity');
    await world.as('ana').command('/ops run', { action: 'flywheel:quote/await' });
    const card = await world.as('ana').sees(['Wait until there is liquidity', '4.5% price impact']);
    world.plant.fault('thin-liquidity', false);
    world.advance(11 * 60_000);
    await world.as('ana').reads(card, 'Done');
    await world.as('ivan').sees('The pool is deep enough again');
  });

  it('lists the transactions behind unexpected fees', async () => {
    world.plant.fault('high-fees');
    const title = 'Newest transactions of the fee collector';
    const card = await world.ran('chain/fee-transactions', title, 'Done', { limit: '5' });
    expect(card.text).toContain(`${STRANGER} -> ${FEE_COLLECTOR} 118 SOL`);
  });

  it('has an operator create a campaign and note its id', async () => {
    const before = world.plant.effects('epoch.execute');
    world.advance(61 * 60_000);
    await world.app.until('an epoch is executed', () => world.plant.effects('epoch.execute') > before);
    await world.as('ana').command('/flywheel campaign');
    const card = await world.as('ana').sees(['Record the campaign of an epoch', 'Is the campaign created']);
    await world.as('ana').click(card, 'Done');
    await world.as('ana').submit({ evidence: '' });
    await world.as('ana').click(await world.as('ana').reads(card, 'What is the id'), 'Answer…');
    await world.as('ana').submit({ id: 'c-123456' });
    await world.as('ivan').sees('Campaign “c-123456” of');
  });

  it('deletes old reports only when they are kept elsewhere, and only as many as were listed', async () => {
    await world.ran('reports/old', 'Reports older than 30 days');
    const form = { count: '2' };
    await world.as('ana').command('/ops run', { action: 'flywheel:reports/prune' });
    await world.as('ana').sees('Delete reports older than 30 days was not started.');
    await world.ran('backup/reports', 'Copy the reports to the backup server');
    await world.ran('reports/old', 'Reports older than 30 days');
    await world.carriedOut('reports/prune', 'Delete reports older than 30 days', { form });
    const left = readdirSync(world.plant.host.reports);
    expect(left).not.toContain('epoch-001.json');
    expect(left).toContain('epoch-003.json');
  });
});
