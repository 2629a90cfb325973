// Reads the address of a Postgres from standard input, and asks it something. The address is secret, so it becomes variables of psql and no argument.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const text = readFileSync(0, 'utf8').trim();
if (!URL.canParse(text)) {
  console.error('DATABASE_URL is no address');
  process.exit(1);
}
const { hostname, port, username, password, pathname } = new URL(text);
const { status, stderr } = spawnSync('psql', ['-XAtc', 'select 1'], {
  encoding: 'utf8',
  env: {
    ...process.env,
    PGHOST: hostname,
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGCONNECT_TIMEOUT: '10',
  },
});
if (status !== 0) console.error(stderr);
process.exit(status ?? 1);
