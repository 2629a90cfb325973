import { systemClock } from '../../src/clock.ts';
import type { Database, Execute, Reader } from '../../src/store/database.ts';
import { createReader, doWork } from '../../src/store/handle.ts';
import { LIMITS } from '../../src/store/limits.ts';
import type { Send } from '../../src/store/postgres-connection.ts';
import { createPool } from '../../src/store/postgres-pool.ts';
import { inTransaction } from '../../src/store/postgres-transaction.ts';
import { newSharedDatabase } from './shared-server.ts';

export interface ScriptedDatabase extends Database {
  /** The database's clock: stands still until it is set. */
  time: Date;
  /** The next transaction dies after so many statements (0: before the first); undefined: none does. */
  crashAfter: number | undefined;
}

/** What a crash in the middle of a transaction looks like from inside it. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** A database whose clock stands still and whose transactions can be made to die half-way. */
export async function openScriptedDatabase(time: Date): Promise<ScriptedDatabase> {
  const { url, drop } = await newSharedDatabase();
  const pool = createPool(url, 1, LIMITS);
  const database: ScriptedDatabase = {
    time,
    crashAfter: undefined,
    engine: 'postgres',
    async transact(work) {
      const done = await pool.use((connection) =>
        inTransaction(connection, (send) =>
          doWork(
            mortal(executeOn(send), database),
            systemClock,
            (tx) => work(Object.assign(tx, stopped(database))),
            LIMITS.transactionMs,
          ),
        ),
      );
      done.committed();
      return done.result;
    },
    read: (work) =>
      pool.use(({ send }) =>
        work(Object.assign(createReader(executeOn(send), systemClock), stopped(database))),
      ),
    async close() {
      await pool.close();
      await drop();
    },
  };
  return database;
}

function executeOn(send: Send): Execute {
  return async (text, params, mode) => ({ rows: [...(await send(text, params, mode)).rows] });
}

function stopped(database: ScriptedDatabase): Pick<Reader, 'now' | 'instant'> {
  return { now: async () => database.time, instant: () => database.time };
}

/** Once it has died, a transaction runs nothing any more. */
function mortal(execute: Execute, database: ScriptedDatabase): Execute {
  let left = database.crashAfter;
  database.crashAfter = undefined;
  return async (text, params, mode) => {
    if (left !== undefined && left-- <= 0) throw new Crash('the process died here');
    return execute(text, params, mode);
  };
}
