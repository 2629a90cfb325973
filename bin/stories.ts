// Takes the pictures of docs/stories: starts each simulated system, does in a browser what its story says, and writes its page.
// Names of systems may be given; none: all that have a story.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../src/files/project-root.ts';
import { openBrowser } from '../test/support/console/browser.ts';
import { startDemo } from '../test/support/demo.ts';
import { shoot, untilAtRest } from './screens/shoot.ts';
import { CLICKED_AT } from './screens/take.ts';
import { startTour } from './screens/tour.ts';
import { STORIES } from './stories/all.ts';
import { storyPage } from './stories/page.ts';
import { channelOf, pictureOf, type Story } from './stories/story.ts';

const docs = join(projectRoot, 'docs');
const pictures = join(docs, 'images', 'stories');
await mkdir(pictures, { recursive: true });
await mkdir(join(docs, 'stories'), { recursive: true });
const wanted = process.argv.slice(2);
for (const story of STORIES) if (wanted.length === 0 || wanted.includes(story.system)) await take(story);

async function take(story: Story): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const demo = stack.adopt(await startDemo([story.system]), (one) => one.close());
  const browser = stack.adopt(await openBrowser(), (one) => one.close());
  const context = await browser.newContext({
    viewport: CLICKED_AT,
    timezoneId: 'UTC',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const tour = await startTour(page, demo, channelOf(story));
  for (const step of story.steps) {
    await step.reach(tour);
    await page.mouse.move(0, 0);
    await tour.card(step.card).scrollIntoViewIfNeeded();
    await untilAtRest(tour.card(step.card));
    await shoot(page, join(pictures, pictureOf(story, step)));
    console.log(`${story.system}: ${step.heading}`);
  }
  await writeFile(join(docs, 'stories', `${story.system}.md`), storyPage(story));
}
