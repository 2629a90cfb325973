import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Console } from '../../src/bot/platforms/console/console.ts';
import { systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/store/database.ts';
import { chromiumNote, chromiumPath, openBrowser } from '../support/console/browser.ts';
import { commands, healthCard, requestCard } from '../support/console/fixtures.ts';
import { emptyConsole, openConsole } from '../support/console/open.ts';
import type { ScriptedReceiver } from '../support/console/receiver.ts';
import { openTestDatabase } from '../support/database.ts';

const place = { platform: 'console', workspace: 'local', channel: 'ops-twist' } as const;

describe.skipIf(chromiumPath === undefined)(`the console's page in a browser${chromiumNote}`, () => {
  let db: Database;
  let browser: Browser;
  let platform: Console;
  let receiver: ScriptedReceiver;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let served: typeof commands;

  beforeAll(async () => {
    [db, browser] = await Promise.all([openTestDatabase(systemClock), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await db.close();
  });
  beforeEach(async () => {
    await emptyConsole(db);
    served = commands;
    ({ platform, receiver } = await openConsole(db, { commands: () => served }));
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await openPage();
  });
  afterEach(async () => {
    await context.close();
    await platform.stop();
    expect(complaints, 'what the browser complained about').toEqual([]);
  });

  async function openPage(): Promise<Page> {
    const opened = await context.newPage();
    opened.setDefaultTimeout(10_000);
    opened.on('pageerror', (error) => complaints.push(String(error)));
    opened.on('console', (message) => {
      // A refused connection (or 503) is what a restart looks like, and a refusal of the bot is an answer.
      const expected = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_EMPTY|422|503/.test(message.text());
      if (message.type() === 'error' && !expected) complaints.push(message.text());
    });
    await opened.goto(`${platform.url}/#/ops-twist`);
    await composer(opened).waitFor();
    return opened;
  }

  const composer = (on: Page) => on.getByRole('combobox', { name: /Message or command/ });
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  const fromEnd = () =>
    page.evaluate<number>(
      `(() => { const el = document.querySelector('.messages'); return el.scrollHeight - el.scrollTop - el.clientHeight; })()`,
    );

  async function actAs(name: string): Promise<void> {
    await button(/Acting as/).click();
    await page.getByRole('menuitemradio', { name: new RegExp(`^${name}`) }).click();
    await button(new RegExp(`Acting as ${name}`)).waitFor();
  }

  it('takes a search of the log that failed for none that found nothing, and tries it again', async () => {
    const refusal = {
      code: 'log.too-long',
      what: 'The log was not searched to its end.',
      why: 'It took too long.',
      next: 'Narrow it.',
    };
    await page.route('**/log-search*', (route) => route.fulfill({ status: 422, json: { refusal } }), {
      times: 1,
    });
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    await page.getByLabel('Words').fill('voted');
    await page.keyboard.press('Enter');
    await page.getByText('The search was not done, so nobody knows whether there is anything.').waitFor();
    expect(await page.getByText('Nothing was found').count()).toBe(0);
    await button('Try again').click();
    await page.getByText('Ana voted').waitFor();
  });

  it('tells a newcomer what to type, and answers it', async () => {
    await page.getByText('Nothing has happened in #ops-twist yet').waitFor();
    await button('/twist health').click();
    await page.keyboard.press('Enter');
    await page.getByText('TWIST is healthy').waitFor();
    expect(await page.getByText('Only you can see this').count()).toBe(1);
  });

  it('finds a command and its options with the keyboard alone', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('run');
    expect(await page.getByRole('option').first().textContent()).toContain('/ops run');
    await page.keyboard.press('Tab');
    await page.getByRole('option', { name: 'twist/circuit-breaker/reset' }).waitFor();
    await page.keyboard.type('verify');
    await page.getByRole('option', { name: 'twist/circuit-breaker/reset' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(receiver.received).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('TWIST is healthy').waitFor();
    expect(receiver.received).toMatchObject([
      { path: ['ops', 'run'], options: { action: 'twist/circuit-breaker/verify', 'dry-run': 'false' } },
    ]);
  });

  it('knows the commands of a runbook that was reloaded while the page is open', async () => {
    const health = commands[0];
    if (health === undefined) throw new Error('there is no command to begin with');
    served = [...commands, { ...health, path: ['shop', 'open'], summary: 'Open the shop' }];
    await composer(page).fill('/shop');
    await page.getByRole('option', { name: '/shop open' }).waitFor();
    served = commands;
    await page.getByRole('option', { name: '/shop open' }).waitFor({ state: 'detached' });
  });

  it('offers commands only where somebody types, so that a draft covers no button', async () => {
    await composer(page).fill('/twist');
    const list = page.getByRole('listbox', { name: 'Commands' });
    await list.waitFor();
    await button(/Acting as/).focus();
    await list.waitFor({ state: 'detached' });
    await page.reload();
    await composer(page).waitFor();
    expect(await composer(page).inputValue()).toBe('/twist');
    expect(await list.count()).toBe(0);
    await composer(page).focus();
    await list.waitFor();
    await page.keyboard.press('ArrowDown');
    const second = await page.getByRole('option', { selected: true }).locator('.option-title').textContent();
    await button('Send').click();
    await expect
      .poll(async () => (await page.locator('.composer').textContent()) ?? '')
      .toContain(second ?? '?');
    expect(receiver.received).toEqual([]);
  });

  it('sends what was typed, not the suggestion that happens to stand first', async () => {
    await composer(page).fill('/twist');
    await page.getByRole('option', { name: '/twist health' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => receiver.received).toMatchObject([{ path: ['twist'] }]);
    expect(await composer(page).inputValue()).toBe('/twist');
    await composer(page).fill('/twist hea now');
    await page.keyboard.press('Enter');
    await expect.poll(() => receiver.received.at(-1)).toMatchObject({ path: ['twist', 'hea', 'now'] });
    await composer(page).fill('/Twist Health');
    await button('Send').click();
    await expect.poll(() => receiver.received.at(-1)).toMatchObject({ path: ['twist', 'health'] });
    await expect.poll(() => composer(page).inputValue()).toBe('');
  });

  it('opens the fields of what was found for words that no command has, and sends nothing yet', async () => {
    await composer(page).fill('/kill');
    await page.getByRole('option', { name: 'Kill the service' }).waitFor();
    await page.keyboard.press('Enter');
    const action = page.getByRole('combobox', { name: 'action' });
    await expect.poll(() => action.inputValue()).toBe('twist:service/kill');
    expect(receiver.received).toEqual([]);
  });

  it('takes a suggestion that the arrows or Tab chose, and sends it with the next Enter', async () => {
    await composer(page).fill('/twist');
    await page.getByRole('option', { name: '/twist health' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => composer(page).inputValue()).toBe('/twist health');
    expect(receiver.received).toEqual([]);
    await page.keyboard.press('Enter');
    await expect.poll(() => receiver.received).toMatchObject([{ path: ['twist', 'health'] }]);
    await composer(page).fill('/twist');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.type(' hea');
    await page.keyboard.press('Enter');
    await expect.poll(() => receiver.received.at(-1)).toMatchObject({ path: ['twist', 'hea'] });
    await composer(page).fill('/ops run ');
    await page.getByRole('combobox', { name: 'action' }).pressSequentially('verify');
    await page.getByRole('option', { name: 'twist/circuit-breaker/verify' }).waitFor();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => receiver.received.at(-1))
      .toMatchObject({ path: ['ops', 'run'], options: { action: 'verify' } });
  });

  it('takes the names of options that are typed where a field for each is open already', async () => {
    await composer(page).pressSequentially('/ops run action:twist/circuit-breaker/verify dry-run:no');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => receiver.received)
      .toMatchObject([
        { path: ['ops', 'run'], options: { action: 'twist/circuit-breaker/verify', 'dry-run': 'no' } },
      ]);
  });

  it('keeps a pasted text that is too long, says by how much, and sends nothing', async () => {
    await composer(page).fill('/twist reset ');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Reset the circuit breaker' });
    const reason = dialog.getByRole('textbox', { name: 'Reason' });
    await reason.focus();
    await page.keyboard.insertText('x'.repeat(5_000));
    await dialog.getByText('5,000 characters, and at most 1,000 fit.').waitFor();
    await dialog.getByLabel('Verdict').selectOption('false-positive');
    await button('Ask for approval').click();
    expect((await reason.inputValue()).length).toBe(5_000);
    expect(receiver.received.map(({ type }) => type)).toEqual(['command']);
    await reason.fill('x'.repeat(1_000));
    await dialog.getByText('5,000 characters').waitFor({ state: 'detached' });
    await button('Ask for approval').click();
    await dialog.waitFor({ state: 'detached' });
  });

  it('shows the card of a command, also to somebody who had scrolled back', async () => {
    for (let count = 0; count < 6; count += 1)
      await platform.post(place, requestCard('pending'), `card-${count}`);
    await expect.poll(() => page.getByRole('article').count()).toBe(6);
    await page.getByRole('log').hover({ position: { x: 10, y: 50 } });
    await page.mouse.wheel(0, -900);
    await expect.poll(fromEnd).toBeGreaterThan(400);
    await composer(page).fill('/twist health');
    await page.keyboard.press('Enter');
    await page.getByText('TWIST is healthy').waitFor();
    await expect.poll(fromEnd).toBeLessThan(2);
    await page.getByRole('log').hover({ position: { x: 10, y: 50 } });
    await page.mouse.wheel(0, -900);
    await expect.poll(fromEnd).toBeGreaterThan(400);
    await composer(page).fill('/twist reset ');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('false positive');
    await dialog.getByLabel('Verdict').selectOption('false-positive');
    await button('Ask for approval').click();
    await expect.poll(() => page.getByRole('article').count()).toBe(8);
    await expect.poll(fromEnd).toBeLessThan(2);
  });

  it('goes back as people expect: from an entry to the log, from the log to the channel', async () => {
    await platform.post(place, requestCard('pending'), 'card-1');
    await button('Approve').waitFor();
    const at = () => page.evaluate<string>('location.hash');
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    await page.getByRole('link', { name: /Reset the circuit breaker/ }).click();
    await page.getByText('Chain unbroken').waitFor();
    await page.goBack();
    await page.getByText('Chain unbroken').waitFor({ state: 'detached' });
    expect(await at()).toBe('#/log');
    await page.goForward();
    await page.getByText('Chain unbroken').waitFor();
    // Closed, it is not what the back button leads to.
    await page.keyboard.press('Escape');
    await page.getByText('Chain unbroken').waitFor({ state: 'detached' });
    expect(await at()).toBe('#/log');
    await page.goBack();
    await button('Approve').waitFor();
    expect(await at()).toBe('#/ops-twist');
    await page.getByRole('article').hover();
    await button('Open thread').click();
    await page.getByText('No replies yet').waitFor();
    await button('Close').click();
    await page.getByText('No replies yet').waitFor({ state: 'detached' });
    await page.goto(`${platform.url}/#/log/request/apr-7k2m9q4t`);
    await page.getByText('Chain unbroken').waitFor();
    await button('Close').click();
    await expect.poll(at).toBe('#/log');
  });

  it('carries a whole story: form with an error, request, own approval refused, approved by another', async () => {
    await composer(page).fill('/twist reset');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'reason' }).fill('please');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Reset the circuit breaker' });
    await dialog.getByLabel('Reason').fill('hm');
    await dialog.getByLabel('Verdict').selectOption('false-positive');
    await button('Ask for approval').click();
    await dialog.getByText('Write at least five characters.').waitFor();
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('hm');
    await dialog.getByLabel('Reason').fill('false positive, verified');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });

    await button('Approve').press('Enter');
    await page.getByText('Your approval was not counted').waitFor();
    await actAs('Ben');
    expect(await page.getByText('Your approval was not counted').count()).toBe(0);
    await button('Approve').press('Enter');
    await page.getByText('Approved by Ben. The breaker is closed.').waitFor();
    await page.getByRole('link', { name: '1 reply' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: /output\.txt/ }).click();
    expect((await download).suggestedFilename()).toBe('output.txt');
  });

  it('shows what another page does, at once', async () => {
    const other = await openPage();
    await platform.post(place, requestCard('pending'), 'card-1');
    await other.getByRole('button', { name: 'Approve' }).waitFor();
    await page.getByRole('article').hover();
    await button('React with 👀').click();
    await other.getByRole('button', { name: /^👀 Ana/ }).waitFor();
    await page.getByRole('button', { name: /^👀 Ana/ }).click();
    await other.getByRole('button', { name: /^👀 Ana/ }).waitFor({ state: 'detached' });
    expect(receiver.received.map((inbound) => inbound.type === 'reaction' && inbound.added)).toEqual([
      true,
      false,
    ]);
  });

  it('says that Keyturn does not answer, and then does what was clicked, once', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    await actAs('Ben');
    await button('Approve').waitFor();
    const { port } = new URL(platform.url);
    await platform.stop();
    await page.getByText('Keyturn does not answer').waitFor();
    await button('Approve').press('Enter');
    ({ platform, receiver } = await openConsole(db, { addr: `127.0.0.1:${port}` }));
    await page.getByText('Approved by Ben').waitFor();
    await page.getByText('Keyturn does not answer').waitFor({ state: 'detached' });
    expect(receiver.received).toMatchObject([{ type: 'button', nonce: 'approve', message: ref }]);
  });

  it('loses nothing that it showed in a restart and a reload', async () => {
    await composer(page).fill('/twist health');
    await page.keyboard.press('Enter');
    await page.getByText('TWIST is healthy').waitFor();
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    await platform.reply(ref, { text: 'Under it' }, 'reply-1');
    await composer(page).fill('half a sentence');
    const { port } = new URL(platform.url);
    await platform.stop();
    ({ platform, receiver } = await openConsole(db, { addr: `127.0.0.1:${port}` }));
    await page.reload();
    await page.getByText('TWIST is healthy').waitFor();
    await page.getByRole('link', { name: '1 reply' }).click();
    await page.getByText('Under it').waitFor();
    expect(await composer(page).inputValue()).toBe('half a sentence');
  });

  it('keeps an open form over a reload', async () => {
    await composer(page).fill('/twist reset ');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Reason').fill('half a reason');
    await page.reload();
    expect(await page.getByRole('dialog').getByLabel('Reason').inputValue()).toBe('half a reason');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('stays at the end of a channel while cards come and grow, and not for somebody who reads above', async () => {
    for (let count = 0; count < 6; count += 1)
      await platform.post(place, requestCard('pending'), `card-${count}`);
    const ref = await platform.post(place, healthCard, 'run');
    await page.getByText('TWIST is healthy').waitFor();
    const lines = (count: number) => ({
      ...healthCard,
      blocks: [{ type: 'code', text: 'output\n'.repeat(count) }] as const,
    });
    for (const count of [5, 15, 40]) await platform.edit(ref, lines(count));
    await expect.poll(fromEnd).toBeLessThan(2);
    await page.getByRole('log').hover({ position: { x: 10, y: 50 } });
    await page.mouse.wheel(0, -600);
    await expect.poll(fromEnd).toBeGreaterThan(400);
    await platform.post(place, healthCard, 'another');
    await button('New messages').click();
    await expect.poll(fromEnd).toBeLessThan(2);
  });

  it('5.17 shows hostile text as text', async () => {
    const hostile = '<img src=x onerror=alert(1)> <b>bold</b> \u202Etxt.exe *fine* `code`';
    const card = {
      ...healthCard,
      title: hostile,
      blocks: [
        { type: 'text', text: hostile },
        { type: 'table', head: [hostile], rows: [[hostile]] },
        { type: 'code', text: hostile },
      ] as const,
      controls: [
        { type: 'button', nonce: 'n', label: hostile, style: 'default' },
        { type: 'link', url: 'javascript:alert(1)', label: 'harmless' },
      ] as const,
    };
    await platform.post(place, card, 'card-1');
    await page.getByRole('heading', { name: /<img src=x/ }).waitFor();
    expect(await page.locator('.card img, .card h2 b').count()).toBe(0);
    expect(await page.locator('.card .text b').allTextContents()).toEqual(['fine']);
    expect(await page.locator('.card').textContent()).toContain('\\u202Etxt.exe');
    expect(await page.getByText('harmless').count()).toBe(0);
  });

  it('marks what is unread, for each persona', async () => {
    await platform.post({ ...place, channel: 'alerts-twist' }, healthCard, 'card-1');
    const alerts = page.getByRole('link', { name: /alerts-twist/ });
    await alerts.getByLabel('1 unread').waitFor();
    await alerts.click();
    await page.getByText('TWIST is healthy').waitFor();
    await alerts.getByLabel('1 unread').waitFor({ state: 'detached' });
    await actAs('Ben');
    await page.getByText('TWIST is healthy').waitFor();
    await page.goto(`${platform.url}/#/eng-twist`);
    await actAs('Chen');
    await alerts.getByLabel('1 unread').waitFor();
  });

  it('shows a refusal of the bot with what to do next', async () => {
    await composer(page).fill('/ops status');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Try something else.').waitFor();
    await button('Dismiss').click();
    await page.getByText('Try something else.').waitFor({ state: 'detached' });
  });

  it('shows the log of a request, its chain and its proofs', async () => {
    await platform.post(place, requestCard('pending'), 'card-1');
    await page.getByRole('article').hover();
    await button('Log of request/apr-7k2m9q4t').click();
    await page.getByText('Chain unbroken').waitFor();
    await page.getByText('3 of 4 proved to be in the signed tree.').waitFor();
    expect(await page.getByText('proved: leaf').count()).toBe(3);
    await page.keyboard.press('Escape');
    await page.getByText('Chain unbroken').waitFor({ state: 'detached' });
  });

  it('5.16 deletes a message for everybody', async () => {
    page.on('dialog', (dialog) => void dialog.accept());
    await platform.post(place, requestCard('pending'), 'card-1');
    await page.getByRole('article').hover();
    await button('Delete message').click();
    await page.getByRole('article').waitFor({ state: 'detached' });
  });

  it('fits a phone of 390 pixels, with channels in a drawer', async () => {
    await platform.post(place, requestCard('pending'), 'card-1');
    await platform.post(place, healthCard, 'card-2');
    await page.setViewportSize({ width: 390, height: 844 });
    const overflow = () => page.evaluate('document.documentElement.scrollWidth > innerWidth');
    await page.getByText('TWIST is healthy').waitFor();
    expect(await overflow()).toBe(false);
    await button('Channels').click();
    await page.getByRole('link', { name: /eng-twist/ }).click();
    await page.getByText('Nothing has happened in #eng-twist yet').waitFor();
    expect(await overflow()).toBe(false);
  });

  it.each(['light', 'dark'] as const)('has enough contrast in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await platform.post(place, requestCard('pending'), 'card-1');
    await platform.post(place, requestCard('rejected', 'Ben'), 'card-2');
    await platform.post(place, requestCard('approved', 'Ben'), 'card-3');
    await page.getByText('Approved by Ben').waitFor();
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
  });
});

/** Runs in the page: visible text whose contrast with its ground is under 4.5 to 1. */
const LOW_CONTRAST = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (el) => {
    for (let at = el; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const low = [];
  for (const el of document.querySelectorAll('#root *')) {
    const says = [...el.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!says || !el.checkVisibility({ opacityProperty: true }) || el.closest('[disabled]')) continue;
    const [a, b] = [light(rgba(getComputedStyle(el).color)), light(ground(el))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.push(el.className + ' ' + el.textContent.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return low;
})()`;
