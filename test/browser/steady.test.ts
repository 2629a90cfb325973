import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Console } from '../../src/bot/platforms/console/console.ts';
import type { Card } from '../../src/chat/card.ts';
import type { MessageRef } from '../../src/chat/inbound.ts';
import { systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/store/database.ts';
import { chromiumNote, chromiumPath, openBrowser } from '../support/console/browser.ts';
import { healthCard, requestCard } from '../support/console/fixtures.ts';
import { emptyConsole, openConsole } from '../support/console/open.ts';
import type { ScriptedReceiver } from '../support/console/receiver.ts';
import { openTestDatabase } from '../support/database.ts';

const place = { platform: 'console', workspace: 'local', channel: 'ops-twist' } as const;
/** Longer than a control has to stand before a click on it is taken at once. */
const SETTLED_MS = 1_300;

describe.skipIf(chromiumPath === undefined)(`cards that stand still in a browser${chromiumNote}`, () => {
  let db: Database;
  let browser: Browser;
  let platform: Console;
  let receiver: ScriptedReceiver;
  let context: BrowserContext;
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
    ({ platform, receiver } = await openConsole(db));
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${platform.url}/#/ops-twist`);
    await page.getByRole('combobox', { name: /Message or command/ }).waitFor();
  });
  afterEach(async () => {
    await context.close();
    await platform.stop();
  });

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const doubt = () => page.getByRole('alertdialog', { name: 'Did you mean Approve?' });

  /** The card of a request, with more lines above its buttons. */
  function grown(lines: number): Card {
    const card = requestCard('pending');
    return { ...card, blocks: [{ type: 'text', text: 'one more vote\n'.repeat(lines) }, ...card.blocks] };
  }

  /**
   * Gives the card more lines, and clicks where Approve is in the frame after that, as a hand does that was on its way. Other
   * changes of the page, as of how long ago something was, move nothing.
   */
  async function clickAsItGrows(ref: MessageRef, lines: number): Promise<void> {
    // The page watches before the card grows: a watch that came later would see the next change only, whenever that is.
    await page.evaluate(`window.clicked = new Promise((done) => {
      const watch = new MutationObserver(() => {
        if (document.querySelector('.messages').textContent.split('one more vote').length <= ${lines}) return;
        watch.disconnect();
        requestAnimationFrame(() => {
          const approve = [...document.querySelectorAll('.controls button')].find((one) => one.textContent === 'Approve');
          approve.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
          done();
        });
      });
      watch.observe(document.querySelector('.messages'), { subtree: true, childList: true, characterData: true });
    }), undefined`);
    await platform.edit(ref, grown(lines));
    await page.evaluate('window.clicked');
  }

  it('asks again about a click right after the page has moved, and does what is then meant', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    await button('Approve').waitFor();
    await page.waitForTimeout(SETTLED_MS);
    await clickAsItGrows(ref, 3);
    await doubt().waitFor();
    await doubt().getByText('The button belongs to: Reset the circuit breaker.').waitFor();
    expect(receiver.received).toEqual([]);
    await doubt().getByRole('button', { name: 'No' }).click();
    await doubt().waitFor({ state: 'detached' });
    expect(receiver.received).toEqual([]);

    await page.waitForTimeout(SETTLED_MS);
    await clickAsItGrows(ref, 6);
    await doubt().waitFor();
    await page.waitForTimeout(600);
    await doubt().getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Your approval was not counted').waitFor();
    expect(receiver.received).toMatchObject([{ type: 'button', nonce: 'approve' }]);
  });

  it('does nothing that is said to be meant once the card says something else', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    await button('Approve').waitFor();
    await page.waitForTimeout(SETTLED_MS);
    await clickAsItGrows(ref, 3);
    await doubt().waitFor();
    await platform.edit(ref, { ...grown(3), status: 'Waiting for 1 of 2 approvals from sre' });
    await page.getByText('1 of 2 approvals').waitFor();
    await page.waitForTimeout(600);
    await doubt().getByRole('button', { name: 'Approve' }).click();
    await page.getByText('The card has changed since you were asked').waitFor();
    expect(receiver.received).toEqual([]);
  });

  it('does not take the second click of the same hand for an answer', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    await button('Approve').waitFor();
    await page.waitForTimeout(SETTLED_MS);
    // Both clicks are of one hand: nothing that the machine is slow at lies between them.
    await page.evaluate(`window.clickedAgain = new Promise((done) => {
      const clickOnceItIsThere = () => {
        const yes = [...document.querySelectorAll('dialog[role=alertdialog] button')].at(-1);
        if (yes === undefined) return requestAnimationFrame(clickOnceItIsThere);
        yes.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
        done();
      };
      clickOnceItIsThere();
    }), undefined`);
    await clickAsItGrows(ref, 3);
    await page.evaluate('window.clickedAgain');
    expect(await doubt().count()).toBe(1);
    expect(receiver.received).toEqual([]);
  });

  it('takes a click at once where the control has stood, whatever else came or went below it', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    await button('Approve').waitFor();
    await page.waitForTimeout(SETTLED_MS);
    const more = { ...requestCard('pending'), footer: 'apr-7k2m9q4t · one vote more' };
    const before = await button('Approve').boundingBox();
    await platform.edit(ref, more);
    await page.getByText('one vote more').waitFor();
    expect(await button('Approve').boundingBox()).toEqual(before);
    await button('Approve').click();
    await page.getByText('Your approval was not counted').waitFor();
    expect(await doubt().count()).toBe(0);
  });

  it('takes a click at once after somebody has scrolled by hand', async () => {
    for (let count = 0; count < 4; count += 1)
      await platform.post(place, requestCard('pending'), `card-${count}`);
    await expect.poll(() => button('Approve').count()).toBe(4);
    await page.waitForTimeout(SETTLED_MS);
    await page.getByRole('log').hover({ position: { x: 10, y: 50 } });
    await page.mouse.wheel(0, -350);
    await page.waitForTimeout(300);
    await button('Approve').nth(2).click();
    await page.getByText('Your approval was not counted').waitFor();
    expect(await doubt().count()).toBe(0);
  });

  it('takes a key at once: the focus stays on what it was on', async () => {
    await platform.post(place, requestCard('pending'), 'card-1');
    await button('Approve').press('Enter');
    await page.getByText('Your approval was not counted').waitFor();
  });

  it('keeps the verdict of a card in sight that is longer than the view', async () => {
    for (let count = 0; count < 3; count += 1) await platform.post(place, healthCard, `before-${count}`);
    const long = (lines: number): Card => ({
      ...healthCard,
      title: 'The long one',
      status: 'Failed at the step "Restore".',
      blocks: Array.from({ length: lines }, (_, index) => ({ type: 'text', text: `line ${index}` })),
    });
    const ref = await platform.post(place, long(5), 'long');
    const verdict = page.getByText('Failed at the step "Restore".');
    await verdict.waitFor();
    for (const lines of [20, 60, 120]) {
      await platform.edit(ref, long(lines));
      await page.getByText(`line ${lines - 1}`, { exact: true }).waitFor({ state: 'attached' });
      await expect.poll(() => isInView('.status:last-of-type')).toBe(true);
    }
    // Whoever reads on below is left where they are.
    await page.getByRole('log').hover();
    await page.mouse.wheel(0, 5_000);
    await page.getByText('line 119', { exact: true }).waitFor();
    await page.waitForTimeout(300);
    const at = () => page.evaluate<number>(`document.querySelector('.messages').scrollTop`);
    const below = await at();
    await platform.edit(ref, { ...long(120), footer: 'run-7k2m9q4t · later' });
    await page.getByText('later').waitFor();
    expect(await at()).toBe(below);
  });

  it('opens and closes what is folded, with the keyboard as well', async () => {
    await platform.post(
      place,
      {
        ...healthCard,
        blocks: [{ type: 'code', label: 'Plan', text: 'TARGET=main', fold: 'The whole plan: 2 steps' }],
      },
      'folded',
    );
    await page.getByText('The whole plan: 2 steps').waitFor();
    expect(await page.getByText('TARGET=main').isVisible()).toBe(false);
    await page.getByText('The whole plan: 2 steps').press('Enter');
    await page.getByText('TARGET=main').waitFor();
  });

  /** Whether the last element that fits a selector lies within the list of messages. */
  function isInView(selector: string): Promise<boolean> {
    return page.evaluate<boolean>(`(() => {
      const list = document.querySelector('.messages').getBoundingClientRect();
      const box = [...document.querySelectorAll(${JSON.stringify(selector)})].at(-1).getBoundingClientRect();
      return box.top >= list.top - 1 && box.bottom <= list.bottom + 1;
    })()`);
  }
});
