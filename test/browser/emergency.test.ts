import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveBreakGlass } from '../../src/approval/review/policy.ts';
import { runCard } from '../../src/bot/cards/run-card.ts';
import type { Console } from '../../src/bot/platforms/console/console.ts';
import type { Card, Form } from '../../src/chat/card.ts';
import { type CardDraft, intentsOf, signDraft } from '../../src/chat/draft.ts';
import { systemClock } from '../../src/clock.ts';
import { cancelPreview } from '../../src/commands/cancel-preview.ts';
import { NO_OUTPUT } from '../../src/runbook/engine/output/store.ts';
import { newStepRun } from '../../src/runbook/run/step-run.ts';
import type { RunView } from '../../src/runbook/service.ts';
import type { Database } from '../../src/store/database.ts';
import { chromiumNote, chromiumPath, openBrowser } from '../support/console/browser.ts';
import { emptyConsole, openConsole } from '../support/console/open.ts';
import { openTestDatabase } from '../support/database.ts';
import { fakeStep, planWith } from '../support/planned.ts';

const place = { platform: 'console', workspace: 'local', channel: 'ops-twist' } as const;
const AT = new Date('2026-11-28T03:12:00Z');
const LONG = 'x-coin-flywheel-executor-of-the-second-settlement-layer.service';
const TITLE = `Stop the service ${LONG} at once`;

const steps = [
  fakeStep('stop', {
    title: `Stop ${LONG}`,
    kind: 'service',
    spec: { does: 'stop', service: LONG, expect: null } as never,
  }),
  ...Array.from({ length: 6 }, (_step, index) => fakeStep(`step-${index}`, { title: `Step ${index} of it` })),
  fakeStep('again', { title: `Stop ${LONG} all the same`, phase: 'on-failure' }),
];

function emergency(state: RunView['state']): RunView {
  const isOver = state === 'cancelled';
  return {
    ...{
      id: 'run-7k2m9q4t',
      requestId: 'apr-7k2m9q4t',
      requester: 'Ana Ruiz',
      state,
      outcome: null,
      note: null,
    },
    ...{ reason: null, offers: null, queuedAt: AT, startedAt: AT, wayDownStopped: null, place: null },
    finishedAt: isOver ? new Date(AT.getTime() + 9_000) : null,
    cancel: isOver ? { by: 'Ben Okafor', reason: 'I pressed the wrong button' } : null,
    plan: planWith(steps, {
      title: TITLE,
      action: `flywheel-of-the-second-layer:emergency/${LONG}`,
      risk: 'critical',
      policy: {
        kind: 'break-glass',
        policy: resolveBreakGlass({
          of: ['sre'],
          limit: { count: 1, per: 1_000 },
          review: { of: ['sre'], quorum: 1, within: 1_000 },
          page: 'sre',
        }),
      } as never,
      next: ['kill', 'isolate', 'alert'].map((name) => ({
        action: `flywheel:${name}`,
        title: `${name} ${LONG}`,
        after: { outcome: 'failed' },
      })),
    }),
    steps: steps.map((_step, position) => ({
      ...newStepRun(position),
      ...(position === 0
        ? { state: isOver ? 'cancelled' : 'running', outcome: isOver ? 'unknown' : null, startedAt: AT }
        : {}),
    })),
    printed: NO_OUTPUT,
  } as unknown as RunView;
}

const FORM: Form = {
  title: `Leave the rest undone: ${TITLE}`,
  nonce: 'leave-undone',
  submit: 'Leave it undone',
  intro: Array.from({ length: 30 }, (_line, index) => `Step ${index} of ${LONG} is left undone.`).join('\n'),
  fields: [{ name: 'reason', label: 'Why', type: 'longtext', required: true, maxLength: 2_000 }],
} as unknown as Form;

describe.skipIf(chromiumPath === undefined)(`an emergency on a phone${chromiumNote}`, () => {
  let db: Database;
  let browser: Browser;
  let platform: Console;
  let page: Page;
  beforeAll(async () => {
    [db, browser] = await Promise.all([openTestDatabase(systemClock), openBrowser()]);
    await emptyConsole(db);
    ({ platform } = await openConsole(db, {}));
  });
  beforeEach(async () => {
    await emptyConsole(db);
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  });
  afterAll(async () => {
    await browser.close();
    await platform.stop();
    await db.close();
  });

  async function shows(card: CardDraft): Promise<void> {
    await platform.post(place, signed(card), 'card');
    await page.goto(`${platform.url}/#/ops-twist`);
    await page.locator('.card .controls').waitFor();
  }
  /** Elements of the card, or of the form, that stick out of it or of the page. */
  const stickingOut = (root: string): Promise<readonly string[]> =>
    page.evaluate(`[...document.querySelectorAll('${root}, ${root} *')]
      .filter((one) => {
        const { left, right, width } = one.getBoundingClientRect();
        return width > 1 && (right > innerWidth + 1 || left < -1);
      })
      .map((one) => one.tagName + '.' + one.className)`);
  const boxOf = async (name: string) => page.getByRole('button', { name }).first().boundingBox();

  it.each([
    ['under way', 'running', 'Cancel'],
    ['cancelled', 'cancelled', `kill ${LONG}`],
  ] as const)(
    'fits while it is %s, with its verdict and its first button in sight',
    async (_what, state, button) => {
      await shows(runCard(emergency(state), { name: (id) => id }));
      await page.screenshot({ path: `${process.env.SHOTS ?? '/tmp'}/emergency-${state}.png` });
      expect(await stickingOut('.card')).toEqual([]);
      const [status, box] = [await page.locator('.card .status').boundingBox(), await boxOf(button)];
      expect(box && box.y + box.height).toBeLessThanOrEqual(844);
      expect(status && box && status.y >= 0 && status.y + status.height <= box.y).toBe(true);
    },
  );

  it('fits as it asks before a cancel, with the button in sight', async () => {
    await shows(cancelPreview(emergency('running'), (id) => id, AT));
    await page.screenshot({ path: `${process.env.SHOTS ?? '/tmp'}/emergency-question.png` });
    expect(await stickingOut('.card')).toEqual([]);
    const [status, box] = [await page.locator('.card .status').boundingBox(), await boxOf('Cancel it now')];
    expect(box && box.y + box.height).toBeLessThanOrEqual(844);
    expect(status && box && status.y + status.height <= box.y).toBe(true);
  });

  it('has the button of a form in sight, however much the form says', async () => {
    await page.goto(`${platform.url}/#/ops-twist`);
    await page.getByText('Nothing has happened in #ops-twist yet').waitFor();
    const open = JSON.stringify(JSON.stringify({ form: FORM, values: {}, place }));
    await page.evaluate(`sessionStorage.setItem('keyturn.form', ${open})`);
    await page.reload();
    await page.getByRole('dialog').waitFor();
    await page.screenshot({ path: `${process.env.SHOTS ?? '/tmp'}/emergency-form.png` });
    expect(await stickingOut('dialog')).toEqual([]);
    const box = await boxOf('Leave it undone');
    expect(box && box.y + box.height).toBeLessThanOrEqual(844);
  });
});

function signed(draft: CardDraft): Card {
  return signDraft(
    draft,
    intentsOf(draft).map((_intent, index) => `nonce-${index}`),
  );
}
