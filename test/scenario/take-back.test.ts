import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';

const HOUR = 3_600_000;
const BANNER = `
runbook: banner
title: The banner
policies: { one-sre: { groups: [{ of: [sre], quorum: 1 }], expires: 30m } }
actions:
  show:
    title: Show the banner
    risk: high
    approval: one-sre
    params: &params { place: { type: choice, description: Where it stands, choices: [shop, store] } }
    steps:
      - { title: Put it up, shell: { run: [bash, -c, 'touch "$TWIST_PLANT_STATE/banner-$0"', "{{ params.place }}"] }, effect: idempotent }
      - { title: It is seen, shell: { run: [bash, -c, 'test ! -e "$TWIST_PLANT_STATE/broken"'] }, effect: pure }
    onFailure: [{ revert: true }]
    revert: { action: hide, remind: 24h }
    unrehearsed: Everybody sees it.
  hide:
    title: Hide the banner
    risk: high
    approval: one-sre
    params: *params
    steps:
      - { title: Take it down, shell: { run: [bash, -c, 'rm -f "$TWIST_PLANT_STATE/banner-$0"', "{{ params.place }}"] }, effect: idempotent }
      - { title: It is gone, shell: { run: [bash, -c, 'test ! -e "$TWIST_PLANT_STATE/banner-$0"', "{{ params.place }}"] }, effect: pure }
    unrehearsed: Everybody sees it.
`;

describe('what was done', () => {
  let world: AppWorld;
  beforeAll(async () => {
    world = await startApp({
      settings(file) {
        file.systems.banner = { ...file.systems.twist };
      },
    });
    mkdirSync(join(world.runbooks, 'banner'));
    writeFileSync(join(world.runbooks, 'banner', 'runbook.yaml'), BANNER);
    await world.reload();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const isUp = (place: string) => existsSync(join(world.plant.folder, `banner-${place}`));

  /** Ana asks for it and Ben agrees. */
  async function shows(place: string) {
    await world.as('ana').command('/ops run', { action: 'banner:show' });
    await world.as('ana').submit({ place });
    const card = await world.as('ben').sees('Approval needed: Show the banner');
    expect(card.text).toContain('If it fails: Take it down');
    await world.as('ben').click(card, 'Approve');
  }

  it('is taken back by a button, with its values and with an approval of its own', async () => {
    await shows('shop');
    const run = await world.as('ivan').sees(['Show the banner', 'Done after']);
    expect(isUp('shop')).toBe(true);
    await world.as('ana').click(run, 'Take it back');
    const preview = await world.as('ana').sees('Start this? Hide the banner');
    expect(preview.quiet).toBe(true);
    expect(preview.text).toContain('shop');
    expect(isUp('shop')).toBe(true);
    await world.as('ana').click(preview, 'Ask for approval');
    const asked = await world.as('ben').sees('Approval needed: Hide the banner');
    await world.settle();
    expect(isUp('shop')).toBe(true);
    await world.as('ben').click(asked, 'Approve');
    await world.as('ivan').sees(['Hide the banner', 'Done after']);
    expect(isUp('shop')).toBe(false);
  });

  it('5.18 is reminded of under its card after a day, across a restart, with that button', async () => {
    await shows('store');
    const run = await world.as('ivan').sees(['Show the banner', 'Done after']);
    await world.restart(() => {
      world.clock.advance(25 * HOUR);
    });
    const [said] = await world.until('the reminder', async () => {
      const all = await world.as('ivan').thread(run);
      const found = all.filter(({ text }) => text.includes('Still so: “Show the banner”'));
      return found.length > 0 && found;
    });
    expect(said?.text).toContain('Nobody has taken it back');
    expect((await world.as('ana').again(run)).text).toContain('Take it back');
  });

  it('is taken back by itself where it fails, as it was approved', async () => {
    writeFileSync(join(world.plant.folder, 'broken'), '');
    await shows('shop');
    await world.as('ivan').sees(['Show the banner', 'Failed after', '✓ If it fails: Take it down']);
    expect(isUp('shop')).toBe(false);
  });
});
