// Takes the pictures of docs/screens.md: starts the demo, goes through its story in a browser, and draws what Discord and Slack
// would be sent for the same cards. A folder may be named in which the pictures are put instead.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../src/files/project-root.ts';
import { openBrowser } from '../test/support/console/browser.ts';
import { startDemo } from '../test/support/demo.ts';
import { screensDocument } from './screens/document.ts';
import { STATES } from './screens/states.ts';
import { CLICKED_AT, takeConsole, takePayloads } from './screens/take.ts';
import { startTour } from './screens/tour.ts';

const docs = join(projectRoot, 'docs');
const folder = process.argv[2] ?? join(docs, 'images');
await mkdir(folder, { recursive: true });
await using stack = new AsyncDisposableStack();
const demo = stack.adopt(await startDemo(), (one) => one.close());
const browser = stack.adopt(await openBrowser(), (one) => one.close());
const context = await browser.newContext({ viewport: CLICKED_AT, timezoneId: 'UTC', locale: 'en-GB' });
const [page, blank] = [await context.newPage(), await context.newPage()];
const tour = await startTour(page, demo);
for (const state of STATES) {
  await page.bringToFront();
  await state.reach(tour);
  await takeConsole(page, tour, state, folder);
  await takePayloads(blank, tour, state, folder);
  console.log(`${state.name}: ${state.heading}`);
}
if (process.argv[2] === undefined) await writeFile(join(docs, 'screens.md'), screensDocument(STATES));
