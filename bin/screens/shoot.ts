import { writeFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';

/** Text stays sharp, and a picture well under a hundred kilobytes. */
const QUALITY = 82;

interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Writes what a page shows as WebP, which its browser makes. @param part of the page; absent: the view */
export async function shoot(page: Page, file: string, part?: Part): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    ...(part === undefined ? {} : { clip: { ...part, scale: 1 }, captureBeyondViewport: true }),
  });
  await session.detach();
  await writeFile(file, Buffer.from(data, 'base64'));
}

/** Waits until an element has stood in the view, at one place, for some frames: whatever moved has come to rest. */
export async function untilAtRest(element: Locator): Promise<void> {
  await element.evaluate(`(element) => new Promise((done) => {
    let [last, still] = ['', 0];
    const look = () => {
      const { left, top, bottom } = element.getBoundingClientRect();
      const now = [left, top, bottom, document.fonts.status].join();
      const isInView = bottom > 0 && top < innerHeight;
      still = now === last && isInView ? still + 1 : 0;
      last = now;
      if (still > 20) done();
      else requestAnimationFrame(look);
    };
    look();
  })`);
}
