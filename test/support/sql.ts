import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import type { Access } from '../../src/integrations/sql/access.ts';
import { startTestPostgres } from './database.ts';

/** A database of a system that runbooks operate, with a role that may only select and one that may write. */
export interface SqlWorld {
  /** As an administrator, who may do everything. */
  readonly admin: postgres.Sql;
  /** The address of the administrator. */
  readonly adminUrl: string;
  /** As the settings would have it. */
  readonly access: Access;
  /** The same behind another address, such as that of a network that fails. */
  through(url: string): Access;
  stop(): Promise<void>;
}

/** @param schema statements that make its tables, as the administrator */
export async function openSqlWorld(schema: string): Promise<SqlWorld> {
  const server = await startTestPostgres();
  const admin = postgres(server.url, { max: 2, onnotice: () => {} });
  const suffix = randomBytes(4).toString('hex');
  const roles = { read: `reader_${suffix}`, write: `writer_${suffix}` };
  await admin.unsafe(schema);
  for (const role of Object.values(roles)) {
    await admin.unsafe(`create role ${role} login password 'hush'`);
    await admin.unsafe(`grant usage on schema public to ${role}`);
    await admin.unsafe(`grant select on all tables in schema public to ${role}`);
  }
  await admin.unsafe(`grant insert, update, delete on all tables in schema public to ${roles.write}`);
  const loginAt = (base: string, role: string) => {
    const url = new URL(base);
    url.username = role;
    url.password = 'hush';
    return { variable: `KEYTURN_DATABASE_${role.toUpperCase()}`, url: { reveal: () => url.href } };
  };
  const through = (url: string): Access => ({
    read: loginAt(url, roles.read),
    write: loginAt(url, roles.write),
  });
  return {
    admin,
    adminUrl: server.url,
    access: through(server.url),
    through,
    async stop() {
      for (const role of Object.values(roles)) {
        await admin.unsafe(`drop owned by ${role}`);
        await admin.unsafe(`drop role ${role}`);
      }
      await admin.end({ timeout: 5 });
      await server.stop();
    },
  };
}

/** What an operation may use, where a test says nothing else. */
export function sqlIo(change: { signal?: AbortSignal; begin?: () => void } = {}) {
  return {
    system: 'upgrade',
    signal: new AbortController().signal,
    begin: () => {},
    aside: <T>(work: () => Promise<T>): Promise<T> => work(),
    output: () => {},
    secret: (name: string) => `<${name}>`,
    ...change,
  };
}
