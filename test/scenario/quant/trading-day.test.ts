import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type QuantWorld, SECRETS, startQuantWorld } from '../../support/app/quant.ts';

const START = 'Start of the trading day';
const END = 'End of the trading day';

describe('the trading day', () => {
  let world: QuantWorld;
  beforeAll(async () => {
    world = await startQuantWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  it('begins when each of its checks holds, and shows no key of an endpoint or of the gas API', async () => {
    const card = await world.ran('day/start', START);
    expect(card.text).not.toContain('✗');
    await world.ran('rpc/test', 'Test the RPC endpoints');
    const everything = (await world.as('ana').all()).map(({ text }) => text).join('\n');
    expect(everything).toMatch(/✓ primary: \d+ms \(block: \d+\)/);
    for (const secret of Object.values(SECRETS)) expect(everything).not.toContain(secret);
  });

  it.each([
    ['trip-breaker', /✗ \| Trading \| paused/],
    ['theft', /✗ \| Wei of the trading wallet/],
    ['trades-fail', /✗ \| Success rate, %/],
    ['provider-flagged', /✗ \| Providers that are not healthy \| 1/],
    ['gas-spike', /✗ \| Proposed price, gwei \| "168"/],
  ] as const)('does not say that all is ready when it is not: %s', async (fault, line) => {
    world.plant.fault(fault);
    const card = await world.ran('day/start', START, { ended: 'Failed after' });
    expect(card.text).toMatch(line);
  });

  it('ends with report, export, archive and reconciliation, and trading goes on', async () => {
    await world.as('ana').command('/quant day-end');
    await world.after([END, 'Done after']);
    const { root, logs } = world.plant.host;
    const [csv] = readdirSync(join(root, 'reports'));
    expect(csv).toMatch(/^trades-20\d\d-\d\d-\d\d-[\w-]+\.csv$/);
    expect(readFileSync(join(root, 'reports', csv ?? ''), 'utf8')).toMatch(/^trade_id,/);
    const archived = readdirSync(join(logs, 'archive'));
    expect(archived.filter((name) => /_(?:system|trades)\.log\.gz$/.test(name))).toHaveLength(2);
    expect(existsSync(world.plant.host.log)).toBe(true);
    expect(world.plant.state().units['quant-trader'].active).toBe(true);
    await world.as('ivan').sees(['Trading day 20', 'Net profit:']);
  });

  it('does not say that it is complete when the books differ', async () => {
    world.plant.fault('mismatch');
    await world.as('ana').command('/quant day-end');
    const card = await world.after([END, 'Failed after']);
    expect(card.text).toMatch(/✗ \| Difference in USD \| 41\.2/);
  });
});
