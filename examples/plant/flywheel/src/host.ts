import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { EXECUTOR, FEE_COLLECTOR, TOKEN_MINT } from './addresses.ts';
import type { Plant } from './store.ts';

/** The folders of the host below the state folder. */
export function hostOf(folder: string) {
  const host = join(folder, 'host');
  const app = join(host, 'app');
  return {
    app,
    env: join(app, '.env'),
    reports: join(app, 'reports'),
    secure: join(host, 'secure'),
    backups: join(host, 'backups'),
    archive: join(host, 'archive'),
    staging: join(host, 'staging'),
    origin: join(host, 'origin.git'),
    log: join(folder, 'x-coin-flywheel.log'),
  };
}
export type Host = ReturnType<typeof hostOf>;

/** What `.env` begins with. The secret is the demo's own, and opens nothing else. */
const WEBHOOK_SECRET = 'webhook-secret-of-the-demo';
const DAY_MS = 86_400_000;

/** Makes what is missing on the host: checkout, settings, keys, reports. What is there stays as it is. */
export function furnish(folder: string, url: string, now: Date): void {
  const host = hostOf(folder);
  for (const path of [host.reports, host.secure, host.backups, host.archive]) {
    mkdirSync(path, { recursive: true });
  }
  mkdirSync(join(folder, 'host', 'gnupg'), { recursive: true, mode: 0o700 });
  const executor = join(host.secure, 'executor-old.json');
  if (!existsSync(host.env)) writeFileSync(host.env, settings(url, executor), { mode: 0o600 });
  if (!existsSync(executor)) writeFileSync(executor, JSON.stringify(EXECUTOR.bytes), { mode: 0o600 });
  if (!existsSync(join(host.reports, 'epoch-001.json'))) layReports(host, now);
  if (!existsSync(host.origin)) layRepository(host);
}

/** State and host are as at first. The container is as it is: `docker-compose up -d` creates it on that. */
export function healPlant(plant: Plant): void {
  plant.heal();
  const { env, secure, reports, backups, archive } = hostOf(plant.folder);
  for (const path of [env, secure, reports, backups, archive]) rmSync(path, { recursive: true, force: true });
  const { url } = plant.read();
  if (url !== '') furnish(plant.folder, url, plant.now());
}

/** The values of `.env`, or nothing when there is none. */
export function readSettings({ env }: Pick<Host, 'env'>): Record<string, string> | undefined {
  if (!existsSync(env)) return undefined;
  // Every value of a dotenv file is a text; the type of Node says that a name may be missing.
  return Object.fromEntries(
    Object.entries(parseEnv(readFileSync(env, 'utf8'))).map(([name, value]) => [name, value ?? '']),
  );
}

function settings(url: string, executor: string): string {
  return `# Settings of x-coin-flywheel. Changes count once the container is created anew.
SOLANA_RPC_URL=${url}/rpc/mainnet-beta
QUOTE_API_URL=${url}/jup
EXECUTOR_KEYPAIR_PATH=${executor}
FEE_COLLECTOR_PUBKEY=${FEE_COLLECTOR}
TOKEN_MINT=${TOKEN_MINT}

# Must add up to 100
BUYBACK_PERCENT=70
ADS_PERCENT=30
ADS_ENGINE_MODE=manual

MAX_SLIPPAGE_BPS=300 # 3%
MAX_BUDGET_PER_EPOCH_USD=1000
EPOCH_INTERVAL_SECONDS=3600
ENABLE_SCHEDULER=true
WEBHOOK_SECRET=${WEBHOOK_SECRET}
`;
}

/** What an epoch of 640 USD does. */
const USUAL = {
  buyback: { budgetUsd: 448, quote: { inputUsd: 448, outAmount: 17_839, priceImpactBps: 45 } },
  ads: { mode: 'manual', budget_usd: 192, duration_hours: 24, targeting: {}, post_id: '1234567890' },
};

/** Three reports of today, and two that are older than the thirty days for which they are kept. */
function layReports({ reports }: Host, now: Date): void {
  for (const [index, days] of [45, 33, 0.1, 0.06, 0.02].entries()) {
    const at = new Date(now.getTime() - days * DAY_MS);
    const path = join(reports, `epoch-00${index + 1}.json`);
    const report = {
      epoch: index + 1,
      finishedAt: at.toISOString(),
      fees: { usd: 640 },
      execution: USUAL,
      errors: [],
    };
    writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
    // The machine's clock, by which find counts.
    const time = new Date(Date.now() - days * DAY_MS);
    utimesSync(path, time, time);
  }
}

const FILES = {
  '.gitignore': '.env\nreports/\n',
  '.env.example': 'SOLANA_RPC_URL=https://api.mainnet-beta.solana.com\nWEBHOOK_SECRET=YOUR_WEBHOOK_SECRET\n',
  'docker-compose.yml': `services:
  x-coin-flywheel:
    build: .
    env_file: .env
    ports: ["3000:3000", "9090:9090"]
`,
  'package.json': `${JSON.stringify({ name: 'x-coin-flywheel', version: '1.4.0', dependencies: { '@solana/web3.js': '1.98.0' } }, null, 2)}\n`,
};

/** A checkout, a staging checkout, and their origin, which is one commit ahead. */
function layRepository({ app, staging, origin }: Host): void {
  git(app, 'init', '--quiet', '--initial-branch=main');
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(app, name), text);
  commit(app, 'Release 1.4.0');
  git(app, 'clone', '--quiet', '--bare', app, origin);
  git(app, 'remote', 'add', 'origin', origin);
  git(app, 'clone', '--quiet', origin, staging);
  writeFileSync(join(staging, 'package.json'), FILES['package.json'].replace('1.4.0', '1.4.1'));
  commit(staging, 'Release 1.4.1: retry what an RPC endpoint refuses');
  git(staging, 'push', '--quiet', 'origin', 'main');
}

function commit(folder: string, message: string): void {
  git(folder, 'add', '--all');
  const who = ['-c', 'user.name=Release', '-c', 'user.email=release@flywheel.example'];
  git(folder, ...who, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', message);
}

/** The commit that is checked out. */
export function headOf(folder: string): string {
  return git(folder, 'rev-parse', 'HEAD').trim();
}

function git(folder: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', ['-C', folder, ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
  return stdout;
}
