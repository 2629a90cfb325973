import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestCard } from '../../src/bot/cards/request-card.ts';
import type { Console } from '../../src/bot/platforms/console/console.ts';
import type { Card } from '../../src/chat/card.ts';
import { intentsOf, signDraft } from '../../src/chat/draft.ts';
import { systemClock } from '../../src/clock.ts';
import type { PlanLines } from '../../src/commands/plan-lines.ts';
import type { Database } from '../../src/store/database.ts';
import { chromiumNote, chromiumPath, openBrowser } from '../support/console/browser.ts';
import { emptyConsole, openConsole } from '../support/console/open.ts';
import { openTestDatabase } from '../support/database.ts';
import { requestView } from '../support/request-view.ts';

const place = { platform: 'console', workspace: 'local', channel: 'ops-twist' } as const;
const AT = new Date('2026-11-28T12:00:00Z');

const VIEW = requestView({
  openedAt: AT,
  expiresAt: new Date('2026-11-29T12:00:00Z'),
  status: 'Waiting for approvals: 0 of 2 from sre or security-lead.',
  subject: { kind: 'plan', id: 'flywheel:slippage/set', title: 'Change the highest slippage' },
  environment: 'demo',
  requester: { id: 'ana', name: 'Ana Ruiz' },
  reason: 'The market is thin tonight.',
  groups: [{ of: ['sre', 'security-lead'], quorum: 2, filledBy: [] }],
  awaited: ['sre', 'security-lead'],
});

/** A plan that touches much, and decides by a direction that needs some words. */
const PLAN: PlanLines = {
  risk: 'high',
  direction:
    'Counts as loosening bps, because no run of flywheel:settings/show has told lately what holds now; 1000 asked for',
  params: [{ label: 'bps', value: '1000' }],
  targets: [
    'http://127.0.0.1:4331/health',
    'file:/var/lib/keyturn/plant/flywheel/host/app/.env',
    'script:scripts/held.sh',
    'compose:x-coin-flywheel',
    'script:scripts/container.sh',
    'script:scripts/same-secrets.sh',
    'channel:ops-flywheel',
  ],
  source: 'L1',
  steps: [
    { title: '1. Look', lines: ['GET http://127.0.0.1:4331/health'], changes: false },
    { title: '2. Set it', lines: ['MAX_SLIPPAGE_BPS: 300 -> 1000'], changes: true },
  ],
};

describe.skipIf(chromiumPath === undefined)(`a request that touches much, on the page${chromiumNote}`, () => {
  let db: Database;
  let browser: Browser;
  let platform: Console;
  let page: Page;
  beforeAll(async () => {
    [db, browser] = await Promise.all([openTestDatabase(systemClock), openBrowser()]);
    await emptyConsole(db);
    ({ platform } = await openConsole(db, {}));
    page = await browser.newPage();
    await platform.post(place, cardOf(), 'request');
    await page.goto(`${platform.url}/#/ops-twist`);
  });
  afterAll(async () => {
    await browser.close();
    await platform.stop();
    await db.close();
  });

  it.each([
    [390, 844],
    [1280, 800],
  ])('shows who, why, what would run and Approve at once on %d x %d', async (width, height) => {
    await page.setViewportSize({ width, height });
    await page.reload();
    const card = page.getByRole('region', { name: /^Approval needed/ });
    const buttons = card.locator('.controls');
    await buttons.waitFor();
    const parts = ['Ana Ruiz', 'The market is thin tonight.', 'MAX_SLIPPAGE_BPS: 300 -> 1000'];
    await expect
      .poll(async () => {
        const [list, bar] = [await page.locator('.messages').boundingBox(), await buttons.boundingBox()];
        const boxes = parts.map((text) => card.getByText(text, { exact: true }).first().boundingBox());
        const isSeen = (await Promise.all(boxes)).map(
          (box) =>
            box !== null && list !== null && bar !== null && box.y >= list.y && box.y + box.height <= bar.y,
        );
        return parts.filter((_part, index) => !isSeen[index]);
      })
      .toEqual([]);
    await expect.poll(() => card.getByText('Touches 7 things').count()).toBe(1);
  });
});

function cardOf(): Card {
  const draft = requestCard(VIEW, PLAN, AT);
  return signDraft(
    draft,
    intentsOf(draft).map((_intent, index) => `nonce-${index}`),
  );
}
