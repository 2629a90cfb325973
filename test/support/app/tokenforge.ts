import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../../src/files/project-root.ts';
import type { Operated } from './operated.ts';
import type { Written } from './settings.ts';
import { type SystemWorld, startSystem } from './system.ts';
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

export const TOKENFORGE: Operated<TokenforgeProcess> = {
  system: 'tokenforge',
  startPlant: startTokenforge,
  secrets: () => SECRETS,
  place,
};

export type TokenforgeWorld = SystemWorld<TokenforgeProcess>;

export const startTokenforgeWorld = (): Promise<TokenforgeWorld> => startSystem(TOKENFORGE);

/** Puts the system of the demo into settings, at this plant. */
function place(file: Written, { url, tlsPort, folder, host }: TokenforgeProcess): void {
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
