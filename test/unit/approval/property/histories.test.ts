import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { openScriptedDatabase, type ScriptedDatabase } from '../../../support/scripted-database.ts';
import { histories, play } from './history.ts';
import { createPureMachine } from './pure-machine.ts';
import { createServiceMachine } from './service-machine.ts';

/** Random histories in all; one in six is played to the service on a database, the others to the pure machine. */
const runs = Number(process.env.KEYTURN_HISTORIES ?? 360);
const seed = Number(process.env.KEYTURN_PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));
const onDatabase = Math.ceil(runs / 6);

describe(`random histories against an independent model (KEYTURN_PROPERTY_SEED=${seed})`, () => {
  let db: ScriptedDatabase;
  beforeAll(async () => {
    console.info(`approval histories: ${runs} with KEYTURN_PROPERTY_SEED=${seed}`);
    db = await openScriptedDatabase(new Date(0));
  });
  afterAll(() => db.close());

  it('5.1 5.2 5.4 the pure machine does what the rules say', { timeout: 600_000 }, async () => {
    const property = fc.asyncProperty(histories, (history) => play(history, createPureMachine()));
    await fc.assert(property, { seed, numRuns: runs - onDatabase });
  });

  /** A database that nobody vacuums gets slower with each history, and a new one is slow at first: so many go into one. */
  const each = 400;
  let played = 0;
  async function database(): Promise<ScriptedDatabase> {
    if (played > 0 && played % each === 0) {
      await db.close();
      db = await openScriptedDatabase(new Date(0));
    }
    played += 1;
    return db;
  }

  it('5.1 5.2 5.4 5.12 the service does what the rules say, through crashes, and its log proves it', {
    timeout: 1_800_000,
  }, async () => {
    const property = fc.asyncProperty(histories, async (history) => {
      const machine = createServiceMachine(await database());
      try {
        await play(history, machine);
        await machine.finish();
      } finally {
        await machine.release();
      }
    });
    await fc.assert(property, { seed, numRuns: onDatabase });
  });
});
