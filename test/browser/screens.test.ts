import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picturesOf } from '../../bin/screens/pictures.ts';
import { STATES } from '../../bin/screens/states.ts';
import { CLICKED_AT, takeConsole, takePayloads } from '../../bin/screens/take.ts';
import { startTour } from '../../bin/screens/tour.ts';
import { chromiumNote, chromiumPath, openBrowser } from '../support/console/browser.ts';
import { type Demo, startDemo } from '../support/demo.ts';

/** The others follow the story of the README, which has a test of its own. */
const REACHED = STATES.slice(0, 2);

describe.skipIf(chromiumPath === undefined)(`the pictures of the documents${chromiumNote}`, () => {
  let demo: Demo;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    [demo, browser, folder] = await Promise.all([
      startDemo(),
      openBrowser(),
      mkdtemp(join(tmpdir(), 'keyturn-screens-')),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await demo.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are taken of states that can be reached by what is typed and clicked', async () => {
    const context = await browser.newContext({ viewport: CLICKED_AT });
    const [page, blank] = [await context.newPage(), await context.newPage()];
    const tour = await startTour(page, demo);
    for (const state of REACHED) {
      await page.bringToFront();
      await state.reach(tour);
      await takeConsole(page, tour, state, folder);
      await takePayloads(blank, tour, state, folder);
    }
    expect((await readdir(folder)).toSorted()).toEqual(REACHED.flatMap(picturesOf).toSorted());
  });
});
