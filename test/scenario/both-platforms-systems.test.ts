import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectEqualCards } from '../support/app/both/equal-cards.ts';
import type { Someone } from '../support/app/both/someone.ts';
import { type BothPlatforms, startBothPlatforms } from '../support/app/both/world.ts';
import { FLYWHEEL } from '../support/app/flywheel.ts';
import type { Operated, Plant } from '../support/app/operated.ts';
import { idOn } from '../support/app/person.ts';
import { QUANT } from '../support/app/quant.ts';
import { TOKENFORGE } from '../support/app/tokenforge.ts';
import { UPGRADE } from '../support/app/upgrade.ts';

type Form = Readonly<Record<string, string>>;

/** There once the tests begin. */
interface Played<P extends Plant> {
  readonly plant: P;
  readonly world: BothPlatforms;
}

const because = (action: string): Form => ({ _reason: 'the breach', _confirmation: action });

/** Asks for an action, with its form where it has one. */
async function asks(who: Someone, action: string, form?: Form): Promise<void> {
  await who.command('ops run', { action });
  if (form === undefined) return;
  await who.insists('the form', () => {}, who.hasForm);
  await who.submit(form);
}

/** Starts an action at once. */
async function breaksGlass(who: Someone, action: string, title: string, form: Form): Promise<void> {
  await asks(who, action, form);
  await who.click(await who.sees(`Break the glass? ${title}`), 'Break the glass now');
}

/** Both platforms with one system on a plant of its own, for the tests of one `describe`. */
function playedWith<P extends Plant>({ system, startPlant, secrets, place }: Operated<P>): Played<P> {
  const folder = mkdtempSync(join(tmpdir(), `keyturn-both-${system}-`));
  let plant: P;
  let world: BothPlatforms;
  beforeAll(async () => {
    plant = await startPlant(join(folder, 'plant'), 0);
    world = await startBothPlatforms({
      beside: {
        system,
        env: secrets(plant),
        place: (file) => place(file, plant),
        advance: (ms) => plant.advance?.(ms),
      },
    });
  });
  beforeEach(() => world.nextScene());
  afterAll(async () => {
    await world.close();
    await plant.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get plant() {
      return plant;
    },
    get world() {
      return world;
    },
  };
}

describe('an emergency of TokenForge between Discord and Slack', () => {
  const between = playedWith(TOKENFORGE);

  const served = async () => (await fetch(`${between.plant.url}/api/tokens`)).status;

  it('is begun by one person on Discord, reviewed on Slack, and undone by one person on each', async () => {
    const ana = between.world.on('discord', 'ana');
    const title = 'Close public access to the API';
    await breaksGlass(ana, 'tokenforge:access/close', title, because('access/close'));
    await between.world.until('nobody is served', async () => (await served()) === 403);
    const ben = between.world.on('slack', 'ben');
    const review = await ben.seesCard(`Break-glass: ${title}`);
    await ben.click(review, 'It was right');
    await ben.insists('the form', () => {}, ben.hasForm);
    await ben.submit({ reason: 'Somebody was in the system' });
    await between.world.on('discord', 'ivan').seesCard(idOn(review), 'Ben Okafor');

    await asks(between.world.on('slack', 'ana'), 'tokenforge:access/open', because('access/open'));
    const asked = `Approval needed: Open public access to the API`;
    const [here, there] = [
      await between.world.on('discord', 'ben').seesCard(asked),
      await between.world.on('slack', 'chen').seesCard(asked),
    ];
    await between.world.on('discord', 'ben').click(here, 'Approve');
    await between.world.on('slack', 'chen').reads(there, '1 of 2');
    expect(await served()).toBe(403);
    await between.world.on('slack', 'chen').click(there, 'Approve');
    await ana.reads(here, 'Carried out');
    expect(await served()).toBe(200);
    await expectEqualCards(between.world, here, there);
  });
});

describe('a change of the settings of the flywheel between Discord and Slack', () => {
  const between = playedWith(FLYWHEEL);

  it('shows old and new on both, and is made when one person on each has agreed', async () => {
    const budget = () => between.plant.state().service.env.MAX_BUDGET_PER_EPOCH_USD;
    await asks(between.world.on('slack', 'ana'), 'flywheel:budget/set', {
      usd: '500',
      ...because('budget/set'),
    });
    const asked = 'Approval needed: Change the budget of an epoch';
    const here = await between.world.on('discord', 'ben').seesCard(asked, '1000 -> 500');
    const there = await between.world.on('slack', 'chen').seesCard(asked, '1000 -> 500');
    await between.world.on('discord', 'ben').click(here, 'Approve');
    await between.world.on('slack', 'chen').reads(there, '1 of 2');
    expect(budget()).toBe('1000');
    await between.world.on('slack', 'chen').click(there, 'Approve');
    await between.world.on('discord', 'ben').reads(here, 'Carried out');
    expect(budget()).toBe('500');
    await expectEqualCards(between.world, here, there);
  });
});

describe('an emergency of quant arbitrage between Discord and Slack', () => {
  const between = playedWith(QUANT);

  it('is done when the trader itself names the run, which a card on the other platform names as well', async () => {
    const form = { ticket: 'INC-42', what: 'It loses money', ...because('trading/pause') };
    await breaksGlass(between.world.on('slack', 'ana'), 'quant:trading/pause', 'Pause trading', form);
    const id = await between.world.until(
      'the trader is paused for a run',
      () => /^\[(run-\w+)[ \]]/.exec(between.plant.state().trader.breaker.reason ?? '')?.[1],
    );
    const there = await between.world.on('discord', 'ivan').waits('Pause trading', 'Done after', id);
    expect(there.text).toContain('The trader itself says that it is paused');
  });

  it('says first on both what was found where it failed, offers no start first, and a look names it', async () => {
    between.plant.fault('fresh-import');
    const form = { ticket: 'INC-43', what: 'It loses money', ...because('trading/pause') };
    await breaksGlass(between.world.on('slack', 'ana'), 'quant:trading/pause', 'Pause trading', form);
    const found = 'Stopped: quant-trader.service is down. Failed after';
    const here = await between.world.on('slack', 'ivan').waits('Pause trading', found);
    const there = await between.world.on('discord', 'ivan').waits('Pause trading', found);
    for (const { controls } of [here, there]) {
      const labels = controls.map(({ label }) => label);
      expect(labels[0]).toBe('Preserve the evidence');
      expect(labels).not.toContain('Resume trading');
    }
    const looker = between.world.on('discord', 'ivan');
    await asks(looker, 'quant:services/show');
    await looker.sees('Emergency that stands: "Pause trading" (begun by Ana Ruiz');
  });
});

describe('a restart of the upgrade manager between Discord and Slack', () => {
  const between = playedWith(UPGRADE);

  it('is asked for on Discord, refused to its requester on Slack, and approved there by a reaction', async () => {
    const restarts = () => between.plant.performed().filter((effect) => effect === 'unit.restart').length;
    await asks(between.world.on('discord', 'ana'), 'upgrade:service/restart');
    const asked = 'Approval needed: Restart the service';
    const here = await between.world.on('discord', 'ana').seesCard(asked);
    const there = await between.world.on('slack', 'ana').seesCard(asked);
    await between.world.on('slack', 'ana').click(there, 'Approve');
    await between.world.on('slack', 'ana').sees('You asked for it yourself');
    expect(restarts()).toBe(0);
    await between.world.on('slack', 'ben').react(there, '✅');
    await between.world.on('discord', 'ana').reads(here, 'Carried out');
    expect(restarts()).toBe(1);
    await expectEqualCards(between.world, here, there);
  });
});
