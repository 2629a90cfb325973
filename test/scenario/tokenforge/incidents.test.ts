import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTokenforgeWorld, type TokenforgeWorld } from '../../support/app/tokenforge.ts';

const MINUTE = 60_000;

describe('incidents of TokenForge', () => {
  let world: TokenforgeWorld;
  beforeAll(async () => {
    world = await startTokenforgeWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  it('a rate limit is reached: answers come from the cache, and are taken back from there', async () => {
    world.plant.fault('rate-limit');
    const usage = await world.ran('usage/coingecko', 'Use of CoinGecko', { ended: 'Failed after' });
    expect(usage.text).toMatch(/✗ \| Calls left this month \| 0/);
    const card = await world.carriedOut('cache-only/enable', 'Answer from the cache alone');
    expect(world.plant.state().flags['cache-only']).toBe(true);
    expect(card.text).toContain('Carried out');
    await world.carriedOut('queue/enable', 'Queue requests that are not critical');
    const words = 'Prices may be some minutes old. Everything else works.';
    const told = await world.approved('users/notify', 'Tell the users', {
      form: { text: words, _reason: 'prices are old' },
      approvers: ['chen'],
    });
    await world.confirms('ben', 'Tell the users', 'Did you get the message yourself?', '');
    await world.comesTo(told, 'Carried out');
    expect(world.plant.state().posts).toMatchObject([{ where: 'broadcast', text: words }]);
    await world.as('ana').command('/ops run', { action: 'tokenforge:provider/contact' });
    await world.as('ana').submit({ provider: 'CoinGecko' });
    const evidence = 'Ticket 12 of CoinGecko';
    await world.confirms('ben', 'Ask a provider for a higher limit', 'Write to the provider', evidence);
    await world.as('ivan').sees(['asked for a higher limit: ', evidence]);
    await world.carriedOut('cache-only/disable', 'Ask the providers again');
    await world.carriedOut('queue/disable', 'Serve every request at once again');
    const modes = await world.ran('modes/show', 'Which modes are on');
    expect(modes.text).toContain('nonCritical: served');
    expect(world.plant.state().flags).toMatchObject({ 'cache-only': false, queue: false });
  });

  it('the connection to Ethereum is lost: only endpoints that are well are offered', async () => {
    world.plant.fault('rpc-behind');
    await world.ran('health/api', 'API responding', { ended: 'Failed after' });
    const title = 'Let Ethereum use another RPC endpoint';
    const infura = `${world.plant.url}/rpc/ethereum/infura`;
    await world.ran('rpc/probe', 'Probe every RPC endpoint');
    await world.as('ana').command('/ops run', { action: 'tokenforge:rpc/switch-ethereum' });
    const form = await world.as('ana').form();
    const offered = JSON.stringify(form.fields);
    expect(offered).toContain(infura);
    expect(offered).not.toContain('/rpc/ethereum/alchemy');
    await world.as('ana').submit({ endpoint: infura });
    const card = await world.as('ivan').sees(`Approval needed: ${title}`);
    expect(card.text).toMatch(/\/ethereum: .*alchemy -> .*infura/);
    await world.as('ben').click(card, 'Approve');
    await world.comesTo(card, 'Carried out');
    await world.ran('health/api', 'API responding');
  });

  it('Solana goes to its reserve when its first endpoint is gone', async () => {
    world.plant.fault('solana-down');
    await world.ran('health/api', 'API responding', { ended: ['Failed after', '✗ | Solana'] });
    await world.ran('rpc/probe', 'Probe every RPC endpoint');
    await world.carriedOut('rpc/switch-solana', 'Let Solana use another RPC endpoint', {
      form: { endpoint: `${world.plant.url}/rpc/solana/reserve` },
    });
    expect(world.plant.setting('rpc.json')).toContain('/rpc/solana/reserve');
    await world.ran('health/api', 'API responding');
  });

  it('an endpoint that does not mend it is put back, and that is told', async () => {
    world.plant.fault('bsc-down');
    await world.ran('rpc/probe', 'Probe every RPC endpoint');
    world.plant.fault('settings-ignored');
    const before = world.plant.setting('rpc.json');
    const card = await world.approved('rpc/switch-bsc', 'Let BSC use another RPC endpoint', {
      form: { endpoint: `${world.plant.url}/rpc/bsc/three` },
    });
    await world.as('ivan').sees(['Let BSC use another RPC endpoint', 'not yet']);
    world.app.advance(4 * MINUTE);
    await world.comesTo(card, 'it failed');
    await world.app.as('ivan').sees('BSC is NOT switched to another endpoint', 'incident-response');
    expect(world.plant.setting('rpc.json')).toBe(before);
  });

  it('the backend fails: its failures are picked out of a log that never ends, and the dashboard mends it', async () => {
    world.plant.fault('backend-error');
    await world.as('ana').command('/ops run', { action: 'tokenforge:logs/errors' });
    await world.as('ana').submit({ hours: '24' });
    const errors = await world.as('ana').sees(['Failed functions of the last hours', 'Done after']);
    expect(errors.text).toContain('tokens:create');
    expect(errors.text).not.toContain('tokens:list');
    const title = 'Let the backend run its previous deployment';
    const card = await world.approved('backend/redeploy-previous', title);
    await world.plant.byHand('redeploy-backend');
    await world.confirms('ben', title, 'Open https://dashboard.convex.dev', 'deployment 42');
    await world.comesTo(card, 'Carried out');
    await world.ran('backend/critical-paths', 'Test the critical paths');
  });

  it('the status page says what somebody else released, word for word', async () => {
    const words = 'We are looking into failing token creation.';
    const title = 'Publish on the status page';
    const card = await world.approved('status/publish', title, {
      form: { text: words, _reason: 'users ask' },
      approvers: ['chen'],
    });
    expect(card.text).toContain(words);
    await world.confirms('ben', title, 'Open the status page as a visitor', '');
    await world.comesTo(card, 'Carried out');
    expect(await (await fetch(`${world.plant.url}/status`)).json()).toMatchObject({
      posts: [{ text: words }],
    });
  });

  it('the log of one function is what is asked for', async () => {
    await world.as('ana').command('/ops run', { action: 'tokenforge:logs/function' });
    await world.as('ana').submit({ function: 'tokens:list', hours: '24' });
    const card = await world.as('ana').sees(['Log of one function', 'Done after']);
    expect(card.text).toContain('tokens:list');
    expect(card.text).not.toContain('tokens:create');
  });

  it('the base fee is above what transactions may cost: both numbers are written where the API reads them', async () => {
    world.plant.fault('high-base-fee');
    const gas = await world.ran('gas/show', 'What a transaction may cost, and what it costs', {
      ended: 'Failed after',
    });
    expect(gas.text).toMatch(/✗ \| Base fee in wei/);
    await world.as('ana').command('/ops run', { action: 'tokenforge:gas/set' });
    await world.as('ana').submit({ maxFee: '301', priorityFee: '2' });
    expect(JSON.stringify((await world.as('ana').form()).fields)).toContain('300');
    const card = await world.approved('gas/set', 'Change what a transaction may cost', {
      form: { maxFee: '90', priorityFee: '3' },
    });
    expect(card.text).toContain('/maxFeePerGasGwei: 50 -> 90');
    await world.comesTo(card, 'Carried out');
    expect(JSON.parse(world.plant.setting('gas.json'))).toEqual({
      maxFeePerGasGwei: 90,
      maxPriorityFeePerGasGwei: 3,
    });
    await world.ran('gas/show', 'What a transaction may cost, and what it costs');
  });

  it('numbers that the API does not take are put back', async () => {
    world.plant.fault('settings-ignored');
    const card = await world.approved('gas/set', 'Change what a transaction may cost', {
      form: { maxFee: '80', priorityFee: '2' },
    });
    await world.as('ivan').sees(['Change what a transaction may cost', 'not yet']);
    world.app.advance(2 * MINUTE);
    await world.comesTo(card, 'it failed');
    await world.as('ivan').sees('What a transaction may cost is NOT changed');
    expect(JSON.parse(world.plant.setting('gas.json')).maxFeePerGasGwei).toBe(50);
  });
});
