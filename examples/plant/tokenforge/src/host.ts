import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chain } from './chain.ts';

/** The folders of the host below the state folder. */
export function hostOf(folder: string) {
  const host = join(folder, 'host');
  return {
    origin: join(host, 'origin.git'),
    /** The checkout in which dependencies are updated; never what serves. */
    staging: join(host, 'staging'),
    /** From where the backend is deployed; nobody works there. */
    release: join(host, 'release'),
    /** The settings with which the API runs. */
    config: join(host, 'config'),
    secure: join(host, 'secure'),
    backups: join(host, 'backups'),
    /** Where a website that is lost is built anew. */
    recovery: join(host, 'recovery'),
    tls: join(host, 'tls'),
    gnupg: join(host, 'gnupg'),
  };
}

const PACKAGE = {
  name: 'tokenforge',
  version: '1.42.0',
  scripts: {
    build: 'vite build',
    'test:all': 'vitest run',
    'cache:clear': 'node scripts/cache.mjs',
    'metrics:export': 'node scripts/metrics.mjs',
  },
  dependencies: { convex: '1.48.0', ethers: '6.13.4', vite: '6.0.1', sharp: '0.32.1' },
};

/** Values of the demo alone; they open nothing. */
const PRODUCTION_ENV = '# Never shown, never posted\nVITE_API_KEY=production-key-of-the-demo\n';

/** Makes what is missing on the host. What is there stays as it is. */
export function furnish(folder: string, url: string): void {
  const host = hostOf(folder);
  for (const path of [host.config, host.secure, host.backups, host.tls]) mkdirSync(path, { recursive: true });
  mkdirSync(host.gnupg, { recursive: true, mode: 0o700 });
  const rpc = join(host.config, 'rpc.json');
  if (!existsSync(rpc)) writeFileSync(rpc, json(firstEndpoints(url)));
  const gas = join(host.config, 'gas.json');
  if (!existsSync(gas)) writeFileSync(gas, json({ maxFeePerGasGwei: 50, maxPriorityFeePerGasGwei: 2 }));
  const secret = join(host.secure, '.env.production');
  if (!existsSync(secret)) writeFileSync(secret, PRODUCTION_ENV, { mode: 0o600 });
  if (!existsSync(host.origin)) layRepository(host.staging, host.origin);
}

/** All of it anew, as {@link furnish} makes it; the repository is kept. */
export function refurnish(folder: string, url: string): void {
  const { config, secure, backups, recovery, release } = hostOf(folder);
  for (const path of [config, secure, backups, recovery, release])
    rmSync(path, { recursive: true, force: true });
  furnish(folder, url);
}

/** What the API reads from its files: the endpoint of each chain, and what a transaction may cost. */
export interface ApiSettings {
  readonly rpc: Readonly<Record<Chain, string>>;
  readonly gas: { readonly maxFeePerGasGwei: number; readonly maxPriorityFeePerGasGwei: number };
}

/** What its files say now. */
export function readSettings(folder: string): ApiSettings {
  const { config } = hostOf(folder);
  const read = (name: string) => JSON.parse(readFileSync(join(config, name), 'utf8'));
  return { rpc: read('rpc.json'), gas: read('gas.json') };
}

/** What they say after somebody has changed an endpoint. */
export function useEndpoint(folder: string, chain: Chain, endpoint: string): void {
  const { rpc } = readSettings(folder);
  writeFileSync(join(hostOf(folder).config, 'rpc.json'), json({ ...rpc, [chain]: endpoint }));
}

function firstEndpoints(url: string): Record<Chain, string> {
  return {
    ethereum: `${url}/rpc/ethereum/alchemy`,
    bsc: `${url}/rpc/bsc/one`,
    solana: `${url}/rpc/solana/main`,
  };
}

function layRepository(staging: string, origin: string): void {
  mkdirSync(staging, { recursive: true });
  git(staging, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(join(staging, 'package.json'), json(PACKAGE));
  writeFileSync(join(staging, '.gitignore'), 'node_modules\ndist\n.env*\n');
  git(staging, 'add', '--all');
  const who = ['-c', 'user.name=Release', '-c', 'user.email=release@tokenforge.example'];
  git(staging, ...who, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', 'Release 1.42.0');
  git(staging, 'clone', '--quiet', '--bare', staging, origin);
  git(staging, 'remote', 'add', 'origin', origin);
  git(staging, 'fetch', '--quiet', 'origin');
}

function git(folder: string, ...words: string[]): void {
  const { status, stderr } = spawnSync('git', ['-C', folder, ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
