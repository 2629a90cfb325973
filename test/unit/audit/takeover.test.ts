import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAuthentic } from '../../../src/audit/authentic.ts';
import { type Authority, authenticated, authorityOf } from '../../../src/audit/authority.ts';
import { nameOf } from '../../../src/audit/keys.ts';
import type { Signer } from '../../../src/audit/note.ts';
import { setAside } from '../../../src/audit/set-aside/service.ts';
import { loadSigner } from '../../../src/audit/signing-key.ts';
import { mayBeSealed, takeOver } from '../../../src/audit/takeover.ts';
import { verifyLog } from '../../../src/audit/verify/verify.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase, openTestPostgres } from '../../support/database.ts';
import { emptyLog, newSigner, openLog, selectValue, tamper, write } from './sample-log.ts';

describe.each([
  ['the embedded database', openTestDatabase],
  ['Postgres', openTestPostgres],
])('the takeover of a log by a key, in %s', (_name, open) => {
  let plain: Database;
  beforeAll(async () => {
    plain = await open();
  });
  afterAll(() => plain.close());

  const home = () => mkdtempSync(join(tmpdir(), 'since-'));

  async function take(signer: Signer, file: string, live: readonly string[]) {
    const authority = authorityOf(signer);
    const db = authenticated(plain, authority);
    const takeover = await takeOver({
      db,
      authority,
      key: nameOf(signer.verifier),
      file,
      live: async () => live,
    });
    return { db, authority, takeover };
  }
  const reads = (db: Database, chain: string) => db.read((reader) => readAuthentic(reader, chain));
  const problems = async (signer: Signer, authority: Authority, former: readonly Signer[] = []) => {
    const verifiers = former.map(({ verifier }) => verifier);
    const given = { db: plain, verifier: signer.verifier, former: verifiers, authority };
    return (await verifyLog(given)).findings.map(({ problem, chain }) => `${problem} ${chain ?? ''}`.trim());
  };

  it('looks at the code of each entry once when the log is proved', async () => {
    await emptyLog(plain);
    const log = openLog(plain);
    const { db, authority } = await take(log.signer, join(home(), 'log.since'), []);
    for (let n = 0; n < 20; n += 1) await write(db, `run/${n % 3}`);
    await log.sequencer.runOnce();
    const asked = new Map<string, number>();
    const counted: Authority = {
      ...authority,
      vouches(hash, mac) {
        asked.set(hash, (asked.get(hash) ?? 0) + 1);
        return authority.vouches(hash, mac);
      },
    };
    const verified = await verifyLog({ db: plain, verifier: log.signer.verifier, authority: counted });
    expect(verified).toMatchObject({ problems: 0, entries: 21, authenticated: 21 });
    // The entry by which the log was taken over is looked for by itself, and found first.
    expect([...asked.values()].filter((times) => times === 1)).toHaveLength(20);
  });

  it('lets a log from before the key go on where something is under way, and there alone', async () => {
    await emptyLog(plain);
    const old = openLog(plain);
    for (const chain of ['run/a', 'run/b', 'run/a']) await write(plain, chain);
    await old.sequencer.runOnce();
    await write(plain, 'run/a');
    const { db, authority, takeover } = await take(old.signer, join(home(), 'log.since'), ['run/a']);
    expect(await reads(db, 'run/a')).toMatchObject({ old: true, records: [{}, {}, {}] });
    expect(await reads(db, 'run/b')).toBeUndefined();
    await write(db, 'run/a');
    expect(await reads(db, 'run/a')).toMatchObject({ old: false, records: [{}, {}, {}, {}] });
    await write(plain, 'run/a');
    expect(await reads(db, 'run/a')).toBeUndefined();
    const log = openLog(db, {
      signer: old.signer,
      admits: (reader, entry) => mayBeSealed(reader, authority, takeover, entry),
    });
    await expect(log.sequencer.runOnce()).rejects.toMatchObject({ code: 'audit.foreign_entries' });
    expect(await problems(old.signer, authority)).toEqual(['entry.foreign run/a']);
  });

  it('does not begin a second time when its entry was deleted', async () => {
    await emptyLog(plain);
    const signer = newSigner();
    const file = join(home(), 'log.since');
    await take(signer, file, []);
    await take(signer, file, []);
    expect(await selectValue(plain, 'select count(*) from audit_entry')).toBe('1');
    await tamper(plain, 'delete from audit_entry', 'delete from audit_pending');
    await expect(take(signer, file, [])).rejects.toMatchObject({ code: 'audit.takeover_missing' });
  });

  it('goes to a new key with what is under way and what was set aside; the old key writes nothing more', async () => {
    await emptyLog(plain);
    const file = join(home(), 'log.since');
    const [first, second] = [newSigner(), newSigner()];
    const before = await take(first, file, []);
    await write(before.db, 'people');
    await write(plain, 'people', { forged: true });
    await write(before.db, 'people');
    expect(await reads(before.db, 'people')).toBeUndefined();
    const row = Number(
      await selectValue(plain, `select id from audit_entry where chain = 'people' and seq = 2`),
    );
    const said = { db: before.db, authority: before.authority, reason: 'a wrong script', by: 'root' };
    await setAside({ ...said, rows: [row] });
    expect((await reads(before.db, 'people'))?.records.map(({ seq }) => seq)).toEqual([1, 3]);
    const log = openLog(before.db, {
      signer: first,
      admits: (reader, entry) => mayBeSealed(reader, before.authority, before.takeover, entry),
    });
    await log.sequencer.runOnce();
    expect(await problems(first, before.authority)).toEqual([]);

    const after = await take(second, file, ['people']);
    expect(readFileSync(file, 'utf8')).toContain(nameOf(second.verifier));
    await write(after.db, 'people');
    expect((await reads(after.db, 'people'))?.records.map(({ seq }) => seq)).toEqual([1, 3, 4]);
    const next = openLog(after.db, {
      signer: second,
      former: [first.verifier],
      retained: log.kept,
      admits: (reader, entry) => mayBeSealed(reader, after.authority, after.takeover, entry),
    });
    await next.sequencer.runOnce();
    expect(await problems(second, after.authority, [first])).toEqual([]);
    await write(before.db, 'people');
    expect(await reads(after.db, 'people')).toBeUndefined();
    expect(await problems(second, after.authority, [first])).toEqual(['entry.foreign people']);
  });

  it('a deleted checkpoint in the middle is named', async () => {
    await emptyLog(plain);
    const signer = newSigner();
    const { db, authority } = await take(signer, join(home(), 'log.since'), []);
    const log = openLog(db, { signer });
    for (let round = 0; round < 3; round += 1) {
      await write(db, 'people');
      await log.sequencer.runOnce();
    }
    expect(await problems(signer, authority)).toEqual([]);
    await tamper(
      plain,
      'delete from audit_checkpoint where size = (select size from audit_checkpoint order by size offset 1 limit 1)',
    );
    expect(await problems(signer, authority)).toEqual(['checkpoint.missing']);
  });
});

describe('the name of a log', () => {
  it('is another one at each first start, and stays', async () => {
    const first = (folder: string) =>
      loadSigner({ home: folder, given: undefined, origin: null, environment: 'production' });
    const [one, other] = [mkdtempSync(join(tmpdir(), 'home-')), mkdtempSync(join(tmpdir(), 'home-'))];
    const names = [await first(one), await first(other), await first(one)].map(
      ({ verifier }) => verifier.name,
    );
    expect(names[0]).toMatch(/^keyturn\.local\/production\/[0-9a-f]{16}$/);
    expect(names[1]).not.toBe(names[0]);
    expect(names[2]).toBe(names[0]);
  });
});
