import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Console } from '../../src/bot/platforms/console/console.ts';
import { systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/store/database.ts';
import { chromiumNote, chromiumPath, openBrowser } from '../support/console/browser.ts';
import { healthCard } from '../support/console/fixtures.ts';
import { emptyConsole, openConsole } from '../support/console/open.ts';
import { openTestDatabase } from '../support/database.ts';

describe.skipIf(chromiumPath === undefined)(`opened channels on the console's page${chromiumNote}`, () => {
  let db: Database;
  let browser: Browser;
  let platform: Console;
  let context: BrowserContext;

  beforeAll(async () => {
    [db, browser] = await Promise.all([openTestDatabase(systemClock), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await db.close();
  });
  beforeEach(async () => {
    await emptyConsole(db);
    ({ platform } = await openConsole(db));
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  });
  afterEach(async () => {
    await context.close();
    await platform.stop();
  });

  async function pageOf(persona: string): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.addInitScript((id) => sessionStorage.setItem('keyturn.persona', id), persona);
    await page.goto(`${platform.url}/#/ops-twist`);
    await page.getByRole('combobox', { name: /Message or command/ }).waitFor();
    return page;
  }

  const link = (page: Page) => page.getByRole('navigation').getByRole('link', { name: /^outage/ });

  it('come and are archived while the page is open, for those alone who are in them', async () => {
    const keeper = platform.channels;
    if (keeper === undefined) throw new Error('the console opens channels');
    const [ana, ben] = [await pageOf('ana'), await pageOf('ben')];
    const { place } = await keeper.create({
      workspace: 'local',
      key: 'k',
      name: 'outage',
      topic: 'Card payments fail since noon',
      private: true,
      invite: [{ platform: 'console', workspace: 'local', id: 'ana' }],
    });
    await keeper.pin(await platform.post(place, healthCard, 'card'));
    await link(ana).click();
    await ana.getByText('Card payments fail since noon').waitFor();
    await ana.getByRole('link', { name: 'Pinned: TWIST is healthy' }).click();
    await ana.getByRole('complementary').getByText('TWIST is healthy').waitFor();
    expect(await link(ana).textContent()).toContain('private');
    await keeper.archive(place);
    await ana.getByText('This channel is archived.').waitFor();
    expect(await ana.getByRole('combobox').count()).toBe(0);
    await platform.post({ ...place, channel: 'ops-twist' }, healthCard, 'later');
    await ben.getByText('TWIST is healthy').waitFor();
    expect(await link(ben).count()).toBe(0);
  });
});
