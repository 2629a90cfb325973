import pg from 'pg';
import pino from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { createHandOver, type HandOver, tryOut } from '../../../src/jobs/hand-over.ts';
import { createJobs } from '../../../src/jobs/service.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { startTestPostgres, type TestPostgres } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';

const log = pino({ level: 'silent' });

describe('wake-ups between processes', () => {
  let server: TestPostgres;
  const all: HandOver[] = [];
  const taken: string[] = [];

  async function open(name: string): Promise<HandOver> {
    const one = createHandOver({ engine: 'postgres', url: server.url }, log);
    await one.start(['run'], (topic, id) => taken.push(`${name} ${topic} ${id}`));
    all.push(one);
    return one;
  }

  beforeAll(async () => {
    server = await startTestPostgres();
  });
  beforeEach(() => {
    taken.length = 0;
  });
  afterAll(async () => {
    for (const one of all) await one.stop();
    await server.stop();
  });

  it('what one process passes on is heard by another at once, each of a burst once', async () => {
    const first = await open('first');
    await open('second');
    // The first look of a new worker at its queue is its own; everything later waits for a notification.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const ids = Array.from({ length: 40 }, (_, n) => `run-${n}`);
    for (const id of ids) first.pass('run', id);
    await eventually(() => expect(taken.length).toBe(40));
    expect(taken.toSorted()).toEqual(ids.map((id) => `second run ${id}`).toSorted());
  });

  it('is not begun on a database that can only be read, and says so', async () => {
    const admin = postgres(server.url, { max: 1, onnotice: () => {} });
    const name = new URL(server.url).pathname.slice(1);
    await admin.unsafe(`alter database ${name} set default_transaction_read_only = on`);
    const one = createHandOver({ engine: 'postgres', url: server.url }, log);
    await expect(one.start(['run'], () => {})).rejects.toMatchObject({ code: 'database.read-only' });
    await admin.unsafe('set default_transaction_read_only = off');
    await admin.unsafe(`alter database ${name} reset default_transaction_read_only`);
    await admin.end();
    await one.stop();
  });

  it('a connection that breaks between two uses ends no process', async () => {
    const client = new pg.Client(server.url);
    await client.connect();
    await new Promise<void>((resolve, reject) => {
      tryOut(client, (error) => (error === undefined ? resolve() : reject(error)));
    });
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const ended = new Promise((resolve) => client.once('end', resolve));
    const admin = postgres(server.url, { max: 1, onnotice: () => {} });
    await admin`select pg_terminate_backend(${rows[0]?.pid ?? 0})`;
    await ended;
    await admin.end();
    await expect(client.query('select 1')).rejects.toThrow('not queryable');
  });

  it('nothing is notified, and no job is made, inside a transaction', async () => {
    const statements: string[] = [];
    const db = openPostgres(server.url, systemClock, { onStatement: (text) => statements.push(text) });
    await migrate(db);
    const jobs = createJobs(db, { engine: 'postgres', url: server.url }, log);
    jobs.wakeUps.on('run', async () => {});
    await jobs.start();
    statements.length = 0;
    await db.transact(async (tx) => {
      await jobs.emit(tx, { kind: 'thing.changed', subject: 'x', at: await tx.now(), data: {} });
      await jobs.wake(tx, 'run', 'one');
      await jobs.wake(tx, 'run', 'two', 'everybody');
    });
    await jobs.stop();
    await db.close();
    expect(statements.some((text) => text.includes('insert into event'))).toBe(true);
    expect(statements.filter((text) => /notify|wake\./i.test(text))).toEqual([]);
  });
});
