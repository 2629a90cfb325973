import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Seen } from '../contract/chat-harness.ts';
import { expectEqualCards } from '../support/app/both/equal-cards.ts';
import type { Someone } from '../support/app/both/someone.ts';
import { type BothPlatforms, startBothPlatforms } from '../support/app/both/world.ts';
import { TOKENFORGE } from '../support/app/tokenforge.ts';
import type { TokenforgeProcess } from '../support/app/tokenforge-process.ts';

const COOLDOWN_MS = 6_000;
/** Longer than a button is new: a click on what has just come is asked about. */
const READING_MS = 2_600;

/** The card of a guide on both platforms. */
interface Cards {
  readonly onDiscord: Seen;
  readonly onSlack: Seen;
}

async function started(world: BothPlatforms, who: Someone, ref: string, title: string): Promise<Cards> {
  await who.command('ops guide start', { what: ref });
  const onDiscord = await world.on('discord', 'ivan').seesCard(title, ref);
  return { onDiscord, onSlack: await world.on('slack', 'ivan').seesCard(title, ref) };
}

/** Somebody clicks who has read what stands there. */
async function presses(world: BothPlatforms, who: Someone, card: Seen, label: string): Promise<void> {
  await world.settle(READING_MS);
  await who.click(card, label);
}

describe('a guide of TWIST that people on Discord and Slack work through together', () => {
  let world: BothPlatforms;
  let ana: Someone;
  let ben: Someone;
  beforeAll(async () => {
    world = await startBothPlatforms();
    ana = world.on('discord', 'ana');
    ben = world.on('slack', 'ben');
  });
  beforeEach(() => world.nextScene());
  afterAll(() => world.close());

  it('is the morning: what only looks begins by itself, and people tick the rest on both', async () => {
    const { onDiscord, onSlack } = await started(world, ana, 'twist:checklists/morning', 'Morning checklist');
    // The four looks decide all that has a number, each by its own check.
    const questions = [
      'Treasury balances match what is expected',
      'Staking rates are within bounds',
      'Confidence intervals acceptable',
      'No unusual activity',
      'Failed logins reviewed',
      'No unusual transaction pattern',
      'Multi-sig transactions verified',
    ];
    const both = [
      [ana, onDiscord],
      [ben, onSlack],
    ] as const;
    for (const [index, question] of questions.entries()) {
      for (const [who, card] of both) await who.reads(card, `Now: ${question}`);
      const [who, card] = both[index % 2] ?? both[0];
      await presses(world, who, card, 'Done');
    }
    await ana.reads(onDiscord, 'This checklist is over: 21 of 21 done.');
    await expectEqualCards(world, onDiscord, onSlack);
  });

  it('is the breaker’s tree: read, verified, decided, and reset only with the approval of another', async () => {
    world.plant.fault('trip-breaker');
    const ref = 'twist:procedures/circuit-breaker';
    const { onDiscord, onSlack } = await started(world, ana, ref, 'Circuit breaker triggered');
    await ben.reads(onSlack, 'Now: Is it legitimate?');
    await presses(world, ben, onSlack, 'Run: Verify why the breaker tripped');
    await ana.reads(onDiscord, 'Now: False positive or threat');
    await presses(world, ana, onDiscord, 'Start: False positive or threat?');
    const question = await ana.seesCard('What did the verification say?');
    world.advance(COOLDOWN_MS);
    await presses(world, ana, question, 'False positive');
    await ana.reads(question, 'Now: Reset the circuit breaker');
    await presses(world, ana, question, 'Run: Reset the circuit breaker');
    await world.until('the form', ana.hasForm);
    await ana.submit({ reason: 'bad tick of one venue' });
    const request = await ben.seesCard('Approval needed: Reset the circuit breaker');
    await ana.reads(question, 'Reset the circuit breaker – under way, begun by Ana Ruiz');
    await presses(world, ben, request, 'Approve');
    await ana.reads(question, 'This decision is over');
    await ben.reads(onSlack, 'This procedure is over: 3 of 3 done.');
    expect(world.plant.state().breaker.state).toBe('closed');
    await expectEqualCards(world, onDiscord, onSlack);
  });

  it('leaves a log that verifies, and broke no limit of a platform', async () => {
    expect((await world.verify()).findings).toEqual([]);
    expect(world.brokenLimits()).toEqual([]);
  });
});

describe('a decision of TokenForge that people on Discord and Slack make together', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-guides-'));
  let plant: TokenforgeProcess;
  let world: BothPlatforms;
  beforeAll(async () => {
    plant = await TOKENFORGE.startPlant(join(folder, 'plant'), 0);
    world = await startBothPlatforms({
      beside: {
        system: TOKENFORGE.system,
        env: TOKENFORGE.secrets(plant),
        place: (file) => TOKENFORGE.place(file, plant),
      },
    });
  });
  afterAll(async () => {
    await world.close();
    await plant.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is “Is the website down?”: the path is kept, and it ends in a guide of its own', async () => {
    const [ana, ben] = [world.on('discord', 'ana'), world.on('slack', 'ben')];
    const ref = 'tokenforge:decisions/site-down';
    const { onDiscord, onSlack } = await started(world, ben, ref, 'Is the website down?');
    await presses(world, ben, onSlack, 'Yes');
    await ana.reads(onDiscord, 'What does the status page of Vercel say?');
    await presses(world, ana, onDiscord, 'Vercel is up');
    await ben.reads(onSlack, 'Now: Website down');
    await presses(world, ben, onSlack, 'Start: Website down');
    // Its first step only looks, and finds the website well: the others are not due.
    await ana.seesCard('Website down', 'This procedure is over: 1 of 1 done.');
    await ben.reads(onSlack, 'This decision is over: 3 of 3 done.');
    const card = await expectEqualCards(world, onDiscord, onSlack);
    expect(JSON.stringify(card)).toContain('3 of 3 done');
    expect((await world.verify()).findings).toEqual([]);
    expect(world.brokenLimits()).toEqual([]);
  });
});
