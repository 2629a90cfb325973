import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { DRAWN } from './payload/draw.ts';
import { pageOf } from './payload/page.ts';
import { consolePicture, LOOKS, PLATFORMS, payloadPicture } from './pictures.ts';
import { shoot, untilAtRest } from './shoot.ts';
import type { State } from './states.ts';
import type { Tour } from './tour.ts';

/** Where things are clicked; pictures are taken at other sizes, too. */
export const CLICKED_AT = { width: 1280, height: 800 } as const;

/** The pictures of the state that a tour has reached, on the console. */
export async function takeConsole(page: Page, tour: Tour, state: State, folder: string): Promise<void> {
  // What the pointer is over looks otherwise.
  await page.mouse.move(0, 0);
  for (const { scheme, ...size } of LOOKS) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(size);
    await untilAtRest(tour.card(state.card));
    await shoot(page, join(folder, consolePicture(state, { ...size, scheme })));
  }
  await page.setViewportSize(CLICKED_AT);
}

/** The pictures of its card as the platforms get it. @param blank a page without anything in it */
export async function takePayloads(blank: Page, tour: Tour, state: State, folder: string): Promise<void> {
  const [card, people] = [await tour.cardData(state.card), await tour.people()];
  for (const platform of PLATFORMS) {
    await blank.setContent(await pageOf(platform, DRAWN[platform](card, people, new Date())));
    const part = await blank.locator('main').boundingBox();
    if (part === null) throw new Error(`nothing was drawn for ${platform}`);
    await shoot(blank, join(folder, payloadPicture(state, platform)), part);
  }
}
