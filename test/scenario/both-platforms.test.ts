import { afterEach, describe, expect, it } from 'vitest';
import type { Seen } from '../contract/chat-harness.ts';
import { unreliable } from '../support/app/both/faults.ts';
import { neutral } from '../support/app/both/neutral.ts';
import { type BothPlatforms, startBothPlatforms } from '../support/app/both/world.ts';
import { idOn } from '../support/app/person.ts';

const RESET = 'Reset the circuit breaker';
const TWICE = 'Snapshot with two approvals';

let world: BothPlatforms;
afterEach(() => world.close());

/** The request's card, in the channel of the other platform as well: somebody asks for it there. */
async function showOnSlack(id: string): Promise<Seen> {
  const reader = world.on('slack', 'ivan');
  await reader.command('ops approvals show', { request: id });
  return reader.seesCard(id);
}

/** Both cards say the same at last. */
async function expectEqualCards(here: Seen, there: Seen): Promise<void> {
  const on = { discord: world.on('discord', 'ivan'), slack: world.on('slack', 'ivan') };
  const said = () => [neutral(on.discord.again(here).text), neutral(on.slack.again(there).text)] as const;
  await world.until('both cards are equal', () => String(said()[0]) === String(said()[1])).catch(() => {});
  expect(said()[1]).toEqual(said()[0]);
}

async function votesOf(id: string): Promise<number> {
  return (await world.log(`request/${id}`)).filter((kind) => kind === 'vote.cast').length;
}

describe.each(['http', 'socket'] as const)('a reset asked for on Discord (Slack by %s)', (mode) => {
  it.each(['button', 'reaction'] as const)('is approved from Slack by %s', async (via) => {
    world = await startBothPlatforms(mode);
    const ana = world.on('discord', 'ana');
    const ben = world.on('slack', 'ben');
    world.plant.fault('trip-breaker');
    await ana.command('twist verify-breaker', {});
    await ana.sees('Verify why the breaker tripped', 'Done: false-positive');
    world.advance(60_000);
    await ana.command('twist reset-breaker', {});
    await world.until('the form', () => ana.submit({ reason: 'bad tick of one venue' }));
    const here = await ana.seesCard(`Approval needed: ${RESET}`, 'bad tick of one venue');
    const there = await showOnSlack(idOn(here));
    if (via === 'button') await ben.click(there, 'Approve');
    else await ben.react(there, '✅');
    await ana.reads(here, 'Carried out');
    await ben.reads(there, 'Carried out');
    await expectEqualCards(here, there);
    expect(world.plant.effects('breaker.reset')).toBe(1);
    expect(await votesOf(idOn(here))).toBe(1);
    expect(world.plant.state().breaker.state).toBe('closed');
  });

  it('5.2 counts one human once, who votes on both platforms by button and by reaction', async () => {
    world = await startBothPlatforms(mode);
    const ana = world.on('discord', 'ana');
    await ana.command('ops run', { action: 'lab:snapshot/twice-approved' });
    const here = await ana.seesCard(`Approval needed: ${TWICE}`);
    const there = await showOnSlack(idOn(here));
    await world.on('slack', 'ben').click(there, 'Approve');
    await world.on('discord', 'ben').react(here, '✅');
    await world.on('discord', 'ben').click(here, 'Approve');
    await ana.reads(here, '1 of 2 approvals from sre');
    await world.settle();
    expect(ana.again(here).text).toContain('1 of 2 approvals from sre');
    expect(world.plant.effects('snapshot.create')).toBe(0);
    await world.on('slack', 'chen').react(there, '✅');
    await ana.reads(here, 'Carried out');
    await expectEqualCards(here, there);
    expect(world.plant.effects('snapshot.create')).toBe(1);
  });
});

describe('with 30 % of what people do lost, some of it doubled and some of it late', () => {
  it.each([11, 12, 13])(
    'ends in the same state, with each vote once and one effect (seed %i)',
    async (seed) => {
      world = await startBothPlatforms();
      world.roll(unreliable(seed));
      const ana = world.on('discord', 'ana');
      const here = await ana.insists([`Approval needed: ${TWICE}`], () =>
        ana.command('ops run', { action: 'lab:snapshot/twice-approved' }),
      );
      const id = idOn(here);
      world.roll(() => undefined);
      const there = await showOnSlack(id);
      world.roll(unreliable(seed + 100));
      const ben = world.on('slack', 'ben');
      await ben.insists(['Ben Okafor approved', id], () => ben.click(there, 'Approve'));
      const chen = world.on('discord', 'chen');
      await chen.react(here, '✅');
      // A reaction of which nobody tells us is found when time has passed.
      await chen.insists(['Carried out', id], async () => world.advance(61_000));
      await ben.reads(there, 'Carried out');
      world.roll(() => undefined);
      await world.settle();
      await expectEqualCards(here, there);
      expect(await votesOf(id)).toBe(2);
      const executed = await world.executed();
      expect(world.plant.effects('snapshot.create')).toBe(executed.length);
      expect(executed).toEqual([id]);
    },
  );
});

describe('with the gateway of Discord cut and its session gone', () => {
  it('ends in the same state, with each vote once and one effect', async () => {
    world = await startBothPlatforms();
    const { gateway } = world.discord;
    const ana = world.on('discord', 'ana');
    await ana.command('ops run', { action: 'lab:snapshot/twice-approved' });
    const here = await ana.seesCard(`Approval needed: ${TWICE}`);
    const there = await showOnSlack(idOn(here));
    gateway.forgetSessions();
    gateway.cut();
    await world.on('discord', 'chen').react(here, '✅');
    await world.on('slack', 'ben').click(there, 'Approve');
    await ana.reads(here, 'Carried out');
    await expectEqualCards(here, there);
    expect(gateway.counts.refusedResumes).toBe(1);
    expect(await votesOf(idOn(here))).toBe(2);
    expect(world.plant.effects('snapshot.create')).toBe(1);
  });
});
