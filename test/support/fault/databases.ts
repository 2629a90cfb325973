import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';

/** Where a world keeps what must survive, and how a test sets it back to an earlier state. */
export interface Keeping {
  /** DATABASE_URL, where there is one. */
  readonly url: string | undefined;
  /** Remembers the state as it is; no bot may run. */
  save(name: string): Promise<void>;
  restore(name: string): Promise<void>;
  /** Runs a statement on the server. @throws on the embedded database, which only its bot can use. */
  query(statement: string): Promise<readonly Record<string, unknown>[]>;
  /** Forgets what was saved. */
  close(): Promise<void>;
}

/** The embedded database: it lies in the home folder and is saved along with it. */
export function embeddedKeeping(): Keeping {
  return {
    url: undefined,
    save: async () => {},
    restore: async () => {},
    query: () => Promise.reject(new Error('the embedded database belongs to its bot')),
    close: async () => {},
  };
}

/** A database on a server, saved as a template beside it. */
export function postgresKeeping(url: string): Keeping {
  const name = new URL(url).pathname.slice(1);
  const saves = new Set<string>();
  const administer = (...statements: string[]) =>
    withClient(new URL('/postgres', url).href, async (client) => {
      for (const statement of statements) await client.unsafe(statement);
    });
  return {
    url,
    save(saved) {
      saves.add(`${name}_${saved}`);
      return administer(
        `drop database if exists ${name}_${saved} with (force)`,
        `create database ${name}_${saved} template ${name}`,
      );
    },
    restore: (saved) =>
      administer(
        `drop database if exists ${name} with (force)`,
        `create database ${name} template ${name}_${saved}`,
      ),
    query: (statement) => withClient(url, async (client) => [...(await client.unsafe(statement))]),
    close: () => administer(...[...saves].map((save) => `drop database if exists ${save} with (force)`)),
  };
}

async function withClient<T>(url: string, work: (client: postgres.Sql) => Promise<T>): Promise<T> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(client);
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** Keeps copies of folders under a name. */
export function folderCopies(root: string, folders: readonly string[]) {
  const copyOf = (name: string, folder: string) => join(root, `saved-${name}`, folder);
  const replace = async (from: string, to: string) => {
    await rm(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true });
  };
  return {
    async save(name: string) {
      for (const folder of folders) await replace(join(root, folder), copyOf(name, folder));
    },
    async restore(name: string) {
      for (const folder of folders) await replace(copyOf(name, folder), join(root, folder));
    },
  };
}
