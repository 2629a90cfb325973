import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';

describe('the daily work on TWIST', () => {
  let world: AppWorld;
  beforeAll(async () => {
    world = await startApp();
  });
  afterEach(async () => {
    await world.calm();
    // To the next day, for what may happen once a day.
    world.advance(22 * 3_600_000);
    world.plant.heal();
  });
  afterAll(() => world.close());

  async function read(who: string, command: string, title: string, options = {}) {
    await world.as(who).command(command, options);
    return world.as(who).sees([title, 'after ']);
  }

  it.each([
    ['/twist health', 'System health'],
    ['/twist economic', 'Economic health'],
    ['/twist oracles', 'Oracle health'],
    ['/twist liquidity', 'Liquidity health'],
  ])('%s passes on a healthy system, for the caller alone', async (command, title) => {
    const card = await read('ivan', command, title);
    expect(card.text).toContain('Done');
    expect(card.text).not.toContain('✗');
    expect(card.quiet).toBe(true);
    expect((await world.as('ben').all()).filter((one) => one.text.includes(title))).toEqual([]);
  });

  it('shows the failing rows of the oracles when one is down', async () => {
    world.plant.fault('oracle-down');
    const card = await read('ana', '/twist oracles', 'Oracle health');
    expect(card.text).toContain('Failed');
    expect(card.text).toMatch(/✗ \| Oracles reporting \| 2 \| 3/);
    expect(card.text).toContain('What you can do');
    expect((await read('ana', '/twist health', 'System health')).text).toMatch(/✗ \| Oracles \| /);
  });

  it('shows the failing rows of the liquidity when somebody drained the pool', async () => {
    world.plant.fault('drain-liquidity');
    const card = await read('ana', '/twist liquidity', 'Liquidity health');
    expect(card.text).toContain('Failed');
    expect(card.text).toMatch(/✗ \| TVL in USD \| [\d,]+ \| above 1,000,000/);
    expect(card.text).toMatch(/✗ \| Price impact/);
  });

  it('shows a missed decay as the one row that fails', async () => {
    world.plant.fault('miss-decay');
    const card = await read('ana', '/twist economic', 'Economic health');
    expect(card.text).toMatch(/✗ \| Hours since the last decay \| 26/);
    expect(card.text.match(/^✗ \| /gm)).toHaveLength(1);
  });

  it('shares an answer with the channel when told to', async () => {
    await world.as('ana').command('/twist health', { share: 'true' });
    expect((await world.as('ben').sees(['System health', 'Done after'])).quiet).toBe(false);
  });

  it('executes a missed decay after a rehearsal, with two approvals, once a day', async () => {
    world.plant.fault('miss-decay');
    const before = world.effects('decay.execute');
    const ask = async () => {
      await world.as('ana').command('/twist decay');
      await world.as('ana').submit({ _reason: 'the bot missed it', _confirmation: 'decay/execute' });
    };
    await world.as('ana').command('/twist decay');
    expect((await world.as('ana').sees('Execute the decay was not started.')).text).toContain(
      'Run twist:decay/dry-run first',
    );
    await world.as('ana').command('/twist decay-dry-run');
    await world.as('ana').sees(['Rehearse the decay', 'Done after']);
    expect(world.effects('decay.execute')).toBe(before);
    await ask();
    const card = await world.as('ivan').sees('Approval needed: Execute the decay');
    await world.as('ben').click(card, 'Approve');
    await world.as('chen').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
    expect(world.effects('decay.execute') - before).toBe(1);

    await ask();
    const second = await world.as('ivan').sees('Approval needed: Execute the decay');
    await world.as('ben').click(second, 'Approve');
    await world.as('chen').click(second, 'Approve');
    await world.as('ivan').reads(second, 'it failed');
    const run = await world.as('ivan').sees(['Execute the decay', 'Failed after']);
    expect(run.text).toMatch(/✗ \| Executed today \| true \| false/);
    expect(world.effects('decay.execute') - before).toBe(1);
  });

  it('does not execute a decay while the breaker is open', async () => {
    world.plant.fault('miss-decay');
    await world.as('ana').command('/twist decay-dry-run');
    await world.as('ana').sees(['Rehearse the decay', 'Done after']);
    world.plant.fault('trip-breaker');
    await world.as('ana').command('/twist decay');
    await world.as('ana').submit({ _reason: 'the bot missed it', _confirmation: 'decay/execute' });
    const card = await world.as('ivan').sees('Approval needed: Execute the decay');
    await world.as('ben').click(card, 'Approve');
    await world.as('chen').click(card, 'Approve');
    const run = await world.as('ivan').sees(['Execute the decay', 'Failed after']);
    expect(run.text).toMatch(/✗ \| Breaker \| open/);
  });

  it('stops the buyback bot at once, and starts it again with an approval', async () => {
    await world.as('ana').command('/twist stop-buyback');
    await world.as('ana').submit({ _reason: 'it buys at a wrong price', _confirmation: 'buyback/stop' });
    const preview = await world.as('ana').sees('Break the glass? Stop the buyback bot');
    await world.as('ana').click(preview, 'Break the glass now');
    await world.as('ivan').sees(['Stop the buyback bot', 'Done after', '✓ The unit is stopped']);
    expect(world.plant.state().units['twist-buyback'].active).toBe(false);
    expect((await read('ana', '/twist buyback', 'Buyback status')).text).toContain('active: false');

    await world.as('ana').command('/twist start-buyback');
    const card = await world.as('ivan').sees('Approval needed: Start the buyback bot');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
    expect(world.plant.state().units['twist-buyback'].active).toBe(true);
  });

  it('restarts the buyback bot with an approval', async () => {
    await world.as('ben').command('/twist restart-buyback');
    const card = await world.as('ivan').sees('Approval needed: Restart the buyback bot');
    expect(card.text).toContain('sudo -n systemctl --no-block restart twist-buyback.service');
    await world.as('ana').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
  });

  it('reads as many lines of the log as were asked for, and refuses to follow it without an end', async () => {
    const card = await read('ana', '/twist logs', 'Buyback log', { lines: '20' });
    expect(card.text).toContain('Output (all of it is in the file)');
    const [file] = (
      await world.until('the thread has the file', async () => {
        const thread = await world.as('ana').thread(card);
        return thread.length > 0 && thread;
      })
    ).flatMap((message) => message.files);
    expect(file?.content.trimEnd().split('\n')).toHaveLength(20);
    await world.as('ana').command('/twist logs', { lines: '100000' });
    const form = await world.as('ana').form();
    expect(form.fields[0]?.error).toContain('at most 1000');
  });

  it('5.15 shows nobody else what one person asked for, when the answer to them is gone', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:slow-logs' });
    const card = await world.as('ana').sees(['Buyback log after ten minutes', 'Waiting']);
    await world.platform.remove(card.ref);
    world.advance(11 * 60_000);
    const [run] = await world.app.runs.list({ limit: 1 });
    await world.until(
      'the run ends',
      async () => (await world.app.runs.get(run?.id ?? ''))?.state === 'succeeded',
    );
    await world.settle(600);
    const everywhere = await Promise.all(
      Object.keys(world.config.channels).map((channel) => world.as('ben').all(channel)),
    );
    expect(everywhere.flat().filter((one) => one.text.includes('twist-buyback'))).toEqual([]);
  });

  it('takes a snapshot of the state, and shows its checksum', async () => {
    const before = world.effects('snapshot.create');
    await world.as('ana').command('/twist snapshot');
    const card = await world.as('ivan').sees(['Take a snapshot of the state', 'Done after']);
    expect(card.text).toMatch(/sha256: [0-9a-f]{64}/);
    expect(world.effects('snapshot.create') - before).toBe(1);
  });

  it('5.14 leaves a log that verifies, as the command says too', async () => {
    expect((await world.verify()).findings).toEqual([]);
    await world.as('ivan').command('/ops audit verify');
    expect((await world.as('ana').sees('The log is intact.')).text).toMatch(
      /\d+ entries and \d+ checkpoints/,
    );
  });
});
