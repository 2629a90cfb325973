import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumNote, chromiumPath, openBrowser } from '../support/console/browser.ts';
import { type Demo, startDemo } from '../support/demo.ts';

describe.skipIf(chromiumPath === undefined)(`the story of the README in a browser${chromiumNote}`, () => {
  let demo: Demo;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), openBrowser()]);
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${demo.console}/#/ops-twist`);
  });
  afterAll(async () => {
    await browser.close();
    await demo.close();
  });

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const composer = () => page.getByRole('combobox', { name: /Message or command/ });

  async function actAs(name: string): Promise<void> {
    await button(/Acting as/).click();
    await page.getByRole('menuitemradio', { name: new RegExp(`^${name}`) }).click();
    await button(new RegExp(`Acting as ${name}`)).waitFor();
  }

  async function type(command: string): Promise<void> {
    await composer().click();
    await page.keyboard.type(command);
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
  }

  /** What of who, what, why and Approve does not stand in the view of the channel, all at once and with nothing before it. */
  async function outOfSight(): Promise<readonly string[]> {
    const card = page.getByRole('region', { name: /^Approval needed/ });
    const parts = {
      title: card.getByRole('heading'),
      status: card.getByText('Waiting for approvals: 0 of 1 from sre.'),
      who: card.getByText('Ana Ruiz', { exact: true }).first(),
      what: card.getByText('$ scripts/emergency/reset-circuit-breaker.sh --verify'),
      why: card.getByText('The price feed hiccuped; the market is calm.'),
      Approve: card.getByRole('button', { name: 'Approve' }),
    };
    const list = await page.locator('.messages').boundingBox();
    if (list === null) return ['the channel'];
    const missing = await Promise.all(
      Object.entries(parts).map(async ([name, part]) => {
        const box = await part.boundingBox();
        const isIn = box !== null && box.y >= list.y - 1 && box.y + box.height <= list.y + list.height + 1;
        const edges = box === null ? [] : [box.y + 2, box.y + box.height - 2];
        const below = edges.map(
          (y) => `document.elementFromPoint(${(box?.x ?? 0) + 10}, ${y})?.closest('.controls')`,
        );
        const isUnderButtons = await page.evaluate<boolean>(`[${below.join(', ')}].some(Boolean)`);
        return isIn && isUnderButtons === (name === 'Approve') ? [] : [name];
      }),
    );
    return missing.flat();
  }

  const breaker = async (): Promise<string> => {
    const answer = await fetch(`${demo.plant}/api/circuit-breaker`);
    return ((await answer.json()) as { state: string }).state;
  };

  it('1. reads the health of the system', async () => {
    await actAs('Ana');
    await type('/twist health');
    await page.getByText('Whole system').waitFor();
    expect(await page.getByText('Only you can see this').count()).toBe(1);
  });

  it('2. trips the breaker, and verifies that it is a false positive', async () => {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${demo.plant}/faults/trip-breaker`, { method: 'POST', headers, body: '{"on":true}' });
    expect(await breaker()).toBe('open');
    await type('/twist verify-breaker');
    await page.getByText(/Done: false-positive/).waitFor();
  });

  it('3. asks for the reset, and is refused when approving it as the same person', async () => {
    // The breaker's own cooldown after a trip.
    await page.waitForTimeout(5_500);
    await type('/twist reset-breaker');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').first().fill('The price feed hiccuped; the market is calm.');
    await dialog.getByRole('button').last().click();
    await page.getByText(/0 of 1 approval from sre/).waitFor();
    await actAs('Ben');
    await page.getByText(/0 of 1 approval from sre/).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const [width, height] of [
        [1280, 800],
        [390, 844],
      ] as const) {
        await page.setViewportSize({ width, height });
        await expect.poll(outOfSight, { message: `${width} x ${height}, ${colorScheme}` }).toEqual([]);
      }
    }
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize({ width: 1280, height: 900 });
    await actAs('Ana');
    await page.getByText(/0 of 1 approval from sre/).waitFor();
    await button(/^Approve/)
      .last()
      .press('Enter');
    await page.getByText(/you asked for it yourself/i).waitFor();
    expect(await breaker()).toBe('open');
  });

  it('goes on after a kill -9 while the request waits', async () => {
    await demo.kill();
    await demo.start();
    await page.reload();
    await page.getByText(/0 of 1 approval from sre/).waitFor();
    expect(await page.getByText(/0 of 1 approval from sre/).count()).toBe(1);
  });

  it('4. runs it once somebody else has approved, and closes the breaker', async () => {
    await actAs('Ben');
    await button(/^Approve/)
      .last()
      .press('Enter');
    await page.getByText(/^Done after/).waitFor();
    expect(await breaker()).toBe('closed');
  });

  it('5. shows the entries of the log with their proof', async () => {
    await page.getByRole('link', { name: 'Log' }).click();
    await page
      .getByText(/request\/apr-/)
      .first()
      .click();
    await page
      .getByText(/ voted – approve/)
      .first()
      .waitFor();
    await page.getByText('A vote was refused').first().waitFor();
    await page.getByText('Carried out').first().waitFor();
    await page.getByText('vote.cast').first().waitFor({ state: 'hidden' });
    await page.locator('.entry', { hasText: ' voted – approve' }).getByText('Proof').first().click();
    await page.getByText('vote.cast').first().waitFor();
  });
});
