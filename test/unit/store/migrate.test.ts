import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import type { Database } from '../../../src/store/database.ts';
import { migrate, pendingMigrations } from '../../../src/store/migrate.ts';
import { openPglite } from '../../../src/store/pglite.ts';

interface Journal {
  entries: { tag: string }[];
}

describe('the schema', () => {
  let db: Database;
  let folder: string;
  beforeAll(async () => {
    db = await openPglite(undefined, systemClock);
    folder = await mkdtemp(join(tmpdir(), 'keyturn-migrate-'));
    await cp(join(projectRoot, 'drizzle'), folder, { recursive: true });
  });
  afterAll(async () => {
    await db.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function editJournal(change: (journal: Journal) => void): Promise<void> {
    const path = join(folder, 'meta', '_journal.json');
    const journal = JSON.parse(await readFile(path, 'utf8')) as Journal;
    change(journal);
    await writeFile(path, JSON.stringify(journal));
  }

  it('of an earlier version is brought up to date, with what is in it', async () => {
    const all = await readFile(join(folder, 'meta', '_journal.json'), 'utf8');
    await editJournal((journal) => void journal.entries.splice(2));
    expect(await migrate(db, folder)).toBe(2);
    await db.transact((tx) =>
      tx.orm.execute(sql`insert into inbound_delivery (id, received_at) values ('slack/T1/old', now())`),
    );
    await writeFile(join(folder, 'meta', '_journal.json'), all);
    expect(await migrate(db)).toBeGreaterThan(0);
    expect(await db.read((reader) => pendingMigrations(reader))).toBe(0);
    const rows = await db.read((reader) =>
      reader.orm.execute(sql`select id, kept, begun_at from inbound_delivery`),
    );
    expect(rows).toEqual([{ id: 'slack/T1/old', kept: null, begun_at: null }]);
  });

  it('of a newer version is served as it is', async () => {
    await editJournal((journal) => void journal.entries.splice(2));
    expect(await migrate(db, folder)).toBe(0);
  });

  it('of which nobody knows the way here is refused, with what to do', async () => {
    await writeFile(join(folder, '0001_append_only.sql'), 'select 1;');
    await expect(migrate(db, folder)).rejects.toMatchObject({
      refusal: { code: 'database.other-schema', next: expect.stringContaining('an empty database') },
    });
  });
});
