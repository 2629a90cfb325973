import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';
import { type BothPlatforms, startBothPlatforms } from '../support/app/both/world.ts';

describe('schedules and freezes between Discord and Slack', () => {
  let world: BothPlatforms;
  beforeAll(async () => {
    world = await startBothPlatforms();
  });
  afterAll(() => world.close());

  it.each(['discord', 'slack'] as const)('show on %s what is due when', async (platform) => {
    const ana = world.on(platform, 'ana');
    await ana.command('ops schedule list', { system: 'twist' });
    const list = await ana.sees('Schedules of TWIST');
    expect(list.text).toContain('Morning checklist');
    await ana.command('ops schedule next', { system: 'twist' });
    expect((await ana.sees('What is due next in TWIST')).text).toContain('Daily decay');
  });

  it('announce a freeze on both, refuse what is risky, and end when somebody says why', async () => {
    const [ana, ben] = [world.on('discord', 'ana'), world.on('slack', 'ben')];
    await ana.command('ops freeze start', { system: 'twist', until: '2h', reason: 'Launch' });
    const there = await ben.seesCard('is frozen');
    expect(there.text).toContain('Launch');
    await ben.command('ops freeze list', {});
    expect((await ben.sees('Freezes')).text).toContain('Launch');
    await ben.command('ops run', { action: 'twist:decay/execute' });
    await ben.sees('is frozen until');
    // A click on a card that has just come is asked again.
    await ben.command('ops freeze end', {
      freeze: /frz-\w+/.exec(there.text)?.[0] ?? '',
    });
    await ben.submit({ reason: 'Launched' });
    await ben.reads(there, 'not frozen any more');
  });
});

describe('schedules and freezes in the console', () => {
  let world: AppWorld;
  beforeAll(async () => {
    world = await startApp();
  });
  afterAll(() => world.close());

  it('show what is due when, and what is frozen', async () => {
    const ana = world.as('ana');
    await ana.command('/ops schedule list', { system: 'twist' });
    expect((await ana.sees('Schedules of TWIST')).text).toContain('Circuit breaker: all the time. Not kept');
    await ana.command('/ops schedule next', { system: 'twist' });
    await ana.sees('What is due next in TWIST');
    await ana.command('/ops freeze start', { system: 'twist', until: '2h', reason: 'Launch' });
    await world.as('ben').sees('is frozen');
    await ana.command('/ops status', { system: 'twist' });
    await ana.sees('Frozen: twist, until');
  });

  it('5.14 are proved by the log', async () => {
    expect(await world.verify()).toMatchObject({ findings: [] });
  });
});
