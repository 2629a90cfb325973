import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectEqualCards } from '../support/app/both/equal-cards.ts';
import {
  approveOnSlack,
  askForReset,
  expectOneReset,
  proveReset,
  refuseRequester,
  watchRun,
} from '../support/app/both/reset-story.ts';
import { type BothPlatforms, startBothPlatforms } from '../support/app/both/world.ts';
import { idOn } from '../support/app/person.ts';

const TWICE = 'Snapshot with two approvals';

describe.each(['http', 'socket'] as const)('between Discord and Slack (by %s)', (mode) => {
  let world: BothPlatforms;
  beforeAll(async () => {
    world = await startBothPlatforms({ mode, pace: 0.5 });
  });
  beforeEach(() => world.nextScene());
  afterAll(() => world.close());

  it.each(['button', 'reaction'] as const)(
    'a reset asked for on Discord is approved from Slack by %s, and both cards tell the same',
    async (via) => {
      const reset = await askForReset(world);
      await refuseRequester(world, reset);
      await approveOnSlack(world, reset, via);
      await watchRun(world, reset);
      await proveReset(world, reset);
      await expectOneReset(world, reset);
    },
  );

  it('5.2 counts one human once, who votes on both platforms by button and by reaction', async () => {
    const ana = world.on('discord', 'ana');
    await ana.command('ops run', { action: 'lab:snapshot/twice-approved' });
    const here = await ana.seesCard(`Approval needed: ${TWICE}`);
    const there = await world.on('slack', 'ben').seesCard(idOn(here));
    await world.on('slack', 'ben').click(there, 'Approve');
    await world.on('discord', 'ben').react(here, '✅');
    await world.on('discord', 'ben').click(here, 'Approve');
    await ana.reads(here, '1 of 2 approvals from sre');
    await world.settle();
    expect(ana.again(here).text).toContain('1 of 2 approvals from sre');
    expect(world.performed()).toEqual([]);
    await world.on('slack', 'chen').react(there, '✅');
    await ana.reads(here, 'Carried out');
    await expectEqualCards(world, here, there);
    expect(world.performed()).toEqual(['snapshot.create']);
  });

  // In Slack the edit is timed by our clock, which this world moves by hours; there the contract suite holds both times.
  it.each(['discord'] as const)(
    'on %s a click on a button that came a moment ago is asked again, and done once it was meant',
    async (platform) => {
      const back = 'Take back my vote';
      await world.on('discord', 'ana').command('ops run', { action: 'lab:snapshot/twice-approved' });
      const ben = world.on(platform, 'ben');
      const card = await ben.seesCard(`Approval needed: ${TWICE}`);
      await ben.click(card, 'Approve');
      await ben.reads(card, '1 of 2 approvals from sre');
      await ben.click(card, back);
      const question = await ben.sees(`Did you mean "${back}"?`);
      expect(ben.again(card).text).toContain('1 of 2 approvals from sre');
      await ben.click(question, 'Yes, that is what I meant');
      await ben.reads(card, '0 of 2 approvals from sre');
      const chen = world.on(platform, 'chen');
      expect(chen.all().some(({ text }) => text.includes('Did you mean'))).toBe(false);
      await world
        .on('discord', 'ana')
        .click(await world.on('discord', 'ana').seesCard(TWICE), 'Withdraw request');
    },
  );
});
