import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectIntactLog } from '../support/fault/story.ts';
import type { SeenCard, Visitor } from '../support/fault/visitor.ts';
import { openWorld, type World } from '../support/fault/world.ts';

let world: World;
let visitor: Visitor;
/** When the countdown of four seconds began, and just before the three seconds in which the refuelling can be approved. */
let askedAt: number;

beforeAll(async () => {
  world = await openWorld();
  visitor = await world.visitor();
  const held = join(world.folder, 'drill.log.held');
  writeFileSync(held, '');
  const bot = await world.start();
  await visitor.command('ana', 'drill launch');
  await visitor.click('ben', await card('apr-', 'Launch the rocket', 'Waiting for approvals'), 'Approve');
  await visitor.until('the launch', async () => times('launch') === 1 || undefined);
  askedAt = Date.now();
  await visitor.command('ana', 'drill countdown');
  await visitor.command('ana', 'drill refuel');
  await bot.kill();
  rmSync(held);
  await sleep(Math.max(0, askedAt + 3_000 - Date.now()));
  await world.start();
});
afterAll(async () => {
  await world.close();
});

function card(prefix: 'apr-' | 'run-', title: string, text: string): Promise<SeenCard> {
  return visitor.until(`${title}: ${text}`, async () =>
    (await visitor.cards('ana', 'eng-twist')).find(
      (seen) => seen.id?.startsWith(prefix) && seen.card.title.endsWith(title) && seen.text.includes(text),
    ),
  );
}

function times(what: string): number {
  return world.drilled().filter((line) => line === what).length;
}

describe('a bot that was killed', () => {
  it('5.7 asks a human about an unsafe step, once, and does nothing again by itself', async () => {
    const unknown = await card(
      'run-',
      'Launch the rocket',
      'Keyturn was stopped, or gave no sign of life, while the step ran',
    );
    expect(times('launch')).toBe(1);

    const form = await visitor.click('ben', unknown, 'It was done');
    if (form === undefined) throw new Error(`no form opened on:\n${unknown.text}`);
    await visitor.submit('ben', form, { reason: 'I saw it rise' });
    await card('run-', 'Launch the rocket', 'Done');
    await card('apr-', 'Launch the rocket', 'Carried out');
    const cards = await visitor.cards('ben', 'eng-twist');
    const runs = cards.filter(({ id, card }) => id?.startsWith('run-') && card.title === 'Launch the rocket');
    expect(runs).toHaveLength(1);
    expect(times('launch')).toBe(1);
  });

  it('5.18 keeps its timers: what came due meanwhile happens at the next start, and nothing happens early', async () => {
    await card('apr-', 'Refuel the rocket', 'Expired');
    await visitor.until('the end of the countdown', async () => times('zero') === 1 || undefined);
    expect(Date.now() - askedAt).toBeGreaterThanOrEqual(4_000);
    expect(times('refuel')).toBe(0);
    await expectIntactLog(visitor);
  });

  it('keeps the embedded database to itself: a second process is told who has it', async () => {
    const second = await world.launch({ index: 1 });
    expect(await second.gone).toBe(1);
    expect(second.output()).toContain('The embedded database is in use by another process.');
    expect(second.output()).toContain('DATABASE_URL');
    expect(await visitor.cards('ana')).not.toEqual([]);
  });
});
