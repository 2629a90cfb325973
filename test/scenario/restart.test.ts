import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';
import { idOn } from '../support/app/person.ts';

const MINUTE = 60_000;

describe('a restart', () => {
  let world: AppWorld;
  let before = 0;
  const snapshots = () => world.effects('snapshot.create') - before;
  beforeAll(async () => {
    world = await startApp({ embedded: true });
  });
  afterEach(async () => {
    await world.calm();
    before = world.effects('snapshot.create');
  });
  afterAll(() => world.close());

  const cards = async (text: string) =>
    (await world.as('ivan').all()).filter((one) => one.text.includes(text));

  async function ask(action: string) {
    await world.as('ana').command('/ops run', { action: `lab:${action}` });
    return world.as('ana').sees('Approval needed: Snapshot');
  }

  it('keeps a request that waits, its votes, and the buttons of its card', async () => {
    const card = await ask('snapshot/twice-approved');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, '1 of 2 approvals');
    await world.restart();
    await world.settle();
    expect(await cards('Approval needed: Snapshot')).toHaveLength(1);
    await world.as('chen').stale(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
    expect(snapshots()).toBe(1);
    expect(await world.log(`request/${idOn(card)}`)).toEqual([
      'request.opened',
      'vote.cast',
      'vote.cast',
      'request.ready',
      'request.claimed',
      'request.executed',
    ]);
  });

  it('5.18 keeps a timelock, which ends on time and not before', async () => {
    const card = await ask('snapshot/timelocked');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Approved; waits until');
    await world.restart();
    world.advance(58 * MINUTE);
    await world.settle();
    expect(snapshots()).toBe(0);
    world.advance(3 * MINUTE);
    await world.as('ivan').reads(card, 'Carried out');
    expect(snapshots()).toBe(1);
  });

  it('5.18 keeps an expiry that fell into the time when nothing ran', async () => {
    const card = await ask('snapshot/approved');
    await world.restart(() => {
      world.clock.advance(31 * MINUTE);
    });
    await world.as('ivan').reads(card, 'there were not enough approvals in time');
  });

  it('5.18 keeps a run that waits for time, and asks nobody and nothing twice', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:wait' });
    const card = await world.as('ivan').sees(['Wait before a snapshot', 'Waiting']);
    await world.restart();
    world.advance(5 * MINUTE);
    await world.settle();
    expect((await world.as('ivan').again(card)).text).toContain('Waiting');
    world.advance(6 * MINUTE);
    await world.as('ivan').reads(card, 'Done after');
    expect(snapshots()).toBe(1);
    expect(await cards('Wait before a snapshot')).toHaveLength(1);
  });

  it('5.18 looks on for what a run waits for, says what it found so far, and goes on when it is there', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:roll-out' });
    const card = await world.as('ivan').sees(['Wait for the roll-out', 'not yet; looked once']);
    expect(card.text).toContain('Waiting until this holds: The roll-out is over');
    expect(card.text).toContain('2 of 3');
    await world.restart();
    world.advance(61_000);
    await world.as('ivan').reads(card, 'not yet; looked 2 times');
    writeFileSync(join(world.plant.folder, 'rolled-out'), '');
    world.advance(61_000);
    await world.as('ivan').reads(card, 'Done after');
    expect(snapshots()).toBe(1);
    expect(await cards('Wait for the roll-out')).toHaveLength(1);
  });

  it('5.18 looks on for days, and says in the words of its author how far it is', async () => {
    const signed = (n: number) => writeFileSync(join(world.plant.folder, 'signed'), `${n}\n`);
    signed(1);
    await world.as('ana').command('/ops run', { action: 'lab:signatures' });
    const card = await world.as('ivan').sees(['Wait for signatures', '1 of 3']);
    expect(card.text).toContain('Waiting until this holds: Enough have signed (1 of 3), at most until');
    signed(2);
    await world.restart(() => {
      world.clock.advance(3 * 24 * 60 * MINUTE);
    });
    await world.as('ivan').reads(card, '(2 of 3)');
    signed(3);
    world.advance(16 * MINUTE);
    await world.as('ivan').reads(card, 'Done after');
  });

  it('fails with what was seen last when the time of its looks is up', async () => {
    writeFileSync(join(world.plant.folder, 'signed'), '2\n');
    await world.as('ana').command('/ops run', { action: 'lab:signatures' });
    const card = await world.as('ivan').sees(['Wait for signatures', '2 of 3']);
    world.advance(8 * 24 * 60 * MINUTE);
    await world.as('ivan').reads(card, 'seen last: 2 of 3; its time of 7 d is up');
  });

  it('keeps a question that waits for its answer, and the form that was open', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:ask' });
    const card = await world.as('ben').sees(['Ask before a snapshot', 'Who saw the incident?']);
    await world.as('ben').click(card, 'Answer…');
    const form = await world.as('ben').form();
    expect(form.fields.map((field) => field.label)).toEqual(['Name of the witness']);
    await world.restart();
    await world.as('ben').submit({ witness: 'Goran' });
    await world.as('ivan').reads(card, 'Done after');
    await world.as('ivan').sees('Seen by “Goran”', 'eng-twist');
    expect(snapshots()).toBe(1);
    expect(await cards('Ask before a snapshot')).toHaveLength(1);
  });

  it('keeps a manual step, which the requester may not confirm', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:confirm' });
    const card = await world.as('ben').sees(['Confirm by hand', 'Is the dashboard green?']);
    await world.restart();
    await world.as('ana').stale(card, 'Done');
    await world.as('ana').sees('Your answer was not taken');
    await world.as('ben').stale(card, 'Done');
    await world.as('ben').submit({ evidence: 'https://dash/1' });
    await world.as('ivan').reads(card, '✓ Look at the dashboard');
  });

  it('5.9 keeps the lock of a run, and lets the next one start after it', async () => {
    await world.as('dora').command('/ops run', { action: 'lab:wait' });
    const first = await world.as('ivan').sees(['Wait before a snapshot', 'Waiting']);
    const card = await ask('snapshot/approved');
    await world.as('ben').click(card, 'Approve');
    const second = await world.as('ivan').sees(['Snapshot with one approval', 'Waits for', 'lab/snapshot']);
    expect(second.text).toContain(idOn(first));
    await world.restart();
    await world.settle();
    expect(snapshots()).toBe(0);
    world.advance(11 * MINUTE);
    await world.as('ivan').reads(first, 'Done after');
    await world.as('ivan').reads(second, 'Done after');
    expect(snapshots()).toBe(2);
  });

  it('5.7 lets a step that is under way end, and goes on with the next one', async () => {
    await world.as('ana').command('/twist snapshot');
    await world.restart();
    const card = await world.as('ivan').sees(['Take a snapshot of the state', 'Done after']);
    expect(card.text).toContain('sha256');
    expect(snapshots()).toBe(1);
  });

  it('5.16 posts a card again that somebody deleted meanwhile, with buttons that work', async () => {
    const card = await ask('snapshot/approved');
    await world.restart(() => world.platform.remove(card.ref));
    world.advance(61_000);
    const again = await world.as('ben').sees('Approval needed: Snapshot with one approval');
    expect(again.ref).not.toEqual(card.ref);
    await world.as('ben').click(again, 'Approve');
    await world.as('ivan').reads(again, 'Carried out');
    expect(snapshots()).toBe(1);
  });

  it('5.14 leaves a log that verifies', async () => {
    await world.restart();
    expect((await world.verify()).findings).toEqual([]);
  });
});
