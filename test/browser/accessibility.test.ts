import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Console } from '../../src/bot/platforms/console/console.ts';
import { systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/store/database.ts';
import { chromiumNote, chromiumPath, openBrowser } from '../support/console/browser.ts';
import { commands, healthCard, reasonForm, requestCard } from '../support/console/fixtures.ts';
import { emptyConsole, openConsole } from '../support/console/open.ts';
import { openTestDatabase } from '../support/database.ts';

/** HTML names no role for a field of several lines; that it suggests commands is said by this one alone. */
const UNNAMED_ROLE = 'aria-allowed-role';
const place = { platform: 'console', workspace: 'local', channel: 'ops-twist' } as const;

describe.skipIf(chromiumPath === undefined)(`the console's page for everybody${chromiumNote}`, () => {
  let db: Database;
  let browser: Browser;
  let platform: Console;
  let page: Page;

  beforeAll(async () => {
    [db, browser] = await Promise.all([openTestDatabase(systemClock), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await db.close();
  });
  beforeEach(async () => {
    await emptyConsole(db);
    ({ platform } = await openConsole(db, { commands: () => commands }));
  });
  afterEach(async () => {
    await page.context().close();
    await platform.stop();
  });

  async function open(hash: string, colorScheme: 'light' | 'dark'): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${platform.url}/${hash}`);
  }

  /** What axe says is wrong: the rule and the elements. */
  async function wrong(): Promise<readonly string[]> {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<axe.AxeResults>('axe.run(document)');
    return violations
      .filter(({ id }) => id !== UNNAMED_ROLE)
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  }

  const composer = () => page.getByRole('combobox', { name: /Message or command/ });
  const SCENES: Readonly<Record<string, () => Promise<unknown>>> = {
    'cards that ask': async () => {
      await platform.post(place, requestCard('pending'), 'card-1');
      await platform.post(place, healthCard, 'card-2');
      await page.getByText('TWIST is healthy').waitFor();
    },
    'an empty channel': () => page.getByText('Nothing has happened in').waitFor(),
    'commands to choose from': async () => {
      await composer().fill('/');
      await page.getByRole('listbox').waitFor();
    },
    'a text that is too long': async () => {
      await composer().fill('x'.repeat(8_001));
      await page.getByText('at most 8,000 fit').waitFor();
    },
    'a form': async () => {
      await composer().fill('/twist reset');
      await page.keyboard.press('Enter');
      await page.getByRole('combobox', { name: 'reason' }).fill('please');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
    },
    'the log': async () => {
      await page.getByRole('link', { name: 'Log', exact: true }).click();
      await page.getByRole('search', { name: 'Search the log' }).waitFor();
    },
    'what was found in the log': async () => {
      await page.getByRole('link', { name: 'Log', exact: true }).click();
      await page.getByLabel('Words').fill('voted');
      await page.keyboard.press('Enter');
      await page.getByText('Ana voted').waitFor();
    },
    'the log of a request with a proof': async () => {
      await page.goto(`${platform.url}/#/log/request/apr-7k2m9q4t`);
      await page.getByText('Chain unbroken').waitFor();
      await page.locator('.entry summary').first().click();
    },
  };

  for (const scheme of ['light', 'dark'] as const)
    it.each(Object.keys(SCENES))(`has nothing that axe finds in ${scheme}: %s`, async (scene) => {
      await open('#/ops-twist', scheme);
      await composer().waitFor();
      await SCENES[scene]?.();
      expect(await wrong()).toEqual([]);
    });

  it('searches the log and reads a proof by the keyboard alone', async () => {
    await open('#/log', 'light');
    await page.getByLabel('Words').focus();
    await page.keyboard.type('voted');
    await page.keyboard.press('Enter');
    await page.getByText('1 entry').waitFor();
    await page.getByRole('link', { name: 'Reset the circuit breaker' }).last().focus();
    await page.keyboard.press('Enter');
    await page.getByText('Chain unbroken').waitFor();
    await page.locator('.entry summary').first().focus();
    await page.keyboard.press('Enter');
    await page.getByText('proved: leaf 1200').waitFor();
  });

  it('leaves the keyboard at the verdict when the button that it pressed is gone, so that no other one takes its keys', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    await open('#/ops-twist', 'light');
    const focused = () => page.evaluate('document.activeElement.textContent');
    await page.getByRole('button', { name: 'Approve' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Your approval was not counted').waitFor();
    expect(await focused()).toBe('Approve');
    await platform.edit(ref, requestCard('approved', 'Ben'));
    await page.getByText('Approved by Ben').waitFor();
    await expect.poll(focused).toContain('Approved by Ben. The breaker is closed.');
  });

  it('leaves the keyboard at the verdict when the button is gone that had opened a form', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    await open('#/ops-twist', 'light');
    await page.getByRole('button', { name: 'Reject' }).focus();
    // As a button that opens a form does.
    await page.evaluate(
      `import('/state.js').then(({ update }) => update({ form: ${JSON.stringify({ form: reasonForm, place, values: {} })} }))`,
    );
    await page.getByRole('dialog').waitFor();
    await platform.edit(ref, requestCard('rejected', 'Ben'));
    await page.getByText('Rejected by Ben').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toContain('Rejected by Ben');
  });

  it('says in which time zone it asks for times', async () => {
    await open('#/log', 'light');
    const from = page.getByLabel('From', { exact: true });
    const described = await from.evaluate((field) => field.getAttribute('aria-describedby'));
    const zone = await page.evaluate('Intl.DateTimeFormat().resolvedOptions().timeZone');
    expect(await page.locator(`#${described}`).textContent()).toContain(String(zone));
  });

  it('keeps a text that is too long, and sends it once it fits', async () => {
    await open('#/ops-twist', 'light');
    await composer().fill('y'.repeat(8_001));
    await page.keyboard.press('Enter');
    await page.getByText('8,001 characters, and at most 8,000 fit').waitFor();
    expect(await composer().inputValue()).toHaveLength(8_001);
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Enter');
    await page.getByRole('article').waitFor();
    expect(await composer().inputValue()).toBe('');
  });
});
