import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { QUANT_FOLDER, type QuantProcess, startQuant } from '../../../support/app/quant-process.ts';

const PAUSE =
  "from circuit_breaker import get_circuit_breaker; get_circuit_breaker().pause_trading('a test')";

describe('the simulated quant arbitrage system', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quant-plant-'));
  let plant: QuantProcess;
  beforeAll(async () => {
    plant = await startQuant(join(folder, 'plant'));
  });
  afterEach(() => plant.heal());
  afterAll(async () => {
    await plant.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(program: string, ...argv: string[]): Promise<{ code: number | null; out: string }> {
    const path = [join(QUANT_FOLDER, 'bin'), process.env.PATH].join(delimiter);
    const child = spawn(program, argv, {
      cwd: plant.host.root,
      env: { ...process.env, ...plant.env, PATH: path },
    });
    let out = '';
    child.stdout.on('data', (piece) => {
      out += piece;
    });
    child.stderr.on('data', (piece) => {
      out += piece;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out };
  }
  const health = async () =>
    (await (await fetch(`${plant.trader}/api/health`)).json()) as Record<string, unknown>;
  const metrics = async () =>
    (await (await fetch(`${plant.trader}/api/metrics`)).json()) as Record<string, unknown>;

  it('pauses the running trader through the Python module', async () => {
    expect(await health()).toMatchObject({ trading: 'running', circuit_open: false });
    expect((await run('python3', '-c', PAUSE)).code).toBe(0);
    expect(await health()).toMatchObject({ trading: 'paused', reason: 'a test', trades_since_pause: 0 });
  });

  it('pauses nothing where the module is a fresh import, and says nothing of it', async () => {
    plant.fault('fresh-import');
    expect((await run('python3', '-c', PAUSE)).code).toBe(0);
    expect(await health()).toMatchObject({ trading: 'running' });
  });

  it('trades on while it says that it is paused, where that is its fault', async () => {
    plant.fault('trades-on');
    await run('python3', '-c', PAUSE);
    await expect.poll(async () => (await health()).trades_since_pause).toBeGreaterThan(0);
  });

  it('stops no process when its script says that services are stopped', async () => {
    const { code, out } = await run('python3', 'scripts/emergency_shutdown.py', 'a', 'test');
    expect(code).toBe(0);
    expect(out).toContain('✓ Services stopped');
    expect(await health()).toMatchObject({ emergency_shutdown: true });
    expect(readFileSync(join(plant.host.logs, 'emergency-shutdown.log'), 'utf8')).toMatch(/ - a test\n$/);
  });

  it('ends the process of a unit that is stopped, which a user may not do and root may', async () => {
    expect((await run('systemctl', 'stop', 'quant-trader')).code).toBe(1);
    expect((await run('systemctl', 'is-active', 'quant-trader')).code).toBe(0);
    const { pid } = plant.state().units['quant-trader'];
    expect((await run('sudo', '-n', 'systemctl', 'stop', 'quant-trader')).code).toBe(0);
    expect(() => process.kill(pid ?? 0, 0)).toThrow();
    expect((await run('systemctl', 'is-active', 'quant-trader')).code).toBe(3);
  });

  it('comes up paused when it is started by hand', async () => {
    await run('sudo', '-n', 'systemctl', 'restart', 'quant-trader');
    await expect.poll(() => health().catch(() => undefined)).toMatchObject({ trading: 'paused' });
  });

  it('mends a gap of nonces when the manager of transactions is restarted', async () => {
    plant.fault('nonce-gap');
    expect((await metrics()).pending_age_s).toBeGreaterThan(900);
    await run('sudo', '-n', 'systemctl', 'restart', 'quant-transactions');
    await expect.poll(async () => (await metrics()).pending_age_s).toBe(0);
  });

  it.each([
    ['trades-fail', { failed_trades_hour: 14 }],
    ['success-elevated', { success_rate_pct: expect.closeTo(75, 0) }],
    ['loss', { largest_loss_usd: 620 }],
    ['large-loss', { largest_loss_usd: 12_400 }],
    ['gas-elevated', { gas_price_gwei: 124 }],
    ['gas-spike', { gas_price_gwei: 168, gas_change_pct: 92 }],
    ['errors', { error_rate_pct: 14 }],
    ['provider-down', { providers_unhealthy: 1, failovers_hour: 9 }],
    ['rpc-limited', { rate_limited_hour: 37 }],
    ['anomaly', { anomalies: 3 }],
  ] as const)('shows in its metrics what %s does', async (fault, expected) => {
    plant.fault(fault);
    expect(await metrics()).toMatchObject(expected);
  });

  it('has a slow primary endpoint, and two that are not', async () => {
    plant.fault('rpc-slow');
    expect((await metrics()).response_time_ms).toBeGreaterThan(2_000);
    await fetch(`${plant.trader}/api/control/endpoint`, { method: 'POST', body: '{"endpoint":"second"}' });
    expect((await metrics()).response_time_ms).toBeLessThan(2_000);
  });

  it('answers gas prices in the second version of the API alone, and for its key', async () => {
    const query = 'module=gastracker&action=gasoracle';
    const ask = async (path: string) =>
      (await (await fetch(`${plant.url}${path}`)).json()) as Record<string, unknown>;
    expect(await ask(`/api?${query}`)).toMatchObject({ status: '0', message: 'NOTOK' });
    expect(await ask(`/v2/api?chainid=1&${query}&apikey=wrong`)).toMatchObject({ result: 'Invalid API Key' });
    expect(await ask(`/v2/api?chainid=1&${query}&apikey=demo-gas-key`)).toMatchObject({
      result: { ProposeGasPrice: '28' },
    });
  });
});
