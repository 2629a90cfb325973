import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOUR = 3_600_000;

/** Where the files of the host lie in the state folder of the plant. */
export function hostOf(folder: string) {
  const root = join(folder, 'host');
  return {
    root,
    logs: join(root, 'logs'),
    log: join(root, 'logs', 'system.log'),
    /** Says to the Python modules where the trader answers. */
    connection: join(root, 'config', 'trader.json'),
  };
}

/** Puts scripts, settings and logs where they belong, unless they are there. */
export function furnish(folder: string, traderUrl: string, now: Date): void {
  const host = hostOf(folder);
  if (existsSync(host.log)) return;
  for (const name of ['logs', 'reports', 'config']) mkdirSync(join(host.root, name), { recursive: true });
  const own = fileURLToPath(new URL('..', import.meta.url));
  cpSync(join(own, 'scripts'), join(host.root, 'scripts'), { recursive: true });
  cpSync(join(own, 'trading.yaml'), join(host.root, 'config', 'trading.yaml'));
  writeFileSync(join(host.root, 'config', 'address.json'), JSON.stringify({ url: traderUrl }));
  const line = (hours: number, text: string) =>
    `${new Date(now.getTime() - hours * HOUR).toISOString().replace(/\.\d+/, '')} ${text}\n`;
  writeFileSync(host.log, line(20, 'INFO the day begins') + line(2, 'INFO 1000 opportunities were seen'));
  writeFileSync(`${host.log}.1`, line(30, 'ERROR connection reset by peer') + line(26, 'INFO rotated'));
  writeFileSync(join(host.logs, 'trades.log'), line(2, 'INFO T1059 6.20 USD'));
  connectModules(folder, true);
}

/** With it the Python modules ask the trader; without it they have an object of their own, as a fresh import has. */
export function connectModules(folder: string, connected: boolean): void {
  const { root, connection } = hostOf(folder);
  const address = join(root, 'config', 'address.json');
  if (!connected) rmSync(connection, { force: true });
  else if (existsSync(address)) cpSync(address, connection);
}
