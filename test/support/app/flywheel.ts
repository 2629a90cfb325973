import { join } from 'node:path';
import { FLYWHEEL_FOLDER, type FlywheelProcess, startFlywheel } from './flywheel-process.ts';
import type { Operated } from './operated.ts';
import type { Written } from './settings.ts';
import { type SystemWorld, startSystem } from './system.ts';

/** Secrets of the runbook: that of the webhooks, and the key of the exchange, are what the plant goes by. */
export const SECRETS = {
  KEYTURN_SECRET_FLYWHEEL_WEBHOOK: 'webhook-secret-of-the-demo',
  KEYTURN_SECRET_FLYWHEEL_BACKUP: 'passphrase-of-the-tests',
  KEYTURN_CREDENTIAL_FLYWHEEL_JUPITER: 'jupiter-key-of-the-demo',
};

export const FLYWHEEL: Operated<FlywheelProcess> = {
  system: 'flywheel',
  startPlant: startFlywheel,
  secrets: () => SECRETS,
  place,
};

export type FlywheelWorld = SystemWorld<FlywheelProcess>;

export async function startFlywheelWorld(): Promise<FlywheelWorld> {
  const world = await startSystem(FLYWHEEL);
  const { app, plant } = world;
  // One time for both: the plant was told noon some moments before the program was.
  plant.advance(app.clock.now().getTime() - Date.now() - plant.state().clockOffsetMs);
  return world;
}

/** The settings of the demo, at this plant. */
function place(file: Written, { url, service, metrics, folder, host }: FlywheelProcess): void {
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
