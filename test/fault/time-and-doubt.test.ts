import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectIntactLog } from '../support/fault/story.ts';
import type { SeenCard, Visitor } from '../support/fault/visitor.ts';
import { openWorld, type World } from '../support/fault/world.ts';

const MINUTE = 60_000;

let world: World;
let visitor: Visitor;
beforeAll(async () => {
  world = await openWorld();
  visitor = await world.visitor();
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
  it(
    '7 asks a human about an unsafe step, once, and does nothing again by itself',
    async () => {
      const bot = await world.start({ crashAt: 'during-effect' });
      await visitor.command('ana', 'drill launch');
      await visitor.click('ben', await card('apr-', 'Launch the rocket', 'Waiting for approvals'), 'Approve');
      expect(await bot.gone).toBe('SIGKILL');

      await world.start();
      const unknown = await card('run-', 'Launch the rocket', 'Keyturn was stopped while the step ran');
      expect(times('launch')).toBe(1);

      const form = await visitor.click('ben', unknown, 'It was done');
      if (form === undefined) throw new Error(`no form opened on:\n${unknown.text}`);
      await visitor.submit('ben', form, { reason: 'I saw it rise' });
      await card('run-', 'Launch the rocket', 'Done');
      await card('apr-', 'Launch the rocket', 'Carried out');
      const runs = (await visitor.cards('ben', 'eng-twist')).filter(({ id }) => id?.startsWith('run-'));
      expect(runs).toHaveLength(1);
      expect(times('launch')).toBe(1);
    },
    MINUTE,
  );

  it(
    '18 keeps its timers: what came due meanwhile happens at the next start, and nothing happens early',
    async () => {
      const asked = Date.now();
      await visitor.command('ana', 'drill countdown');
      await visitor.command('ana', 'drill refuel');
      await card('apr-', 'Refuel the rocket', 'Waiting for approvals');
      await world.kill();
      await sleep(Math.max(0, asked + 3_000 - Date.now()));

      await world.start();
      await card('apr-', 'Refuel the rocket', 'Expired');
      await visitor.until('the end of the countdown', async () => times('zero') === 1 || undefined);
      expect(Date.now() - asked).toBeGreaterThanOrEqual(4_000);
      expect(times('refuel')).toBe(0);
      await expectIntactLog(visitor);
    },
    MINUTE,
  );

  it(
    'leaves the embedded database to one process: a second one is told who has it',
    async () => {
      const second = await world.launch({ index: 1 });
      expect(await second.gone).toBe(1);
      expect(second.output()).toContain('The embedded database is in use by another process.');
      expect(second.output()).toContain('DATABASE_URL');
      expect(await visitor.cards('ana')).not.toEqual([]);
    },
    MINUTE,
  );
});
