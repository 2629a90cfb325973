import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FlywheelWorld, startFlywheelWorld } from '../../support/app/flywheel.ts';

const ACTION = 'emergency/stop';
const STOP = 'Stop the service at once';
/** On the card of a run, and not in the plan of it. */
const ENDED = [STOP, 'Failed after'];

describe('an emergency stop of the flywheel whose script behind the stop', () => {
  let world: FlywheelWorld;
  beforeEach(async () => {
    world = await startFlywheelWorld();
  });
  afterEach(() => world.close());

  const script = () => join(world.app.runbooks, 'flywheel', 'scripts', 'hold.sh');
  const proof = () => join(world.plant.folder, 'somebody-was-here');
  const status = () => world.plant.state().service.status;
  const replace = () => writeFileSync(script(), `touch ${JSON.stringify(proof())}\n`);
  const preview = () => {
    const form = { _reason: 'the key is out', _confirmation: ACTION };
    return world.asked(ACTION, `Break the glass? ${STOP}`, { by: 'ana', form });
  };

  it('is gone is told all the same: the card says which step fails, and only that one does', async () => {
    rmSync(script());
    const card = await preview();
    expect(card.text).toContain('Leave a mark, so that nothing starts it again – will fail');
    await world.as('ana').click(card, 'Break the glass now');
    await world.after(ENDED);
    expect(status()).toBe('exited');
  });

  it('is another one than was shown is told all the same, and that script is not run', async () => {
    const card = await preview();
    replace();
    await world.as('ana').click(card, 'Break the glass now');
    await world.after(ENDED);
    expect(status()).toBe('exited');
    expect(existsSync(proof())).toBe(false);
  });

  it('is replaced between the click and the step is told all the same, and that script is not run', async () => {
    const card = await preview();
    await world.as('ana').click(card, 'Break the glass now');
    await world.app.until('it is stopped', () => status() === 'exited');
    replace();
    await world.after(ENDED);
    expect(status()).toBe('exited');
    expect(existsSync(proof())).toBe(false);
  });
});
