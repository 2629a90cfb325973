import { appendFileSync, mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FEE_COLLECTOR, STRANGER } from '../../../examples/plant/flywheel/src/addresses.ts';
import { type FlywheelWorld, SECRETS, startFlywheelWorld } from '../../support/app/flywheel.ts';

const KEPT = 'Look whether the reports are kept elsewhere';

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
    expect(metrics.text).toMatch(/✓ \| Circuit breaker \| "0"/);
  });

  it('finds another fee collector in the settings, by what stands in .env', async () => {
    world.plant.fault('wrong-collector');
    const fees = await world.ran('fees/show', 'Uncollected fees');
    expect(fees.text).toContain('uncollectedUsd: 0');
    const card = await world.ran('fees/check-collector', 'Compare the fee collector with the settings', {
      ended: 'Failed after',
    });
    expect(card.text).toContain(STRANGER);
    expect(card.text).toContain(FEE_COLLECTOR);
  });

  it('tells which RPC endpoint answers when the free one refuses', async () => {
    world.plant.fault('rpc-limited');
    await world.ran('rpc/health', 'Health of the RPC endpoint', { ended: 'Failed after' });
    const card = await world.ran('rpc/compare', 'Compare the RPC endpoints');
    expect(card.text).toMatch(/429/);
    expect(card.text).toMatch(/✓ \| The second one \| ok/);
  });

  it('tells an endpoint that lags from one that is well', async () => {
    world.plant.fault('rpc-behind');
    const card = await world.ran('rpc/health', 'Health of the RPC endpoint', { ended: 'Failed after' });
    expect(card.text).toContain('behind');
  });

  it('asks the endpoint that the settings name, also after another one was taken', async () => {
    world.plant.fault('rpc-limited');
    await world.carriedOut('rpc/use-backup', 'Use the second RPC endpoint');
    const health = await world.ran('rpc/health', 'Health of the RPC endpoint');
    expect(health.text).toMatch(/✓ \| Health \| ok/);
    expect(health.text).not.toContain(world.plant.url);
  });

  it('asks the exchange for a quote by the key of this installation, and reads its impact as a fraction', async () => {
    const well = await world.ran('quote/show', 'Quote of the exchange', { form: { amount: '2655000000' } });
    expect(well.text).toMatch(/✓ \| Price impact as a fraction \| "?0.0045/);
    world.plant.fault('thin-liquidity');
    const thin = await world.ran('quote/show', 'Quote of the exchange', { form: { amount: '2655000000' } });
    expect(thin.text).toMatch(/Price impact as a fraction \| "?0.045/);
    expect(thin.text).not.toMatch(/✓ \| Price impact/);
    const everything = (await world.as('ivan').all()).map(({ text }) => text).join('\n');
    expect(everything).not.toContain(SECRETS.KEYTURN_CREDENTIAL_FLYWHEEL_JUPITER);
  });

  it('waits for liquidity across hours, and says when it is there', async () => {
    world.plant.fault('thin-liquidity');
    await world.as('ana').command('/ops run', { action: 'flywheel:quote/await' });
    const card = await world.as('ana').sees(['Wait until there is liquidity', 'price impact 0.045']);
    world.plant.fault('thin-liquidity', false);
    world.advance(11 * 60_000);
    await world.as('ana').reads(card, 'Done after');
    await world.as('ivan').sees('The pool is deep enough again');
  });

  it('lists the transactions behind unexpected fees', async () => {
    world.plant.fault('high-fees');
    const title = 'Newest transactions of the fee collector';
    const card = await world.ran('chain/fee-transactions', title, { form: { limit: '5' } });
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

  it('deletes old reports only when they are kept elsewhere, and exactly those that were listed', async () => {
    const { reports } = world.plant.host;
    const days = (name: string, count: number) => {
      const time = new Date(Date.now() - count * 86_400_000);
      utimesSync(join(reports, name), time, time);
    };
    const old = await world.ran('reports/old', 'Reports older than 30 days');
    expect(old.text).toContain('epoch-002.json');
    await world.as('ana').command('/ops run', { action: 'flywheel:reports/prune' });
    await world.as('ana').sees('Delete reports older than 30 days was not started.');
    for (const where of ['backup-server', 's3'])
      await world.ran('reports/kept', KEPT, { ended: 'Failed after', form: { where } });
    await world.ran('backup/reports-s3', 'Copy the reports to S3');
    await world.ran('reports/kept', KEPT, { form: { where: 's3' } });
    const card = await world.approved('reports/prune', 'Delete reports older than 30 days', {
      approvers: [],
    });
    expect(card.text).toContain('epoch-001.json');
    days('epoch-003.json', 40);
    await world.as('ben').click(card, 'Approve');
    await world.comesTo(card, 'Carried out');
    const left = readdirSync(reports);
    for (const gone of ['epoch-001.json', 'epoch-002.json']) expect(left).not.toContain(gone);
    expect(left).toContain('epoch-003.json');
  });

  it('copies every report to the backup server, byte by byte, and says which are not there yet', async () => {
    const { reports } = world.plant.host;
    const copies = join(world.plant.folder, 'backup-server', 'reports');
    // What copies makes the last folder of its target, and no other.
    mkdirSync(dirname(copies), { recursive: true });
    const names = readdirSync(reports);
    const missing = await world.ran('reports/kept', KEPT, {
      ended: 'Failed after',
      form: { where: 'backup-server' },
    });
    expect(missing.text).toMatch(new RegExp(`✗ \\| Reports that are not there yet \\| ${names.length}`));
    await world.ran('backup/reports', 'Copy the reports to the backup server');
    for (const name of names)
      expect(readFileSync(join(copies, name)), name).toEqual(readFileSync(join(reports, name)));
    await world.ran('reports/kept', KEPT, { form: { where: 'backup-server' } });
    appendFileSync(join(reports, 'epoch-004.json'), '\n');
    await world.ran('reports/kept', KEPT, {
      ended: 'Failed after',
      form: { where: 'backup-server' },
    });
    await world.ran('backup/reports', 'Copy the reports to the backup server');
    expect(readFileSync(join(copies, 'epoch-004.json'))).toEqual(
      readFileSync(join(reports, 'epoch-004.json')),
    );
  });
});
