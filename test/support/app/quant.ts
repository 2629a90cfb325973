import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Seen } from '../../contract/chat-harness.ts';
import { type AppWorld, startApp, untilNoon } from './app.ts';
import { type Person, personIn } from './person.ts';
import { QUANT_FOLDER, type QuantProcess, startQuant } from './quant-process.ts';
import type { Written } from './settings.ts';

/** Secrets of the runbook: what the plant takes. */
export const SECRETS = {
  KEYTURN_SECRET_QUANT_GAS_API_KEY: 'demo-gas-key',
  KEYTURN_SECRET_QUANT_RPC_KEY: 'demo-rpc-key',
};

export interface QuantWorld {
  readonly app: AppWorld;
  readonly plant: QuantProcess;
  as(who: string): Person;
  /** Runs what needs no approval, and answers its card once it says how it ended. */
  ran(action: string, title: string, ended?: string): Promise<Seen>;
  /** Breaks the glass, and answers what is shown before. */
  brokenGlass(action: string, title: string, form: Readonly<Record<string, string>>): Promise<Seen>;
  /** Asks for an action and has it approved. */
  approved(
    action: string,
    title: string,
    asked: { readonly form?: Readonly<Record<string, string>>; readonly approvers: readonly string[] },
  ): Promise<Seen>;
  /** Lets time pass, forty times as fast as it does, until the newest message with these texts is there. */
  after(texts: readonly string[], channel?: string): Promise<Seen>;
  calm(): Promise<void>;
  close(): Promise<void>;
}

const STEP_MS = 50;
const FASTER = 40;

/** The whole program with the runbook of quant arbitrage, on a plant of its own. */
export async function startQuantWorld(): Promise<QuantWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-quant-'));
  const plant = await startQuant(join(folder, 'plant'), untilNoon(new Date()));
  const app = await startApp({
    beside: ['quant'],
    env: SECRETS,
    settings: (file) => place(file, plant),
  }).catch(async (error: unknown) => {
    await plant.stop();
    throw error;
  });
  const as = (who: string) => personIn(app, who, 'ops-quant');

  return {
    app,
    plant,
    as,
    async ran(action, title, ended = 'Done') {
      await as('ana').command('/ops run', { action: `quant:${action}` });
      return as('ana').sees([title, ended]);
    },
    async brokenGlass(action, title, form) {
      await as('ana').command('/ops run', { action: `quant:${action}` });
      await as('ana').submit(form);
      const preview = await as('ana').sees(`Break the glass? ${title}`);
      await as('ana').click(preview, 'Break the glass now');
      return preview;
    },
    async approved(action, title, { form, approvers }) {
      const before = new Set((await as('ivan').all()).map(({ ref }) => ref.message));
      await as('ana').command('/ops run', { action: `quant:${action}` });
      if (form !== undefined) await as('ana').submit(form);
      const card = await app.until(`the request for ${title}`, async () =>
        (await as('ivan').all()).findLast(
          ({ ref, text }) => !before.has(ref.message) && text.includes(`Approval needed: ${title}`),
        ),
      );
      for (const approver of approvers) await as(approver).click(card, 'Approve');
      return card;
    },
    async after(texts, channel) {
      const shown = () => as('ivan').all(channel);
      try {
        return await app.until(`${texts.join(' … ')} after a while`, async () => {
          await sleep(STEP_MS);
          plant.advance(FASTER * STEP_MS);
          app.advance(FASTER * STEP_MS);
          return (await shown()).findLast(({ text }) => texts.every((one) => text.includes(one)));
        });
      } catch (error) {
        const newest = (await shown()).slice(-5).map(({ text }) => text);
        throw new Error([(error as Error).message, ...newest].join('\n---\n'));
      }
    },
    async calm() {
      await app.calm();
      plant.advance(2 * 3_600_000);
      await plant.heal();
    },
    async close() {
      await app.close();
      await plant.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The settings of the demo, at this plant. */
export function place(file: Written, { url, trader, host, env }: QuantProcess): void {
  const endpoints = {
    rpcPrimary: `${url}/rpc/primary`,
    rpcSecond: `${url}/rpc/second`,
    rpcThird: `${url}/rpc/third`,
  };
  file.systems.quant = {
    ...file.systems.quant,
    workdir: QUANT_FOLDER,
    path: [join(QUANT_FOLDER, 'bin')],
    vars: { ...file.systems.quant?.vars, ...endpoints, host: host.root, trader, gasApi: url },
    env: { ...env },
    origins: [url, trader],
    writable: [join(host.root, 'config')],
  };
}
