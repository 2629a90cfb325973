import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectIntactLog } from '../../support/fault/story.ts';
import type { SeenCard, Visitor } from '../../support/fault/visitor.ts';
import { openWorld, type World } from '../../support/fault/world.ts';

/** Slow enough that a script is met in the middle of its work. */
const PACE = 2;
/** A busy machine is silent for seconds, and a step that loses its worker again and again is left to people. */
const LEASE_MS = 5_000;
const SURE = { _reason: 'a breach is suspected' };

describe('an emergency of TWIST in the middle of which the bot is killed', () => {
  let world: World;
  let visitor: Visitor;
  beforeAll(async () => {
    world = await openWorld(undefined, { extent: 'whole', leaseMs: LEASE_MS });
    visitor = await world.visitor();
    await world.start({ pace: PACE });
  });
  afterAll(() => world.close());

  async function ask(action: string, values: Readonly<Record<string, string>> = {}): Promise<void> {
    const form = await visitor.command('ana', 'ops run', { action: `twist:${action}` });
    if (form !== undefined) await visitor.submit('ana', form, { _confirmation: action, ...values });
  }

  const seen = (as: string, ...texts: string[]): Promise<SeenCard> =>
    visitor.until(`${as} sees ${texts.join(' … ')}`, async () =>
      (await visitor.cards(as)).findLast(({ text }) => texts.every((part) => text.includes(part))),
    );

  async function breakGlass(action: string, title: string): Promise<void> {
    await ask(action, SURE);
    await visitor.click('ana', await seen('ana', `Break the glass? ${title}`), 'Break the glass now');
  }

  async function askTwo(action: string, title: string, values = {}): Promise<void> {
    await ask(action, { ...SURE, ...values });
    const request = await seen('ivan', `Approval needed: ${title}`);
    await visitor.click('ben', request, 'Approve');
    await visitor.click('chen', request, 'Approve');
  }

  /** Ends the bot as `kill -9` does once the plant is so, and starts another. */
  async function killedWhen(what: string, isSo: (state: ReturnType<World['plant']['state']>) => boolean) {
    await visitor.until(what, async () => isSo(world.plant.state()) || undefined, 1_000);
    await world.kill();
    await world.start({ pace: PACE });
  }

  const done = (pattern: RegExp) => world.plant.performed().filter((effect) => pattern.test(effect));
  const active = () => Object.values(world.plant.state().units).filter((unit) => unit.active).length;

  it('pauses everything, once, though it died between the first bot and the program', async () => {
    await breakGlass('emergency/pause-all', 'Pause everything');
    await killedWhen('the pause has begun', ({ units }) => !units['twist-decay'].active);
    await seen('ivan', 'Pause everything', 'run-', '✓ Everything is paused');
    expect(active()).toBe(0);
    expect(done(/^(unit|operations)/)).toEqual(['unit.stop', 'unit.stop', 'unit.stop', 'operations.pause']);
  });

  it('restores and resumes, each once, though it died in the middle of both', async () => {
    world.plant.fault('corrupt-program');
    await breakGlass('recovery/pause', 'Pause before a recovery');
    await seen('ivan', 'Pause before a recovery', 'run-', '✓ Everything is paused');
    await ask('recovery/backups');
    const list = await seen('ana', 'Backups that the program can be restored from', 'Done after');
    const timestamp = /20\S+T\d\d:00:00Z/.exec(list.text)?.[0] ?? '';
    await askTwo('recovery/restore', 'Restore the program from a backup', { timestamp });
    await killedWhen('the restore has begun', ({ program }) => program.restoreStartedAt !== null);
    await seen('ivan', 'Restore the program from a backup', 'run-', '✓ It is restored');
    await ask('recovery/verify');
    await seen('ana', 'Verify the integrity', 'Done after');
    await askTwo('recovery/resume', 'Resume operations');
    await killedWhen('the program is resumed', ({ operations }) => !operations.paused);
    await seen('ivan', 'Resume operations', 'run-', '✓ Operations run');
    expect(active()).toBe(3);
    expect(done(/^program|resume|unit.start/).sort()).toEqual([
      'operations.resume',
      'program.restore',
      'unit.start',
      'unit.start',
      'unit.start',
    ]);
  });

  it('trips the breaker, though it died while it waited for whoever did it to say so', async () => {
    await breakGlass('circuit-breaker/trip', 'Trip the circuit breaker');
    const asking = await seen('ben', 'run-', 'Needs an answer: Trip the breaker in the dashboard');
    await killedWhen('the breaker is tripped', (state) => {
      if (state.breaker.state === 'closed') world.plant.fault('trip-by-hand');
      return state.breaker.state === 'open';
    });
    const form = await visitor.click('ben', asking, 'Done');
    if (form !== undefined)
      await visitor.submit('ben', form, { evidence: 'https://monitor.twist.io/breaker' });
    await seen('ivan', 'Trip the circuit breaker', 'run-', '✓ The breaker is open');
  });

  it('leaves a log that verifies', () => expectIntactLog(visitor));
});
