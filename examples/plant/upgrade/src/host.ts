import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layRepository } from '../../kit/repository.ts';
import { PAYER, PROGRAM } from './addresses.ts';
import { addressOf, SCHEMA } from './database.ts';
import { codeOf, type UnitName } from './state.ts';

/** The checkout below the state folder, and what is in it. */
export function checkoutOf(folder: string) {
  const root = join(folder, 'checkout');
  return {
    root,
    env: join(root, 'backend', '.env'),
    source: join(root, 'programs', 'program-upgrade-system', 'src', 'lib.rs'),
    manifest: join(root, 'programs', 'program-upgrade-system', 'Cargo.toml'),
    backups: join(root, 'backups'),
    payer: join(folder, 'secure', 'payer.json'),
  };
}

export function logOf(folder: string, unit: UnitName): string {
  return join(folder, unit === 'upgrade-manager' ? 'backend.log' : `${unit}.log`);
}

const DAY_MS = 86_400_000;

/** Makes what is missing: checkout, settings, keys, two backups of which one is old. What is there stays as it is. */
export function furnish(
  folder: string,
  places: { readonly plant: string; readonly databasePort: number },
): void {
  const checkout = checkoutOf(folder);
  // The database may run as a user of its own, who must be able to enter.
  chmodSync(folder, 0o755);
  if (existsSync(checkout.env)) return;
  for (const path of ['programs/program-upgrade-system/src', 'backend/src/db', 'backups', 'target/deploy']) {
    mkdirSync(join(checkout.root, path), { recursive: true });
  }
  mkdirSync(join(folder, 'secure'), { recursive: true, mode: 0o700 });
  writeFileSync(checkout.payer, JSON.stringify(PAYER.bytes), { mode: 0o600 });
  writeFileSync(checkout.source, '// Improved liquidation logic with safety checks.\n');
  writeFileSync(checkout.manifest, '[package]\nname = "program-upgrade-system"\nversion = "2.0.0"\n');
  writeFileSync(join(checkout.root, 'backend/src/db/schema.sql'), SCHEMA);
  writeFileSync(
    join(checkout.root, 'backend/.env.example'),
    'DATABASE_URL=\nRPC_URL=\nPROGRAM_ID=\nPAYER_KEYPAIR_PATH=\n',
  );
  writeFileSync(join(checkout.root, '.gitignore'), '.env\ntarget/\nbackups/\naccounts.txt\nfailed.txt\n');
  layRepository(checkout.root, {}, 'Improve the liquidation logic');
  layBackups(checkout.backups);
  writeFileSync(
    checkout.env,
    `DATABASE_URL=${addressOf(places.databasePort)}
RPC_URL=${places.plant}/rpc
PROGRAM_ID=${PROGRAM}
PAYER_KEYPAIR_PATH=${checkout.payer}
`,
    { mode: 0o600 },
  );
}

/** The tagged version that a rollback needs, and backups by day, some older than the thirty days for which they are kept. */
function layBackups(backups: string): void {
  const days = [45, 40, 35, 9, 8, 7, 6, 5, 4, 3, 2, 1];
  const files = ['program_v1.so', ...days.map((age) => `program_${dayOf(age)}.so`)];
  const ages = [60, ...days];
  const sums = files.map((name, index) => {
    const path = join(backups, name);
    writeFileSync(path, codeOf('1.0.0', 'first'));
    const time = new Date(Date.now() - (ages[index] ?? 0) * DAY_MS);
    utimesSync(path, time, time);
    return `${createHash('sha256').update(readFileSync(path)).digest('hex')}  ${name}\n`;
  });
  writeFileSync(join(backups, 'SHA256SUMS'), sums.join(''));
}

function dayOf(daysAgo: number): string {
  return new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
}
