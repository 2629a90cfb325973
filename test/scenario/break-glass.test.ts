import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Seen } from '../contract/chat-harness.ts';
import { type AppWorld, startApp } from '../support/app/app.ts';
import { idOn } from '../support/app/person.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SURE = { _reason: 'funds are leaving the treasury', _confirmation: 'emergency/pause-all' };

describe('break-glass', () => {
  let world: AppWorld;
  beforeAll(async () => {
    world = await startApp({ embedded: true });
  });
  afterEach(async () => {
    await world.calm();
    world.advance(DAY);
    world.plant.heal();
  });
  afterAll(() => world.close());

  async function pauseAll(who = 'ana'): Promise<Seen> {
    await world.as(who).command('/twist pause-all');
    await world.as(who).submit(SURE);
    await breakIt(who);
    return world.as(who).sees('Break-glass: Pause everything');
  }

  /** What would run is shown first; the red button does it. */
  async function breakIt(who: string): Promise<Seen> {
    const preview = await world.as(who).sees('Break the glass? Pause everything');
    await world.as(who).click(preview, 'Break the glass now');
    return preview;
  }

  it('5.5 pauses everything at once, names who did it and why, and opens the review', async () => {
    await world.as('ana').command('/twist pause-all');
    const form = await world.as('ana').form();
    expect(form.intro).toContain('it begins on you alone');
    await world.as('ana').submit(SURE);
    const preview = await world.as('ana').sees('Break the glass? Pause everything');
    expect(preview.quiet).toBe(true);
    expect(preview.text).toContain('Nothing has happened yet');
    expect(preview.text).toContain('pause');
    expect(world.plant.state().operations.paused).toBe(false);
    await breakIt('ana');
    const card = await world.as('ivan').sees('Break-glass: Pause everything');
    expect(card.text).toContain('Started by: Ana Ruiz, alone');
    expect(card.text).toContain('Why: funds are leaving the treasury');
    expect(card.text).toContain('Review open: 0 of 1 from sre or security-lead');
    await world.as('ivan').sees(['Pause everything', 'Done after', '✓ Everything is paused']);
    expect(world.plant.state().operations.paused).toBe(true);
    expect(world.plant.state().units['twist-buyback'].active).toBe(false);
    await world.as('ivan').sees('TWIST is paused since', 'incident-response');
  });

  it('can be rehearsed from what is shown before the glass is broken, or says why not', async () => {
    await world.as('ana').command('/twist pause-all');
    await world.as('ana').submit(SURE);
    const preview = await world.as('ana').sees('Break the glass? Pause everything');
    await world.as('ana').click(preview, 'Dry run');
    const rehearsal = await world
      .as('ana')
      .sees(['Dry run: Pause everything', 'Rehearsed, nothing was changed']);
    expect(rehearsal.quiet).toBe(true);
    expect(rehearsal.text).toContain('✓ What is paused now');
    expect(rehearsal.text).toContain('paused: false');
    // What its author says of the real thing is not true of its rehearsal.
    expect(rehearsal.text).not.toContain('Everything is stopped');
    expect(rehearsal.text).not.toContain('✓ Pause\n');
    expect(world.plant.state().operations.paused).toBe(false);
    await breakIt('ana');
    await world.as('ivan').sees('Break-glass: Pause everything');
  });

  it('5.5 is refused to whoever is not listed before they type or read anything, and nothing is paused', async () => {
    await world.as('ben').command('/twist pause-all');
    const refusal = await world.as('ben').sees(['The action was not started', 'on-call or security-lead']);
    expect(refusal.quiet).toBe(true);
    await world.settle();
    expect(world.plant.state().operations.paused).toBe(false);
  });

  it('5.5 wants a reason and the typed confirmation', async () => {
    await world.as('ana').command('/twist pause-all');
    await world.as('ana').submit({ _reason: '', _confirmation: 'pause' });
    const again = await world.as('ana').form();
    expect(again.fields.map((field) => field.error)).toEqual([
      'Say why.',
      'This is not emergency/pause-all.',
    ]);
    await world.settle();
    expect(world.plant.state().operations.paused).toBe(false);
  });

  it('5.5 is reviewed by somebody else, never by the one who did it', async () => {
    const card = await pauseAll('chen');
    // Told before the form, and nothing of a request that nobody can withdraw any more.
    for (const label of ['It was right', 'I object']) await world.as('chen').click(card, label);
    const told = await world.as('chen').sees(['Your review was not recorded', 'somebody else has to decide']);
    expect(told.text).toContain('Ask a colleague who may review it');
    expect(told.text).not.toContain('withdraw');
    await world.as('ben').click(card, 'It was right');
    await world.as('ben').submit({ reason: 'it stopped the loss' });
    const reviewed = await world.as('ivan').reads(card, 'it was right');
    expect(reviewed.text).toContain('Ben Okafor ratified');
    expect(reviewed.text).toContain('it stopped the loss');
  });

  it('5.5 pages the security lead when nobody reviewed it in time, once and not early', async () => {
    const card = await pauseAll();
    world.advance(29 * MINUTE);
    await world.settle();
    const overdue = async () =>
      (await world.as('ivan').all()).filter((one) => one.text.includes('Review overdue'));
    expect(await overdue()).toEqual([]);
    world.advance(2 * MINUTE);
    const page = await world.as('ivan').sees('Review overdue: Pause everything');
    expect(page.text).toContain('security-lead, please have it reviewed now.');
    expect(page.text).toContain(`/ops approvals show request:${idOn(card)}`);
    await world.as('ivan').reads(card, 'Review OVERDUE');
    world.advance(30 * MINUTE);
    await world.settle();
    expect(await overdue()).toHaveLength(1);
    await world.as('ben').click(card, 'I object');
    await world.as('ben').submit({ reason: 'a false alarm' });
    await world.as('ivan').reads(card, 'somebody objected');
  });

  it('5.18 pages after a restart as well', async () => {
    await pauseAll();
    await world.restart(() => {
      world.clock.advance(31 * MINUTE);
    });
    await world.as('ivan').sees('Review overdue: Pause everything');
  });

  it('5.5 is limited to three a day, and says when it can be used again', async () => {
    for (let used = 0; used < 3; used += 1) {
      await pauseAll();
      await world.until('the pause has ended', async () => {
        const cards = (await world.as('ivan').all()).filter((one) =>
          /^Pause everything\nDone/.test(one.text),
        );
        return cards.length === used + 1;
      });
      world.advance(MINUTE);
    }
    // Before the form: nobody types a reason, or reads what would run, for what cannot be.
    await world.as('ana').command('/twist pause-all');
    const refusal = await world.as('ana').sees(['The action was not started', 'already used 3 times in 1d']);
    expect(refusal.text).toMatch(/It can be used again at 20\d\d-/);
    expect(refusal.text).toContain('until then do what it does by hand');
    expect(refusal.text).not.toContain('ask for it with approvals');
    expect(await world.refusals()).toContain('proposal.refused approval.rate-limited');
  });

  it('5.5 never resumes: that takes a verified state and two others, one of whom may be the security lead', async () => {
    await pauseAll();
    await world.as('ivan').sees(['Pause everything', 'Done after']);
    await world.as('ana').command('/twist resume');
    const refusal = await world.as('ana').sees('Resume operations was not started.');
    expect(refusal.text).toContain('Run twist:recovery/verify first');

    await world.as('ana').command('/twist verify-state');
    await world.as('ana').sees(['Verify the integrity', 'Done after']);
    await world.as('ana').command('/twist resume');
    await world.as('ana').submit({ _reason: 'threat is over', _confirmation: 'recovery/resume' });
    const card = await world.as('ivan').sees('Approval needed: Resume operations');
    expect(card.text).toContain('0 of 2 approvals from sre or security-lead');
    await world.as('ana').click(card, 'Approve');
    await world.as('ana').sees('You asked for it yourself');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, '1 of 2 approvals');
    await world.settle();
    expect(world.plant.state().operations.paused).toBe(true);
    await world.as('chen').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
    expect(world.plant.state().operations.paused).toBe(false);
    expect(world.plant.state().units['twist-buyback'].active).toBe(true);
  });

  it('5.14 leaves a log that verifies', async () => {
    expect((await world.verify()).findings).toEqual([]);
  });
});
