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

describe('a guide that people on Discord and Slack work through together', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-guides-'));
  let plant: TokenforgeProcess;
  let world: BothPlatforms;
  let ana: Someone;
  let ben: Someone;
  beforeAll(async () => {
    plant = await TOKENFORGE.startPlant(join(folder, 'plant'), 0);
    world = await startBothPlatforms({
      beside: {
        system: TOKENFORGE.system,
        env: TOKENFORGE.secrets(plant),
        place: (file) => TOKENFORGE.place(file, plant),
        advance: (ms) => plant.advance?.(ms),
      },
    });
    ana = world.on('discord', 'ana');
    ben = world.on('slack', 'ben');
  });
  beforeEach(() => world.nextScene());
  afterAll(async () => {
    await world.close();
    await plant.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The cards of a guide on both platforms. */
  async function started(who: Someone, ref: string, title: string): Promise<{ onDiscord: Seen; onSlack: Seen }> {
    await who.command('ops guide start', { what: ref });
    return { onDiscord: await ana.seesCard(title, ref), onSlack: await ben.seesCard(title, ref) };
  }

  /** What was clicked is done when another step is the one that is next. */
  async function ticks(who: Someone, card: Seen, label: string, then: string): Promise<void> {
    await who.click(card, label);
    await ana.sees(then);
  }

  it('is TWIST’s morning: what only looks begins by itself, people tick the rest on both, and all of it is proved', async () => {
    const { onDiscord, onSlack } = await started(ana, 'twist:checklists/morning', 'Morning checklist');
    // The four looks decide fourteen of the items, each by its own check.
    const looked = await ana.reads(onDiscord, 'Now: Treasury balances match what is expected');
    expect(looked.text).not.toContain('under way');
    await expectEqualCards(world, onDiscord, onSlack);
    const asked = [
      'Staking rates are within bounds',
      'The confidence',
      'No unusual activity',
      'Failed logins reviewed',
      'No unusual transaction pattern',
      'Multi-sig transactions verified',
    ];
    for (const [index, next] of [...asked.keys()].entries()) {
      const [who, card] = index % 2 === 0 ? ([ana, onDiscord] as const) : ([ben, onSlack] as const);
      await who.click(card, 'Done');
      if (index < asked.length) await world.until(`tick ${next}`, () => countDone(ana.again(onDiscord)) > index);
    }
    await expectEqualCards(world, onDiscord, onSlack);
  });

  function countDone({ text }: Seen): number {
    return Number(/(\d+) of \d+ done/.exec(text)?.[1] ?? 0);
  }

  it('is the breaker’s tree: read, verified, decided, and reset only with the approval of another', async () => {
    world.plant.fault('trip-breaker');
    const { onDiscord, onSlack } = await started(ana, 'twist:procedures/circuit-breaker', 'Circuit breaker triggered');
    await ticks(ana, onDiscord, 'Run Show the circuit breaker', 'Now: Is it legitimate?');
    await ben.reads(onSlack, 'Now: Is it legitimate?');
    await ben.click(onSlack, 'Run Verify why the breaker tripped');
    await ana.reads(onDiscord, 'Now: False positive or threat');
    await ana.click(onDiscord, 'Start False positive or threat?');
    const question = await ana.seesCard('What did the verification say?');
    world.advance(COOLDOWN_MS);
    await ana.click(question, 'False positive');
    await ana.reads(question, 'Now: Reset the circuit breaker');
    await ana.insists('the form', () => ana.click(question, 'Run Reset the circuit breaker'), ana.hasForm);
    await ana.submit({ reason: 'bad tick of one venue' });
    const request = await ben.seesCard('Approval needed: Reset the circuit breaker');
    await ana.reads(question, 'Reset the circuit breaker – under way, begun by Ana Ruiz');
    await ben.click(request, 'Approve');
    await ana.reads(question, 'This decision is over');
    const over = await ben.reads(onSlack, 'This procedure is over: 3 of 3 done.');
    expect(over.text).toContain('Circuit breaker triggered');
    expect(world.plant.state().breaker.state).toBe('closed');
    await expectEqualCards(world, onDiscord, onSlack);
  });

  it('is TokenForge’s “Is the website down?”: the path is kept, and its end is a guide of its own', async () => {
    const { onDiscord, onSlack } = await started(ben, 'tokenforge:decisions/site-down', 'Is the website down?');
    await ben.click(onSlack, 'Yes');
    await ana.reads(onDiscord, 'What does the status page of Vercel say?');
    await ana.click(onDiscord, 'Vercel is up');
    await ben.reads(onSlack, 'Now: Website down');
    await ben.click(onSlack, 'Start Website down');
    const site = await ana.seesCard('Now: Look at the website');
    await ana.click(site, 'Run Website');
    await ana.reads(site, 'This procedure is over');
    const over = await ben.reads(onSlack, 'This decision is over');
    expect(over.text).toContain('Ben Okafor: Yes');
    expect(over.text).toContain('Ana Ruiz: Vercel is up');
    await expectEqualCards(world, onDiscord, onSlack);
  });

  it('leaves a log that verifies, and broke no limit of a platform', async () => {
    expect((await world.verify()).findings).toEqual([]);
    expect(world.brokenLimits()).toEqual([]);
  });
});
