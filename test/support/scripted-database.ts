import { types } from '@electric-sql/pglite';
import { systemClock } from '../../src/clock.ts';
import type { Database, Execute, Reader } from '../../src/store/database.ts';
import { createReader, doWork } from '../../src/store/handle.ts';
import { LIMITS } from '../../src/store/limits.ts';
import { embeddedOn } from '../../src/store/pglite.ts';
import { emptyEmbedded } from './embedded-template.ts';

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

/** An embedded database whose clock stands still and whose transactions can be made to die half-way. */
export async function openScriptedDatabase(time: Date): Promise<ScriptedDatabase> {
  const inner = await embeddedOn(await emptyEmbedded(), systemClock);
  const asText = (value: string): string => value;
  const parsers = { [types.TIMESTAMP]: asText, [types.TIMESTAMPTZ]: asText, [types.DATE]: asText };
  const executeOn =
    (runner: Pick<typeof inner.client, 'query'>): Execute =>
    (text, params, mode) =>
      runner.query(text, params, { rowMode: mode === 'all' ? 'array' : 'object', parsers });

  const database: ScriptedDatabase = {
    time,
    crashAfter: undefined,
    engine: 'pglite',
    async transact(work) {
      const done = await inner.client.transaction(async (runner) => {
        const done = await doWork(
          mortal(executeOn(runner as never), database),
          systemClock,
          (tx) => work(Object.assign(tx, stopped(database))),
          LIMITS.transactionMs,
        );
        await done.written;
        return done;
      });
      done.committed();
      return done.result;
    },
    read: (work) =>
      work(Object.assign(createReader(executeOn(inner.client), systemClock), stopped(database))),
    close: () => inner.close(),
  };
  return database;
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
