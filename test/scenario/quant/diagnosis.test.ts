import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type QuantWorld, startQuantWorld } from '../../support/app/quant.ts';

describe('what is looked at when something is wrong', () => {
  let world: QuantWorld;
  beforeAll(async () => {
    world = await startQuantWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  it('is what failed and why, as the document prints it', async () => {
    world.plant.fault('trades-fail');
    await world.as('ana').command('/quant failed', { last: '3' });
    const card = await world.as('ana').sees(['Failed trades', 'Done after']);
    expect(card.text.match(/^T\d+: execution reverted: slippage exceeded$/gm)).toHaveLength(3);
    const metrics = await world.ran('trader/metrics', 'Metrics of the trader', { ended: 'Failed after' });
    expect(metrics.text).toMatch(/✗ \| Failed trades of the last hour \| 14/);
  });

  it('is the share of gas, which a day with losses does not have', async () => {
    const share = await world.ran('trades/costs', 'Share of gas in the revenue');
    expect(share.text).toMatch(/gas_share_percent: \d+\.\d/);
    world.plant.fault('large-loss');
    await world.as('ana').command('/ops run', { action: 'quant:trades/costs' });
    await world.as('ana').sees('n/a (loss day)');
  });

  it('offers a pause for a gas price only where a trade loses by it', async () => {
    world.plant.fault('gas-elevated');
    const elevated = await world.ran('gas/show', 'Gas prices');
    expect(elevated.text).toMatch(/! \| Proposed price, gwei, normal/);
    await world.ran('gas/worth', 'Is trading worth its gas?');
    world.plant.fault('gas-spike');
    const spike = await world.ran('gas/worth', 'Is trading worth its gas?', { ended: 'Failed after' });
    expect(spike.controls.map(({ label }) => label)).toContain('Pause trading');
  });

  it('waits until gas is cheaper, and until the providers have recovered', async () => {
    world.plant.fault('gas-spike');
    world.plant.fault('provider-down');
    await world.as('ana').command('/ops run', { action: 'quant:gas/await' });
    await world.as('ana').command('/ops run', { action: 'quant:providers/await' });
    await world.as('ana').sees('168 gwei');
    await world.as('ana').sees('1 are not healthy');
    await world.plant.heal();
    await world.after(['Gas costs 28 gwei again.']);
    await world.after(['All liquidity providers are healthy again.']);
  });

  it('counts the errors of a day, also in the log before', async () => {
    world.plant.fault('errors');
    const log = join(world.plant.host.root, 'logs', 'system.log');
    await world.app.until('the trader fails', () => readFileSync(log, 'utf8').includes('ERROR'));
    await world.as('ana').command('/quant errors', { hours: '24' });
    const card = await world.as('ana').sees(['Errors in the log', 'Done after', 'errors: ']);
    expect(card.text).toMatch(/errors: [1-9]\d*\n20\d\d-.*ERROR/);
  });

  it('keeps the evidence with its checksums, and says what did not answer', async () => {
    await world.as('ana').command('/quant evidence');
    await world.after(['Preserve the evidence', 'Done after']);
    const folder = join(world.plant.host.root, 'evidence');
    const [run = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, run, 'SHA256SUMS'), 'utf8')).toMatch(
      /logs\/system\.log\n(?:.*\n)*.*health\.json/,
    );
    expect(JSON.parse(readFileSync(join(folder, run, 'health.json'), 'utf8'))).toMatchObject({
      trading: 'running',
    });
  });

  it('tests alerts by somebody else who says that they came, and looks for room on the disk', async () => {
    await world.ran('alerts/test', 'Test the alerts', { ended: 'Did the test alert reach you' });
    const card = await world.as('chen').sees(['Test the alerts', 'Did the test alert reach you']);
    await world.as('chen').click(card, 'Done');
    await world.as('chen').submit({ evidence: '' });
    await world.as('ivan').reads(card, 'Done after');
    await world.ran('host/disk', 'Disk space and rotation of the logs');
  });
});
