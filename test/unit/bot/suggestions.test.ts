import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { botWorldOfFile } from '../../support/chat/bot-world.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';

const world = await botWorldOfFile();

describe('suggestions while one types', () => {
  async function suggested(who: string, path: string, option: string, text = ''): Promise<readonly string[]> {
    const found = await world.platform.complete(account(who), placeIn('ops'), path.split(' '), option, text);
    return found.map(({ value }) => value);
  }
  const actions = (who: string, text = '') => suggested(who, 'ops run', 'action', text);

  /** What comes a little later is no longer from the same look. */
  async function order(who: string): Promise<readonly string[]> {
    world.clock.advance(3_000);
    return actions(who);
  }

  const EVERY = [
    ['ops run', 'action'],
    ['ops status', 'system'],
    ['ops approvals show', 'request'],
    ['ops audit show', 'of'],
    ['ops channel open', 'people'],
    ['ops runbook show', 'what'],
    ['ops runbook search', 'system'],
    ['ops changelog add', 'system'],
  ] as const;

  it.each(EVERY)('/%s gives an account of nobody no names of %s', async (path, option) => {
    await world.command('ana', 'demo reset', { target: 'main' });
    world.clock.advance(3_000);
    expect((await suggested('ana', path, option)).length).toBeGreaterThan(0);
    expect(await suggested('jo', path, option)).toEqual([]);
  });

  it.each(EVERY)(
    '/%s gives somebody who was taken out of the settings no names of %s',
    async (path, option) => {
      await world.command('ana', 'demo reset', { target: 'main' });
      const setActive = (active: boolean) =>
        world.db.transact((tx) =>
          tx.orm.execute(sql`update principal set active = ${active} where id = 'ivan'`),
        );
      expect((await suggested('ivan', path, option)).length).toBeGreaterThan(0);
      await setActive(false);
      try {
        expect(await suggested('ivan', path, option)).toEqual([]);
      } finally {
        await setActive(true);
      }
    },
  );

  it('name only actions that this person may run or ask for, in the help as well', async () => {
    world.access.rules = { high: ['sre'], critical: ['lead'] };
    expect(await actions('ivan')).toEqual([
      'demo:ask',
      'demo:backup/make',
      'demo:breaker/test',
      'demo:breaker/tidied',
      'demo:breaker/trip',
      'demo:breaker/verify',
      'demo:buffer/write',
      'demo:health/check',
    ]);
    expect(await actions('ben')).not.toContain('demo:pause');
    expect(await actions('lea')).toContain('demo:pause');
    expect(await suggested('ivan', 'ops help', 'topic', 'demo')).toEqual([
      'demo health',
      'demo:ask',
      'demo:backup/make',
      'demo:breaker/test',
      'demo:breaker/tidied',
      'demo:breaker/trip',
      'demo:breaker/verify',
      'demo:buffer/write',
    ]);
    expect(await suggested('jo', 'ops help', 'topic', 'demo')).toEqual([]);
    expect(await suggested('jo', 'ops help', 'topic', 'status')).toEqual(['ops status']);
  });

  it('are not made up for by the words of a refusal', async () => {
    world.access.rules = { high: ['sre'], critical: ['lead'] };
    await world.command('ivan', 'ops run', { action: 'demo:breaker/opem' });
    const told = (await world.see('ivan')).map(({ text }) => text).join('\n');
    expect(told).toContain('There is no action');
    expect(told).not.toContain('breaker/open');
  });

  it('begin with what was interrupted, then what waits, then what this person ran, then emergencies', async () => {
    expect((await actions('ana'))[0]).toBe('demo:pause');
    await world.command('ana', 'demo health');
    expect((await order('ana')).slice(0, 2)).toEqual(['demo:health/check', 'demo:pause']);
    expect((await order('ben')).slice(0, 2)).toEqual(['demo:pause', 'demo:health/check']);
    await world.command('ana', 'ops run', { action: 'demo:breaker/open' });
    expect((await order('ben')).slice(0, 3)).toEqual([
      'demo:breaker/open',
      'demo:pause',
      'demo:health/check',
    ]);
    world.programs.set('/bin/reset', async () => {
      throw new Error('the connection broke');
    });
    await world.command('ana', 'demo reset', { target: 'main' });
    await world.click('ben', await world.find('ben', 'Reset the breaker', 'demo'), 'Approve');
    await world.find('ben', 'Nobody knows', 'demo');
    expect((await order('cem'))[0]).toBe('demo:breaker/reset');
    // What is typed goes before what is urgent.
    expect((await actions('cem', 'health'))[0]).toBe('demo:health/check');
  });

  it('begin with the requests that wait for the person', async () => {
    await world.command('ben', 'ops run', { action: 'demo:breaker/open' });
    await world.command('ana', 'ops run', { action: 'demo:breaker/crowd' });
    world.clock.advance(3_000);
    const label = async (who: string) =>
      (
        await world.platform.complete(
          account(who),
          placeIn('ops'),
          ['ops', 'approvals', 'show'],
          'request',
          '',
        )
      )[0]?.label;
    expect(await label('ben')).toContain('Needs a crowd');
    expect(await label('ana')).toContain('Open the breaker');
  });
});
