import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../../src/files/project-root.ts';
import type { Seen } from '../../contract/chat-harness.ts';
import { type AppWorld, startApp } from './app.ts';
import { type Person, personIn } from './person.ts';
import type { Written } from './settings.ts';
import { startTokenforge, TOKENFORGE_FOLDER, type TokenforgeProcess } from './tokenforge-process.ts';

/** Secrets of the runbook. They open nothing, and nobody must ever read them. */
export const SECRETS = {
  KEYTURN_CREDENTIAL_TOKENFORGE_ADMIN: 'admin-token-of-the-tests',
  KEYTURN_SECRET_TOKENFORGE_ALCHEMY_KEY: 'key-of-alchemy-of-the-tests',
  KEYTURN_CREDENTIAL_TOKENFORGE_ALCHEMY: 'key-of-alchemy-of-the-tests',
  KEYTURN_CREDENTIAL_TOKENFORGE_COINGECKO: 'coingecko-key-of-the-tests',
  KEYTURN_SECRET_TOKENFORGE_CONVEX_DEPLOY_KEY: 'convex-key-of-the-tests',
  KEYTURN_CREDENTIAL_TOKENFORGE_SENTRY: 'sentry-token-of-the-tests',
  KEYTURN_CREDENTIAL_TOKENFORGE_SOCIAL: 'social-token-of-the-tests',
  KEYTURN_SECRET_TOKENFORGE_VERCEL_TOKEN: 'vercel-token-of-the-tests',
};

/** Where the plant of the demo answers. */
const DEMO_URL = 'http://127.0.0.1:4350';

/** Who asks for an action, with what, and who approves it. */
export interface Asked {
  readonly by?: string;
  /** The fields of its form; absent: it has none. */
  readonly form?: Readonly<Record<string, string>>;
  readonly approvers?: readonly string[];
}

/** Who says that something is done, and what proves it. */
export interface Answer {
  readonly by: string;
  readonly evidence?: string;
}

export interface TokenforgeWorld {
  readonly app: AppWorld;
  readonly plant: TokenforgeProcess;
  as(who: string): Person;
  /** Asks for an action, has it approved by Ben unless others are named, and answers the card of its request. */
  approved(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** The same for one that is carried out. */
  carriedOut(action: string, title: string, asked?: Asked): Promise<Seen>;
  /** Answers that what a run asks for is done, on its card, which says `question`. */
  answered(title: string, question: string, answer: Answer): Promise<Seen>;
  /** Runs what needs no approval, and answers its card once it says how it ended, in words that no earlier card of it has. */
  ran(action: string, title: string, ended?: string | readonly string[]): Promise<Seen>;
  /** One person breaks the glass at once. */
  glassBroken(action: string, title: string, form?: Readonly<Record<string, string>>): Promise<void>;
  /** Nothing is open any more, and the plant is healthy. */
  calm(): Promise<void>;
  close(): Promise<void>;
}

/** The whole program with the runbook of TokenForge, on a plant of its own. */
export async function startTokenforgeWorld(): Promise<TokenforgeWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-tokenforge-'));
  const plant = await startTokenforge(join(folder, 'plant'));
  const app = await startApp({
    beside: ['tokenforge'],
    env: SECRETS,
    settings: (file) => placeTokenforge(file, plant),
  }).catch(async (error: unknown) => {
    await plant.stop();
    throw error;
  });
  const as = (who: string) => personIn(app, who, 'ops-tokenforge');

  const approved: TokenforgeWorld['approved'] = async (
    action,
    title,
    { by = 'ana', form, approvers = ['ben'] } = {},
  ) => {
    await as(by).command('/ops run', { action: `tokenforge:${action}` });
    if (form !== undefined) await as(by).submit(form);
    const card = await as('ivan').sees(`Approval needed: ${title}`);
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
    async answered(title, question, { by, evidence }) {
      // The request shows the question as well, as a part of its plan.
      const card = await as(by).sees([title, `Needs an answer: ${question}`]);
      await as(by).click(card, 'Done');
      await as(by).submit(evidence === undefined ? {} : { evidence });
      return card;
    },
    async ran(action, title, ended = 'Done after') {
      await as('ana').command('/ops run', { action: `tokenforge:${action}` });
      return as('ana').sees([title, ended].flat());
    },
    async glassBroken(action, title, form = {}) {
      await as('ana').command('/ops run', { action: `tokenforge:${action}` });
      await as('ana').submit({ ...form, _reason: 'something is wrong', _confirmation: action });
      const preview = await as('ana').sees(`Break the glass? ${title}`);
      await as('ana').click(preview, 'Break the glass now');
    },
    async calm() {
      await app.calm();
      plant.heal();
    },
    async close() {
      await app.close();
      await plant.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Puts the system of the demo into settings, at this plant. */
export function placeTokenforge(
  file: Pick<Written, 'systems'>,
  { url, tlsPort, folder, host }: TokenforgeProcess,
): void {
  const demo = readFileSync(join(projectRoot, 'examples', 'demo', 'keyturn.yaml'), 'utf8');
  const system = (parse(demo.replaceAll(DEMO_URL, url)) as Written).systems.tokenforge;
  const { staging, release, recovery, backups, config, secure, origin, tls } = host;
  file.systems.tokenforge = {
    ...system,
    workdir: TOKENFORGE_FOLDER,
    path: [join(TOKENFORGE_FOLDER, 'bin')],
    vars: {
      ...system?.vars,
      ...{ staging, release, recovery, backups, config, repository: origin },
      backupKey: join(TOKENFORGE_FOLDER, 'backup-key.asc'),
      productionEnv: join(secure, '.env.production'),
      siteAddress: `127.0.0.1:${tlsPort}`,
      logSeconds: '1',
    },
    writable: [config],
    env: {
      TOKENFORGE_PLANT_STATE: folder,
      TOKENFORGE_PLANT_PACE: '0',
      GNUPGHOME: host.gnupg,
      SSL_CERT_FILE: join(tls, 'ca.crt'),
    },
  };
}
