import { setImmediate as othersHeard } from 'node:timers/promises';
import { PGlite, types } from '@electric-sql/pglite';
import type { Clock } from '../clock.ts';
import { atMost, type Turn } from '../waiting/at-most.ts';
import { beganWithin } from '../waiting/within.ts';
import type { Database, Execute, Reader } from './database.ts';
import { createReader, doWork, refuseNesting } from './handle.ts';
import { LIMITS, type Limits } from './limits.ts';
import { sessionFailed, sessionOf } from './session.ts';

type Runner = Pick<PGlite, 'query' | 'exec'>;

// Drizzle's columns convert timestamps themselves; the driver must hand over the text as it came.
const asText = (value: string): string => value;
const parsers = { [types.TIMESTAMP]: asText, [types.TIMESTAMPTZ]: asText, [types.DATE]: asText };

/** What is opened: the handle, and the client for those who copy or check the database as a whole. */
export type EmbeddedDatabase = Database & { readonly client: PGlite };

/**
 * The embedded database: real Postgres in WebAssembly with a single connection. A statement that runs has the thread to
 * itself and cannot be ended from outside; what is bounded is the wait for the connection and the length of a
 * transaction, which may wait for something else in between.
 * @param dataDir a folder, or undefined for a database that lives in memory only.
 */
export async function openPglite(dataDir: string | undefined, clock: Clock): Promise<EmbeddedDatabase> {
  return embeddedOn(await PGlite.create(dataDir === undefined ? {} : { dataDir }), clock);
}

/** @param client is closed with the handle, and when its session cannot be set up. */
export async function embeddedOn(client: PGlite, clock: Clock): Promise<EmbeddedDatabase> {
  const session = sessionOf({ statementMs: 0, idleMs: 0 });
  try {
    await client.query(session.text, [...session.params]);
  } catch (error) {
    await client.close();
    throw sessionFailed(error);
  }
  const inTurn = turnsOf(LIMITS);
  const execute = executeOn(client);
  const readerIn = (turn: Turn): Reader =>
    createReader((text, params, mode) => inTurn(() => execute(text, params, mode), turn), clock);
  const [reader, firstReader] = [readerIn({}), readerIn({ first: true })];
  return {
    engine: 'pglite',
    client,
    async transact(work, { patienceMs = LIMITS.transactionMs } = {}) {
      refuseNesting();
      const done = await inTurn(() =>
        client.transaction(async (inner) => {
          const done = await doWork(executeOn(inner as unknown as Runner), clock, work, patienceMs);
          await done.written;
          return done;
        }),
      );
      done.committed();
      return done.result;
    },
    async read(work, { first = false } = {}) {
      refuseNesting();
      return work(first ? firstReader : reader);
    },
    async close() {
      await client.close();
    },
  };
}

/**
 * Hands out the one connection: to a statement, or to a transaction until its end. Between two of them whatever came in
 * meanwhile is read. The database answers in microtasks, so without that a queue of work would be done to its end
 * before anybody who called is heard, and nothing that came in could go first.
 * @throws when the turn did not come in `limits.waitMs`: then the work was not begun, and never will be.
 */
function turnsOf({ waitMs }: Limits): <T>(work: () => Promise<T>, turn?: Turn) => Promise<T> {
  const turns = atMost(1);
  return (work, turn) =>
    beganWithin(waitMs, 'the wait for the embedded database', (begin) =>
      turns(async () => {
        begin();
        try {
          return await work();
        } finally {
          await othersHeard();
        }
      }, turn),
    );
}

function executeOn(runner: Runner): Execute {
  return async (text, params, mode) => {
    const result = await runner.query(text, params, {
      rowMode: mode === 'all' ? 'array' : 'object',
      parsers,
    });
    return { rows: result.rows };
  };
}
