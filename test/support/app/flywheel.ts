import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Seen } from '../../contract/chat-harness.ts';
import { type AppWorld, startApp, untilNoon } from './app.ts';
import { FLYWHEEL_FOLDER, type FlywheelProcess, startFlywheel } from './flywheel-process.ts';
import { type Person, personIn } from './person.ts';
import type { Written } from './settings.ts';

/** Secrets of the runbook: that of the webhooks, and the key of the exchange, are what the plant goes by. */
export const SECRETS = {
  KEYTURN_SECRET_FLYWHEEL_WEBHOOK: 'webhook-secret-of-the-demo',
  KEYTURN_SECRET_FLYWHEEL_BACKUP: 'passphrase-of-the-tests',
  KEYTURN_CREDENTIAL_FLYWHEEL_JUPITER: 'jupiter-key-of-the-demo',
};

/** Who asks for an action, with what, and who approves it. */
export interface Asked {
  readonly by?: string;
  /** The fields of its form; absent: it has none. */
  readonly form?: Readonly<Record<string, string>>;
  readonly approvers?: readonly string[];
}

export interface FlywheelWorld {
  readonly app: AppWorld;
  readonly plant: FlywheelProcess;
  as(who: string): Person;
  /** Asks for an action, has it approved by Ben, and Chen where it takes two, and answers the card of its request. */
  approved(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** The same for one that is carried out. */
  carriedOut(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** Runs what needs no approval, with the fields of its form if it has one, and answers its card once it says how it ended. */
  ran(action: string, title: string, ended?: string, form?: Asked['form']): Promise<Seen>;
  advance(ms: number): void;
  /** Nothing is open any more, and the plant is healthy and runs. */
  calm(): Promise<void>;
  close(): Promise<void>;
}

/** The whole program with the runbook of the flywheel, on a plant of its own. */
export async function startFlywheelWorld(): Promise<FlywheelWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-flywheel-'));
  const plant = await startFlywheel(join(folder, 'plant'), untilNoon(new Date()));
  const app = await startApp({
    beside: ['flywheel'],
    env: SECRETS,
    settings: (file) => placeFlywheel(file, plant),
  }).catch(async (error: unknown) => {
    await plant.stop();
    throw error;
  });
  // One time for both: the plant was told noon some moments before the program was.
  plant.advance(app.clock.now().getTime() - Date.now() - plant.state().clockOffsetMs);
  const as = (who: string) => personIn(app, who, 'ops-flywheel');

  /** The newest message with these texts that was not there before `doing`: the same is asked for more than once. */
  async function newAfter(who: string, texts: readonly string[], doing: () => Promise<void>): Promise<Seen> {
    const before = new Set((await as(who).all()).map(({ ref }) => ref.message));
    await doing();
    const fresh = async () => (await as(who).all()).filter(({ ref }) => !before.has(ref.message));
    try {
      return await app.until(`${who} sees ${texts.join(' … ')} anew`, async () =>
        (await fresh()).findLast(({ text }) => texts.every((part) => text.includes(part))),
      );
    } catch (error) {
      throw new Error([(error as Error).message, ...(await fresh()).map(({ text }) => text)].join('\n---\n'));
    }
  }

  async function asked(by: string, action: string, form: Asked['form']): Promise<void> {
    await as(by).command('/ops run', { action: `flywheel:${action}` });
    if (form !== undefined) await as(by).submit(form);
  }

  const approved: FlywheelWorld['approved'] = async (
    action,
    title,
    { by = 'ana', form, approvers = ['ben'] } = {},
  ) => {
    const card = await newAfter('ivan', [`Approval needed: ${title}`], () => asked(by, action, form));
    for (const approver of approvers) await as(approver).click(card, 'Approve');
    return card;
  };

  return {
    app,
    plant,
    as,
    approved,
    carriedOut: async (action, title, asked) =>
      as('ivan').reads(await approved(action, title, asked), 'Carried out'),
    ran: (action, title, ended = 'Done', form) =>
      newAfter('ana', [title, ended], () => asked('ana', action, form)),
    advance(ms) {
      plant.advance(ms);
      app.advance(ms);
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
export function placeFlywheel(file: Written, { url, service, metrics, folder, host }: FlywheelProcess): void {
  const { app: checkout, staging, secure, archive, backups } = host;
  const paths = { checkout, staging, secure, archive, backups };
  const addresses = {
    service,
    metrics,
    rpc: `${url}/rpc/mainnet-beta`,
    rpcBackup: `${url}/rpc/ankr`,
    quoteApi: `${url}/jup`,
  };
  file.systems.flywheel = {
    ...file.systems.flywheel,
    workdir: FLYWHEEL_FOLDER,
    path: [join(FLYWHEEL_FOLDER, 'bin')],
    vars: {
      ...file.systems.flywheel?.vars,
      ...paths,
      ...addresses,
      reportsTarget: join(folder, 'backup-server', 'reports/'),
    },
    env: { FLYWHEEL_PLANT_STATE: folder, FLYWHEEL_PLANT_PACE: '0', GNUPGHOME: join(folder, 'host', 'gnupg') },
    origins: [url, service, metrics],
    credentials: { jupiter: { variable: 'FLYWHEEL_JUPITER', header: 'x-api-key', origins: [url] } },
    writable: [checkout],
  };
}
