import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryBody, entryHash } from '../../../src/audit/entry.ts';
import { record } from '../../../src/audit/service.ts';
import { systemClock } from '../../../src/clock.ts';
import { clockNow } from '../../../src/store/clock.ts';
import type { Database, Reader, Tx } from '../../../src/store/database.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { manualClock } from '../../support/clock.ts';
import { openTestEmbedded, openTestPostgres, startTestPostgres } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';

const clock = manualClock();
/** Has no text to be sent as. */
function endless(): object {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}

/** What a statement takes for now. */
async function decidedBy(db: Database): Promise<Date> {
  const query = (reader: Reader) => reader.orm.execute(sql`select ${clockNow(reader)} as now`);
  const [row] = (await db.read(query)) as unknown as { now: string | Date }[];
  return new Date(row?.now ?? 0);
}

const next = (reader: Reader) => reader.run('select $1::int + 1 as next', [1]);

describe.each([
  ['pglite', () => openTestEmbedded(clock)],
  ['postgres', () => openTestPostgres(clock)],
])('the %s database', (engine, open) => {
  let db: Database;
  beforeAll(async () => {
    db = await open();
  });
  afterAll(async () => {
    await db.close();
  });

  it('says what it is', () => {
    expect(db.engine).toBe(engine);
  });

  it('rolls back what a failed transaction did', async () => {
    const entry = {
      chain: 'test/a',
      kind: 'vote.cast',
      actor: 'service/test',
      at: new Date(),
      data: {},
    } as const;
    await expect(
      db.transact(async (tx) => {
        await record(tx, entry);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    const rows = await db.read((r) => r.orm.execute(sql`select 1 from audit_entry where chain = 'test/a'`));
    expect(rows).toHaveLength(0);
  });

  it('rolls back what a transaction did around a statement that failed, also when nobody minds', async () => {
    const entry = {
      chain: 'test/c',
      kind: 'vote.cast',
      actor: 'service/test',
      at: new Date(),
      data: {},
    } as const;
    const committed: string[] = [];
    const careless = db.transact(async (tx) => {
      tx.afterCommit(() => committed.push('told'));
      await record(tx, entry);
      await tx.run('select 1 / $1::int', [0]).catch(() => undefined);
      return 'all is well';
    });
    await expect(careless).rejects.toThrow('division by zero');
    expect(committed).toEqual([]);
    expect(
      await db.read((r) => r.orm.execute(sql`select 1 from audit_entry where chain = 'test/c'`)),
    ).toHaveLength(0);
  });

  describe('with writes that are waited for together with the commit', () => {
    const insert = (tx: Tx, kind: unknown) =>
      tx.run(`insert into timer (kind, subject, due_at) values ($1, 'later', now())`, [kind]);
    const written = async () =>
      (
        (await db.read((r) => r.run(`select kind from timer where subject = 'later' order by kind`, []))) as {
          kind: string;
        }[]
      ).map(({ kind }) => kind);

    it('commits them, also those that are sent when somebody else has had a turn', async () => {
      await db.transact(async (tx) => {
        tx.later(() => insert(tx, 'at once'));
        tx.later(async () => {
          await new Promise((turn) => setTimeout(turn, 20));
          await insert(tx, 'in a while');
        });
        tx.beforeCommit(() => {
          tx.later(() => insert(tx, 'last'));
        });
      });
      expect(await written()).toEqual(['at once', 'in a while', 'last']);
    });

    it.each<readonly [string, (tx: Tx) => Promise<unknown>, string | RegExp]>([
      ['fails on the server', (tx: Tx) => tx.run('select 1 / $1::int', [0]), 'division by zero'],
      // The embedded database sends whatever has a text.
      ...(engine === 'pglite'
        ? []
        : [['cannot be sent', (tx: Tx) => insert(tx, endless()), /circular/] as const]),
      [
        'fails before anything is sent',
        async () => Promise.reject(new Error('nothing to send')),
        'nothing to send',
      ],
    ])('commits nothing when one of them %s, and says why', async (_what, failing, why) => {
      const before = await written();
      const told: string[] = [];
      const work = db.transact(async (tx) => {
        tx.afterCommit(() => told.push('committed'));
        await insert(tx, 'waited for');
        tx.later(() => insert(tx, 'before it'));
        tx.later(() => failing(tx));
        tx.later(() => insert(tx, 'behind it'));
      });
      await expect(work).rejects.toThrow(why);
      expect(told).toEqual([]);
      expect(await written()).toEqual(before);
      expect(await db.transact(next)).toEqual([{ next: 2 }]);
    });
  });

  it('refuses a statement on the handle of a transaction that has ended', async () => {
    const kept = await db.transact(async (tx) => ({ tx }));
    await expect(kept.tx.run('select 1', [])).rejects.toThrow('the transaction of this handle has ended');
  });

  it('takes a statement that goes first before all that waits', async () => {
    const ended: string[] = [];
    const work = Array.from({ length: 60 }, () =>
      db
        .transact(async (tx) => {
          for (let n = 0; n < 5; n += 1) await tx.run('select pg_sleep(0.001)', []);
        })
        .then(() => ended.push('work')),
    );
    const click = db
      .read((reader) => reader.run('select 1', []), { first: true })
      .then(() => ended.push('click'));
    await Promise.all([...work, click]);
    // Those that had a connection already, and no other.
    expect(ended.indexOf('click')).toBeLessThan(engine === 'pglite' ? 2 : 33);
  });

  it('hears what comes in between two transactions, however many wait', async () => {
    let done = 0;
    const work = Array.from({ length: 30 }, () => db.transact(next).then(() => (done += 1)));
    await new Promise((heard) => setImmediate(() => setImmediate(heard)));
    expect(done).toBeLessThan(30);
    await Promise.all(work);
  });

  it('refuses to reach the outer database inside a transaction, instead of hanging', async () => {
    await db.transact(async () => {
      await expect(db.read((r) => r.now())).rejects.toThrow('a transaction is open here');
      await expect(db.transact(async () => 1)).rejects.toThrow('a transaction is open here');
    });
  });

  it('runs what waits for the commit, and nothing of it after a rollback', async () => {
    const seen: string[] = [];
    await db.transact(async (tx) => tx.afterCommit(() => seen.push('yes')));
    const failing = db.transact(async (tx) => {
      tx.afterCommit(() => seen.push('never'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(seen).toEqual(['yes']);
  });

  it('tells the time that the injected clock gives, and decides by it in statements', async () => {
    clock.advance(3_600_000);
    expect(await db.transact((tx) => tx.now())).toEqual(clock.now());
    expect(await decidedBy(db)).toEqual(clock.now());
  });

  it('5.12 links the entries of one chain by hash, computed alike here and in the database', async () => {
    const at = new Date('2026-01-01T00:00:00.000Z');
    const entries = [1, 2, 3].map(
      (n) =>
        ({
          chain: 'test/b',
          kind: 'vote.cast',
          actor: 'principal/ana',
          at,
          data: { n, text: 'ü"\\' },
        }) as const,
    );
    for (const entry of entries) await db.transact((tx) => record(tx, entry));
    const rows = (await db.read((r) =>
      r.orm.execute(
        sql`select seq, previous, body, hash from audit_entry where chain = 'test/b' order by seq`,
      ),
    )) as unknown as { seq: number; previous: string; body: string; hash: string }[];
    expect(rows.map((row) => row.seq)).toEqual([1, 2, 3]);
    const bodies = entries.map(entryBody);
    let previous = '0'.repeat(64);
    rows.forEach((row, i) => {
      expect(row.body).toBe(bodies[i]);
      expect(row.previous).toBe(previous);
      previous = entryHash(previous, row.body);
      expect(row.hash).toBe(previous);
    });
  });

  it.each(['audit_entry', 'audit_leaf', 'audit_checkpoint'])(
    '5.12 %s refuses to be changed',
    async (table) => {
      if (table === 'audit_leaf')
        await db.transact((tx) => tx.orm.execute(sql`insert into audit_leaf values (0, 1, 'x')`));
      if (table === 'audit_checkpoint')
        await db.transact((tx) =>
          tx.orm.execute(sql`insert into audit_checkpoint values (1, 'r', 'n', 'e', now())`),
        );
      const column = table === 'audit_entry' ? 'kind' : table === 'audit_leaf' ? 'hash' : 'root';
      for (const statement of [
        `update ${table} set ${column} = 'z'`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        const failure = await db.transact((tx) => tx.orm.execute(sql.raw(statement))).catch((e: Error) => e);
        expect(String((failure as Error & { cause?: unknown }).cause ?? failure)).toMatch(/append-only/);
      }
    },
  );
});

describe("the system's clock", () => {
  it("leaves the time to the database's", async () => {
    const db = await openTestEmbedded(systemClock);
    expect(systemClock.given).toBeUndefined();
    const first = await decidedBy(db);
    await eventually(async () => expect((await decidedBy(db)).getTime()).toBeGreaterThan(first.getTime()));
    await db.close();
  });
});

describe('migration', () => {
  it('lets several processes start at once: one migrates, the others find nothing to do', async () => {
    const server = await startTestPostgres();
    const databases = [1, 2, 3, 4].map(() => openPostgres(server.url, systemClock, { poolSize: 2 }));
    const applied = await Promise.all(databases.map((database) => migrate(database)));
    expect(applied.filter((count) => count > 0)).toHaveLength(1);
    await Promise.all(databases.map((database) => database.close()));
    await server.stop();
  });
});
