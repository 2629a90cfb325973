import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MessageRef } from '../../../src/chat/inbound.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

/** The example of the page. */
const PAGE = readFileSync(join(projectRoot, 'docs', 'guides.md'), 'utf8');
const MILL = /```yaml\n([^`]*)```/.exec(PAGE)?.[1] ?? '';
const CARD = /```\n(Morning[^`]*)```/.exec(PAGE)?.[1] ?? '';

describe('a guide', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld(undefined, undefined, { mill: MILL });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.reset();
    world.chat.channels.add('mill');
    measured(12, 'dry');
  });

  const measured = (level: number, cellar: string) =>
    world.programs.set('/bin/measure', async () => ({ out: JSON.stringify({ level, cellar }), code: 0 }));
  const start = (ref: string, who = 'ana') => world.command(who, 'ops guide start', { what: `mill:${ref}` });
  const card = (title: string, who = 'ben') => world.find(who, title, 'mill');
  const open = async (who: string, title: string, item: string) => {
    const its = await card(title, who);
    const nonce = its.controls.find(({ label }) => label === 'Open an item')?.nonce;
    if (nonce === undefined) throw new Error(`no menu on ${its.text}`);
    await world.platform.choose(account(who), its.ref as MessageRef, nonce, item);
    await world.settle();
  };

  it('begins with what only looks, once for all items that ask for it, each decided by its own check', async () => {
    measured(4, 'dry');
    await start('checklists/morning');
    const { text } = await card('Morning of the mill');
    expect(world.started.filter((one) => one.startsWith('/bin/measure'))).toHaveLength(1);
    expect(CARD).not.toBe('');
    expect(text).toContain(CARD.trim());
    expect(text).toContain('✗ The water is high enough – failed: Level is');
    expect(text).toContain('Now: It sounds well');
    expect(text).toContain('Does it sound well?');
  });

  it('is ticked by several people at once, and tells whoever comes second who was first', async () => {
    await start('checklists/morning');
    const before = await card('Morning of the mill');
    await world.click('ben', before, 'Done');
    await world.click('cem', before, 'Done');
    expect((await world.find('cem', 'Nothing was changed', 'mill')).text).toContain(
      'Ben was before you: “It sounds well” is done.',
    );
    await world.click('cem', await card('Morning of the mill'), 'Done');
    await world.submit('cem', { words: 'https://pictures.example.com/1' });
    const { text } = await card('Morning of the mill');
    expect(text).toContain('This checklist is over: 4 of 4 done.');
    const id = /gde-\w+/.exec(text)?.[0];
    expect((await world.log(`guide/${id}`)).slice(-3)).toEqual([
      'guide.ticked',
      'guide.ticked',
      'guide.completed',
    ]);
  });

  it('offers what may mend a failed item, and goes on without it only for a reason', async () => {
    measured(4, 'dry');
    await start('checklists/morning');
    const its = await card('Morning of the mill');
    expect(its.controls.map(({ label }) => label)).toContain('Open an item');
    expect(its.text).toContain('1 failed');
  });

  it('unlocks a step by the one before, waits for the approval of what is risky, and shows what became of it', async () => {
    await start('procedures/restart');
    const its = await card('Restart the mill');
    expect(its.text).toContain('Look at the axle – later');
    await world.click('ana', its, 'Run: Stop the wheel');
    await world.click(
      'ana',
      await world.find('ana', 'Start this? Stop the wheel', 'mill'),
      'Ask for approval',
    );
    expect((await card('Restart the mill')).text).toContain('Stop the wheel – under way, begun by Ana');
    await world.click('ben', await world.find('ben', 'Approval needed: Stop the wheel', 'mill'), 'Approve');
    const after = await card('Restart the mill');
    expect(after.text).toContain('1 of 4 done');
    expect(after.text).toContain('Now: Look at the axle');
    await world.click('ivan', after, 'Done');
    expect((await world.find('ivan', 'Nothing was changed', 'mill')).text).toContain('is for sre');
    await world.click('ana', after, 'Done');
    const half = await card('Restart the mill');
    await world.click('ana', half, 'Done');
    expect((await world.find('ana', 'Nothing was changed', 'mill')).text).toContain(
      'Somebody else has to look',
    );
    await world.click('ben', half, 'Done');
    await world.click('ben', await card('Restart the mill'), 'No');
    await world.click('ben', await card('Restart the mill'), 'Start: What stopped it?');
    await world.restart();
    await world.click('cem', await card('What do you see?'), 'Leaves');
    expect((await card('Take them out.')).text).toContain('This decision is over');
    expect((await card('Restart the mill')).text).toContain('This procedure is over: 3 of 3 done.');
  });

  it('takes a refused request for a failed step, which may be begun again', async () => {
    await start('procedures/restart');
    await world.click('ana', await card('Restart the mill'), 'Run: Stop the wheel');
    await world.click(
      'ana',
      await world.find('ana', 'Start this? Stop the wheel', 'mill'),
      'Ask for approval',
    );
    await world.click('ben', await world.find('ben', 'Approval needed: Stop the wheel', 'mill'), 'Reject');
    await world.submit('ben', { reason: 'not now' });
    const { text } = await card('Restart the mill');
    expect(text).toContain('Stop the wheel – failed: It was not carried out.');
    expect(text).toContain('1 failed');
  });

  it('is handed over, abandoned with a reason, and then takes nothing more', async () => {
    await start('checklists/morning');
    const its = await card('Morning of the mill');
    await world.click('ana', its, 'Hand over');
    await world.submit('ana', { person: 'nobody' });
    await world.submit('ana', { person: 'ben' });
    expect((await card('Morning of the mill')).text).toContain('Led by Ben.');
    await world.click('ben', its, 'Abandon');
    await world.submit('ben', { words: 'The mill burnt down' });
    expect((await card('Morning of the mill')).text).toContain(
      'This checklist was abandoned: “The mill burnt down”',
    );
    await world.click('cem', its, 'Done');
    expect((await world.find('cem', 'Nothing was changed', 'mill')).text).toContain('is over');
  });

  it('shows one that is open already before it starts another of the same', async () => {
    await start('checklists/morning');
    await start('checklists/morning', 'ben');
    const offer = await world.find('ben', 'It is open already');
    await world.click('ben', offer, 'Start another one');
    await world.command('cem', 'ops guide list', {});
    expect((await world.find('cem', 'Open guides')).text).toContain('2 open, the newest first.');
  });

  it('is found by what somebody sees, tells what may be behind it in order, looks, and ends when it is solved', async () => {
    await world.command('ana', 'ops troubleshoot', { text: 'wheel turn' });
    const symptom = await world.find('ana', 'The wheel is stuck');
    expect(symptom.quiet).toBe(true);
    expect(symptom.text).toContain('the likeliest first: Leaves; Ice.');
    await world.click('ana', symptom, 'Look into it');
    expect(world.started).toContain('/bin/measure');
    const its = await card('The wheel is stuck');
    expect(its.text).toContain('1 of 2 done');
    await world.click('ben', its, 'It is solved');
    await world.submit('ben', { words: 'It was leaves' });
    expect((await card('The wheel is stuck')).text).toContain('It ended: “It was leaves”');
  });

  it('has a way from what the runbook says of it', async () => {
    await world.command('ana', 'ops runbook show', { what: 'mill:checklists/morning' });
    await world.click('ana', await world.find('ana', 'Checklist of The mill'), 'Start this checklist');
    expect((await card('Morning of the mill')).text).toContain('done');
  });

  it('is offered under a run that came to what it is for', async () => {
    measured(4, 'dry');
    await world.command('ana', 'ops run', { action: 'mill:water/measure' });
    await world.click('ana', await world.find('ana', 'Measure the water'), 'Start: Restart the mill');
    expect((await card('Restart the mill')).text).toContain('0 of 4 done. Led by Ana.');
  });

  it('opens one item of a list with all that belongs to it', async () => {
    measured(4, 'dry');
    await start('checklists/morning');
    await open('cem', 'Morning of the mill', 'level');
    const item = await world.find('cem', 'item level', 'mill');
    expect(item.quiet).toBe(true);
    measured(20, 'dry');
    await world.click('cem', item, 'Run again: Measure the water');
    expect((await card('Morning of the mill')).text).toContain('2 of 4 done');
  });
});
