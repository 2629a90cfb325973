import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQuantFaultWorld, type QuantFaultWorld } from '../../support/fault/quant-world.ts';
import type { SeenCard } from '../../support/fault/visitor.ts';

describe('an emergency in the middle of which Keyturn dies by kill -9', () => {
  let world: QuantFaultWorld;
  beforeAll(async () => {
    world = await openQuantFaultWorld();
  });
  afterAll(() => world.close());

  function card(...texts: readonly string[]): Promise<SeenCard> {
    return world.visitor.until(texts.join(' … '), async () =>
      (await world.visitor.cards('ana')).findLast(({ text }) => texts.every((one) => text.includes(one))),
    );
  }

  async function breaksTheGlass(
    command: string,
    title: string,
    values: Readonly<Record<string, string>>,
  ): Promise<void> {
    const form = await world.visitor.command('ana', command);
    if (form === undefined) throw new Error(`no form for ${command}`);
    await world.visitor.submit('ana', form, values);
    await world.visitor.click('ana', await card(`Break the glass? ${title}`), 'Break the glass now');
  }

  it('pauses the trader all the same, and proves it for this very run', async () => {
    const dying = await world.start('after-effect');
    await breaksTheGlass('quant pause', 'Pause trading', {
      ticket: 'INC-42',
      what: 'One trade lost 620 USD',
      _reason: 'It loses money',
      _confirmation: 'trading/pause',
    });
    expect(await dying.gone).toBe('SIGKILL');
    expect(world.plant.state().trader.breaker.open).toBe(true);

    await world.start();
    const { id } = await card('Pause trading', 'Done', 'The trader itself says that it is paused');
    expect(world.plant.state().trader.breaker.reason).toContain(`[${id}]`);
  });
});
