import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';
import { idOn } from '../support/app/person.ts';

describe('a program that misbehaves', () => {
  let world: AppWorld;
  beforeAll(async () => {
    world = await startApp();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const run = (who: string) => world.as(who).command('/ops run', { action: 'lab:short' });

  /** Whether a process still exists and is not just waiting to be reaped. */
  function isAlive(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  it('5.9 that hangs is stopped at its timeout, and a person decides what became of it', async () => {
    world.plant.fault('hang');
    await run('ana');
    const card = await world.as('ivan').sees('Nobody knows whether "Take the snapshot" took effect');
    expect(card.text).toContain('waiting for the RPC node');
    expect(card.controls.map((control) => control.label)).toEqual(
      expect.arrayContaining(['Run the step again', 'It was done', 'Abort']),
    );
    world.plant.fault('hang', false);
    await world.as('ben').click(card, 'Run the step again');
    await world.as('ben').submit({ reason: 'there is no new file' });
    await world.as('ivan').reads(card, 'Done after');
    expect(await world.log(`run/${idOn(card)}`)).toContain('run.decided');
  });

  it('5.9 that hangs is stopped by Cancel, with all that it started', async () => {
    world.plant.fault('hang');
    world.plant.fault('fork');
    await world.as('ana').command('/twist snapshot');
    const card = await world.as('ivan').sees(['Take a snapshot of the state', 'left a child behind: ']);
    const child = Number(/left a child behind: (\d+)/.exec(card.text)?.[1]);
    expect(isAlive(child)).toBe(true);
    await world.as('ben').click(card, 'Cancel');
    await world.as('ivan').reads(card, 'Cancelled by Ben Okafor');
    await world.until('the child is gone', () => !isAlive(child));
  });

  it('5.9 that leaves a child behind ends all the same, and the child with it', async () => {
    world.plant.fault('fork');
    await world.as('ana').command('/twist snapshot');
    const card = await world.as('ivan').sees(['Take a snapshot of the state', 'Done after']);
    const child = Number(/left a child behind: (\d+)/.exec(card.text)?.[1]);
    expect(child).toBeGreaterThan(0);
    await world.until('the child is gone', () => !isAlive(child));
  });

  it('5.9 that prints without end is stopped, its card stays readable, and the rest is kept as a file', async () => {
    world.plant.fault('noisy');
    await run('ana');
    const card = await world.as('ivan').sees('Nobody knows whether "Take the snapshot" took effect');
    expect(card.text.length).toBeLessThan(4_000);
    expect(card.text).toContain('retrying connection to the RPC node');
    await world.as('ana').click(card, 'Abort');
    await world.as('ana').submit({ reason: 'it only printed' });
    await world.as('ivan').reads(card, 'nobody knows whether "Take the snapshot" took effect');
    const files = await world.until('the output is in the thread', async () => {
      const found = (await world.as('ivan').thread(card)).flatMap((message) => message.files);
      return found.length > 0 && found;
    });
    expect(files[0]?.content).toContain('1 retrying connection');
    expect(files[0]?.content.length).toBeLessThan(3 * 1024 * 1024);
  });

  it('that dies halfway is shown with its last words and what to do', async () => {
    world.plant.fault('fail-halfway');
    await world.as('ana').command('/twist pause-all');
    await world.as('ana').submit({ _reason: 'a breach', _confirmation: 'emergency/pause-all' });
    const preview = await world.as('ana').sees('Break the glass? Pause everything');
    await world.as('ana').click(preview, 'Break the glass now');
    const card = await world.as('ivan').sees(['Pause everything', 'Failed after', 'run-']);
    expect(card.text).toContain('connection to the RPC node lost in the middle of the work');
    expect(card.text).toContain('What you can do');
    expect(world.plant.state().operations.paused).toBe(false);
    await world.as('ivan').sees(['Break-glass: Pause everything', 'it failed']);
    // It failed half way: whoever must act now hears what still runs.
    expect(preview.text).toContain('If it fails: Stop the decay bot all the same');
    expect(preview.text).toContain('Say what is not paused');
    const told = await world.as('ivan').sees('TWIST is NOT known to be wholly paused', 'incident-response');
    expect(told.text).toContain('The pause: “failed”');
    expect(told.text).toContain('The check: “not run”');
    expect(told.text).not.toContain('nothing went wrong');
    expect(told.text).toContain('✗ Pause\n– Everything is paused (not run)\n– Tell everybody (not run)');
    expect(told.text).toContain('Arbitrage monitor: “succeeded”');
    expect(told.text).toContain('Program paused: “failed”');
  });

  it('that cannot be reached is named, with what to do', async () => {
    await world.plant.stop();
    await world.as('ana').command('/twist health');
    const card = await world.as('ana').sees(['System health', 'Failed after']);
    expect(card.text).toContain(new URL(world.plant.url).host);
    expect(card.text).toContain('What you can do');
    expect(card.text).not.toContain('err-');
  });

  it('5.14 leaves a log that verifies', async () => {
    await sleep(0);
    expect((await world.verify()).findings).toEqual([]);
  });
});
