import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';

const BREAKER = `
runbook: breaker
title: The breaker
policies: { one-sre: { groups: [{ of: [sre], quorum: 1 }], expires: 30m } }
slots:
  trip: { title: Trip the breaker, manual: Trip the breaker in the dashboard. }
metrics: { trips: { title: Trips a day } }
actions:
  trip:
    title: Trip it
    risk: high
    approval: one-sre
    steps: [{ slot: trip }]
    dryRun: [{ title: It could be tripped, shell: { run: [systemctl, is-active, twist-buyback] }, effect: pure }]
  clear:
    title: Clear it
    risk: low
    unrehearsed: The dashboard has no test mode.
    steps: [{ confirm: { question: Is it cleared? } }]
`;

describe('what a runbook leaves open', () => {
  let world: AppWorld;
  beforeAll(async () => {
    world = await startApp({
      settings(file) {
        file.systems.breaker = { ...file.systems.twist };
      },
    });
    mkdirSync(join(world.runbooks, 'breaker'));
    writeFileSync(join(world.runbooks, 'breaker', 'runbook.yaml'), BREAKER);
    await world.reload();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  it('is done by hand by two people where a slot is not filled in, and is never done by itself', async () => {
    const [ana, ben, ivan] = [world.as('ana'), world.as('ben'), world.as('ivan')];
    await ana.command('/ops run', { action: 'breaker:trip' });
    const card = await ben.sees('Approval needed: Trip it');
    expect(card.text).toContain('confirm: a person changes something');
    await ben.click(card, 'Approve');
    const run = await ben.sees('Needs an answer: Trip the breaker in the dashboard.');
    await world.settle();
    expect((await ivan.again(run)).text).not.toContain('✓ By hand');
    await ana.click(run, 'Done');
    // Told before the form: they cannot confirm what they did themselves.
    await ana.sees('Your answer was not taken');
    await ben.click(run, 'Done');
    await ben.submit({ evidence: 'https://dash.example.com/trips/7' });
    await ivan.reads(run, '✓ By hand: Trip the breaker');
  });

  it('is named by /ops status: slots, and what nothing carries out yet', async () => {
    await world.as('ana').command('/ops status', { system: 'breaker' });
    const status = await world.as('ana').sees('Status of The breaker');
    expect(status.text).toContain(
      'Done by hand, because keyturn.yaml does not fill it in: Trip the breaker.',
    );
    expect(status.text).toContain('neither watched nor started by anything yet: 1 metrics.');
  });

  it('can be rehearsed from the card of its request, before anybody agrees', async () => {
    await world.as('ana').command('/ops run', { action: 'breaker:trip' });
    const card = await world.as('ben').sees('Approval needed: Trip it');
    await world.as('ben').click(card, 'Dry run');
    const rehearsal = await world.as('ben').sees(['Dry run: Trip it', 'Rehearsed']);
    expect(rehearsal.quiet).toBe(true);
    expect((await world.as('ben').again(card)).text).toContain('0 of 1 approval');
  });

  it('says why it cannot be rehearsed', async () => {
    await world.as('ana').command('/ops run', { action: 'breaker:clear', 'dry-run': 'true' });
    const shown = await world.as('ana').sees('What would run: Clear it');
    expect(shown.text).toContain(
      'This action cannot rehearse (The dashboard has no test mode): this is its plan.',
    );
  });
});
