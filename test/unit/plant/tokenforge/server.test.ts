import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FEE_COLLECTOR } from '../../../../examples/plant/tokenforge/src/chain.ts';
import { type TemporaryTokenforge, temporaryTokenforge } from './temporary-tokenforge.ts';

let forge: TemporaryTokenforge;
beforeEach(() => {
  forge = temporaryTokenforge();
});
afterEach(() => forge.remove());

const status = async (method: string, path: string, body?: object) =>
  (await forge.ask(method, path, body)).status;
const json = async (path: string) => (await forge.ask('GET', path)).json();
const rpc = async (place: string, method: string, ...params: unknown[]) =>
  (await (await forge.ask('POST', `/rpc/${place}`, { method, params })).json()) as {
    readonly result: string;
  };
const block = async (name: string) => {
  const { result } = await rpc(`ethereum/${name}`, 'eth_getBlockByNumber', 'latest', false);
  return result as unknown as { readonly timestamp: string; readonly baseFeePerGas: string };
};
const flag = (name: string, on: boolean) => status('PUT', `/admin/flags/${name}`, { on });

describe('the website and the API of the plant', () => {
  it('serve, and one broken release takes the website away and nothing else', async () => {
    expect([await status('GET', '/site'), await status('HEAD', '/site')]).toEqual([200, 200]);
    forge.fault('site-down');
    expect(await status('GET', '/site')).toBe(500);
    expect(await json('/api/health')).toMatchObject({ status: 'ok' });
    forge.fault('site-down', false);
    expect(await status('GET', '/site')).toBe(200);
  });

  it('say by the status page that it is Vercel, whose outage no release mends', async () => {
    forge.fault('vercel-outage');
    expect(await status('GET', '/site')).toBe(502);
    expect(await json('/vercel-status/api/v2/status.json')).toMatchObject({ status: { indicator: 'major' } });
  });

  it('refuse everybody while public access is closed, and write nothing while writes are stopped', async () => {
    expect(await status('POST', '/api/tokens')).toBe(201);
    await flag('write-stop', true);
    expect([await status('GET', '/api/tokens'), await status('POST', '/api/tokens')]).toEqual([200, 503]);
    await flag('public-access', false);
    expect([await status('GET', '/api/tokens'), await status('POST', '/api/tokens')]).toEqual([403, 403]);
    await flag('emergency', true);
    expect(await status('GET', '/api/tokens')).toBe(503);
    expect(forge.count('token.create')).toBe(1);
  });

  it('answer from the cache where a provider gives nothing any more', async () => {
    forge.fault('rate-limit');
    expect(await status('GET', '/coingecko/api/v3/ping')).toBe(429);
    expect(await json('/api/health')).toMatchObject({ prices: 'missing', mode: 'normal' });
    await flag('cache-only', true);
    expect(await json('/api/health')).toMatchObject({ prices: 'available', mode: 'cache-only' });
    expect((await forge.ask('GET', '/api/tokens')).headers.get('x-cache')).toBe('HIT');
  });

  it('say yes to flags and change nothing, where that fault is on', async () => {
    forge.fault('flags-ignored');
    expect(await flag('write-stop', true)).toBe(200);
    expect(await json('/api/health')).toMatchObject({ writes: 'open' });
    expect(forge.count('flag.set')).toBe(0);
  });

  it('go on with the settings that they have, where that fault is on', async () => {
    forge.fault('settings-ignored');
    await forge.ask('POST', '/hands/use-endpoint', { chain: 'bsc', name: 'two' });
    expect(await json('/api/health')).toMatchObject({ rpc: { bsc: 'http://plant/rpc/bsc/one' } });
    forge.fault('settings-ignored', false);
    expect(await json('/api/health')).toMatchObject({ rpc: { bsc: '/rpc/bsc/two' } });
  });

  it('refuse flags that nobody signed, that do not exist and that are neither on nor off', async () => {
    expect((await forge.ask('PUT', '/admin/flags/queue', { on: true }, {})).status).toBe(401);
    expect(await status('PUT', '/admin/flags/nothing', { on: true })).toBe(404);
    expect(await status('PUT', '/admin/flags/queue', { on: 'yes' })).toBe(400);
  });
});

describe('the vendors of the plant', () => {
  it('answer nobody without a credential', async () => {
    for (const path of ['/sentry/api/0/projects/a/b/issues/', '/alchemy/usage', '/coingecko/api/v3/key']) {
      expect((await forge.ask('GET', path, undefined, {})).status).toBe(401);
      expect(await status('GET', path)).toBe(200);
    }
  });

  it('know new errors once the backend throws, and the error rate rises', async () => {
    expect(await json('/sentry/api/0/projects/a/b/issues/')).toEqual([]);
    forge.fault('backend-error');
    expect(await json('/sentry/api/0/projects/a/b/issues/')).toHaveLength(1);
    expect(await json('/monitoring/api/overview')).toMatchObject({ error_rate: 0.071 });
    expect(await status('POST', '/api/tokens')).toBe(500);
  });

  it('count the rows by the health query, and know no other one', async () => {
    const query = async (path: string) =>
      (await forge.ask('POST', '/convex/api/query', { path, args: {}, format: 'json' })).json();
    expect(await query('ops:health')).toMatchObject({
      status: 'success',
      value: { rows: { tokens: 4_812 } },
    });
    expect(await query('ops:other')).toMatchObject({ status: 'error' });
    forge.fault('data-loss');
    expect(await query('ops:health')).toMatchObject({ value: { rows: { tokens: 2_406 } } });
  });

  it('publish what is posted, for everybody to read', async () => {
    const path = '/statuspage/v1/pages/forge/incidents';
    expect(await status('POST', path, { incident: { body: 'We look into it.' } })).toBe(201);
    expect(await status('POST', path, { incident: {} })).toBe(422);
    expect(await json('/status')).toMatchObject({
      posts: [{ where: 'status-page', text: 'We look into it.' }],
    });
  });
});

describe('the chains of the plant', () => {
  it('answer with balances and a base fee in hexadecimal', async () => {
    expect(Number((await block('llama')).baseFeePerGas)).toBe(14e9);
    expect(Number((await rpc('ethereum/llama', 'eth_getBalance', FEE_COLLECTOR, 'latest')).result)).toBe(
      18.4e18,
    );
    expect(await rpc('solana/main', 'getHealth')).toMatchObject({ result: 'ok' });
    expect(await rpc('bsc/one', 'eth_unknown')).toMatchObject({ error: { code: -32_601 } });
  });

  it('lose one endpoint after the other, and the API with the one that it uses', async () => {
    forge.fault('rpc-limited');
    expect(await status('POST', '/rpc/ethereum/alchemy', { method: 'eth_blockNumber' })).toBe(429);
    expect(await json('/api/health')).toMatchObject({ status: 'degraded', chains: { ethereum: 'lost' } });
    await forge.ask('POST', '/hands/use-endpoint', { chain: 'ethereum', name: 'infura' });
    expect(await json('/api/health')).toMatchObject({ status: 'ok', chains: { ethereum: 'connected' } });
    forge.fault('bsc-down');
    expect(await json('/api/health')).toMatchObject({ chains: { bsc: 'lost' } });
  });

  it('are twenty minutes behind at one endpoint alone', async () => {
    forge.fault('rpc-behind');
    const at = async (name: string) => Number((await block(name)).timestamp);
    expect((await at('infura')) - (await at('alchemy'))).toBeGreaterThanOrEqual(1_199);
  });

  it('say that the contract is paused only once somebody has paused it in a wallet', async () => {
    const paused = async () =>
      Number(
        (await rpc('ethereum/llama', 'eth_call', { to: FEE_COLLECTOR, data: '0x5c975abb' }, 'latest')).result,
      );
    expect(await paused()).toBe(0);
    await forge.ask('POST', '/hands/pause-contract', {});
    expect(await paused()).toBe(1);
  });
});

describe('what people do outside of chat', () => {
  it('moves the funds and restores the data, unless the support does not end it', async () => {
    forge.fault('data-loss');
    forge.fault('restore-stuck');
    await forge.ask('POST', '/hands/request-restore', { to: '2026-03-01T14:00:00Z' });
    expect(forge.plant.read()).toMatchObject({ tables: { tokens: 2_406 }, restore: { doneAt: null } });
    forge.fault('restore-stuck', false);
    await forge.ask('POST', '/hands/request-restore', { to: '2026-03-01T14:00:00Z' });
    expect(forge.plant.read().tables.tokens).toBe(4_812);
    await forge.ask('POST', '/hands/move-funds', {});
    expect(forge.plant.read().balances).toMatchObject({ feeCollector: '0', secure: '18400000000000000000' });
  });

  it('is refused from forms of foreign pages, and by names that do not exist', async () => {
    expect((await forge.ask('POST', '/hands/move-funds', {}, { 'content-type': 'text/plain' })).status).toBe(
      400,
    );
    expect(await status('POST', '/hands/nothing', {})).toBe(404);
  });
});
