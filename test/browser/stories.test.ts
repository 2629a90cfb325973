import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLICKED_AT } from '../../bin/screens/take.ts';
import { startTour } from '../../bin/screens/tour.ts';
import { STORIES } from '../../bin/stories/all.ts';
import { storyPage } from '../../bin/stories/page.ts';
import { channelOf, pictureOf } from '../../bin/stories/story.ts';
import { chromiumNote, chromiumPath, openBrowser } from '../support/console/browser.ts';
import { type Demo, startDemo } from '../support/demo.ts';

const SYSTEMS = STORIES.map(({ system }) => system);

describe.each(STORIES)('the page of the story of $system', (story) => {
  it('says what is typed and clicked, and has a picture of each step (npm run stories)', () => {
    expect(readFileSync(`docs/stories/${story.system}.md`, 'utf8')).toBe(storyPage(story));
    for (const step of story.steps)
      expect(readFileSync(`docs/images/stories/${pictureOf(story, step)}`).length).toBeGreaterThan(5_000);
  });
});

describe.skipIf(chromiumPath === undefined)(
  `the stories of the other systems in a browser${chromiumNote}`,
  () => {
    let demo: Demo;
    let browser: Browser;
    beforeAll(async () => {
      [demo, browser] = await Promise.all([startDemo(SYSTEMS), openBrowser()]);
    });
    afterAll(async () => {
      await browser.close();
      await demo.close();
    });

    it.each(STORIES)('come true step by step: $heading', async (story) => {
      const page = await (await browser.newContext({ viewport: CLICKED_AT })).newPage();
      const plant = demo.plants[story.system] ?? '';
      const tour = await startTour(page, { console: demo.console, plant }, channelOf(story));
      for (const step of story.steps) {
        await step.reach(tour);
        await expect.poll(() => tour.card(step.card).isVisible(), { message: step.heading }).toBe(true);
      }
      await page.context().close();
    });
  },
);
