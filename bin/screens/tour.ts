import type { Locator, Page } from 'playwright-core';
import type { Card } from '../../src/chat/card.ts';
import type { Demo } from '../../test/support/demo.ts';

/** Of a card: exact, or by what stands in it. */
export type Title = string | RegExp;

/** Somebody at the console's page, and at the page of the simulated system. Every wait is for something to be seen. */
export interface Tour {
  actAs(name: string): Promise<void>;
  /** Types a command and sends it. */
  command(text: string): Promise<void>;
  /** Writes into the fields of the form that is open, the first text into the first, and hands it in. */
  fillIn(...texts: readonly string[]): Promise<void>;
  /** Writes into the fields of the form that is open, by their labels, and hands it in. A choice is chosen by a part of its text. */
  answer(fields: Readonly<Record<string, string>>): Promise<void>;
  /** Presses a button of the newest card with this title. */
  press(title: Title, label: string): Promise<void>;
  /** Waits until the newest card with this title says something. */
  untilSaid(title: Title, text: string | RegExp): Promise<void>;
  /** Turns a fault of the simulated system on or off. */
  fault(name: string, on: boolean): Promise<void>;
  /** Waits until the breaker of the simulated system may be reset. */
  untilCooledDown(): Promise<void>;
  /** The newest card with this title. */
  card(title: Title): Locator;
  /** What the newest card with this title is made of. */
  cardData(title: Title): Promise<Card>;
  /** Everybody whom one can act as. */
  people(): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

interface Message {
  readonly body: { readonly type: string; readonly card: Card } | null;
}

const LOOK_MS = 100;
const PATIENCE_MS = 60_000;

export async function startTour(
  page: Page,
  { console: home, plant }: Pick<Demo, 'console' | 'plant'>,
  channel = 'ops-twist',
): Promise<Tour> {
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${home}/#/${channel}`);
  const composer = page.getByRole('combobox', { name: /Message or command/ });
  await composer.waitFor();

  async function read<T>(path: string): Promise<T> {
    return (await (await fetch(path)).json()) as T;
  }

  /** Whom the page acts as is remembered by the page alone. */
  function persona(): Promise<string> {
    return page.evaluate<string>(`sessionStorage.getItem('keyturn.persona') ?? ''`);
  }

  function card(title: Title): Locator {
    return page.getByRole('log').getByRole('region', { name: title, exact: true }).last();
  }

  return {
    card,
    async actAs(name) {
      await page.getByRole('button', { name: /^Acting as/ }).click();
      await page.getByRole('menuitemradio', { name: new RegExp(`^${name}`) }).click();
      await page.getByRole('button', { name: new RegExp(`^Acting as ${name}`) }).waitFor();
    },
    async command(text) {
      await composer.click();
      await page.keyboard.type(text);
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('Enter');
    },
    async fillIn(...texts) {
      const dialog = page.getByRole('dialog');
      for (const [index, text] of texts.entries()) await dialog.getByRole('textbox').nth(index).fill(text);
      await dialog.getByRole('button').last().click();
      await dialog.waitFor({ state: 'hidden' });
    },
    async answer(fields) {
      const dialog = page.getByRole('dialog');
      for (const [label, value] of Object.entries(fields)) {
        const field = dialog.getByLabel(label, { exact: false }).first();
        await field.waitFor();
        const isChoice = (await dialog.locator('select').and(field).count()) > 0;
        if (!isChoice) await field.fill(value);
        else
          await field.selectOption(
            await field.locator('option', { hasText: value }).first().getAttribute('value'),
          );
      }
      await dialog.getByRole('button').last().click();
      await dialog.waitFor({ state: 'hidden' });
    },
    // By key: what has the focus stands still.
    press: (title, label) => card(title).getByRole('button', { name: label, exact: true }).press('Enter'),
    untilSaid: (title, text) => card(title).getByText(text).first().waitFor(),
    async fault(name, on) {
      const answer = await fetch(`${plant}/faults/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ on }),
      });
      if (!answer.ok) throw new Error(`the fault ${name} was answered with ${answer.status}`);
    },
    async untilCooledDown() {
      const giveUpAt = performance.now() + PATIENCE_MS;
      for (;;) {
        const { cooldownEndsAt } = await read<{ cooldownEndsAt: string | null }>(
          `${plant}/api/circuit-breaker`,
        );
        if (cooldownEndsAt !== null && Date.parse(cooldownEndsAt) < Date.now()) return;
        if (performance.now() > giveUpAt) throw new Error('the breaker does not cool down');
        await page.waitForTimeout(LOOK_MS);
      }
    },
    async cardData(title) {
      const as = await persona();
      const { messages } = await read<{ messages: readonly Message[] }>(
        `${home}/api/channels/${channel}/messages?as=${as}`,
      );
      const cards = messages.flatMap(({ body }) => (body?.type === 'card' ? [body.card] : []));
      const found = cards.findLast((one) =>
        typeof title === 'string' ? one.title === title : title.test(one.title),
      );
      if (found === undefined) throw new Error(`${as} sees no card "${title}"`);
      return found;
    },
    people: async () =>
      (await read<{ personas: readonly { id: string; name: string }[] }>(`${home}/api/state`)).personas,
  };
}
