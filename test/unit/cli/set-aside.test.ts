import { chmod, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticated, authorityOf } from '../../../src/audit/authority.ts';
import { nameOf } from '../../../src/audit/keys.ts';
import { loadSigner } from '../../../src/audit/signing-key.ts';
import { takeOver } from '../../../src/audit/takeover.ts';
import { systemClock } from '../../../src/clock.ts';
import type { Database } from '../../../src/store/database.ts';
import { openPglite } from '../../../src/store/pglite.ts';
import { layEmptyEmbedded } from '../../support/embedded-template.ts';
import { write } from '../audit/sample-log.ts';
import { type Ended, keyturn } from './run-cli.ts';

const folders: string[] = [];
let home: string;
let secret: string;
/** Rows of the log: one of Keyturn's, and two that somebody else wrote. */
let own: number;
let foreign: readonly [number, number];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-aside-'));
  folders.push(folder);
  return folder;
}

async function openedIn<T>(folder: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openPglite(join(folder, 'database'), systemClock);
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

const numbers = async (db: Database, statement: string) =>
  ((await db.read((reader) => reader.orm.execute(sql.raw(statement)))) as unknown as { id: string }[]).map(
    ({ id }) => Number(id),
  );

/** Well linked, with any text; it lacks only the code. */
const forge = (db: Database, chain: string) =>
  db.transact((tx) =>
    tx.orm.execute(
      sql.raw(`with last as (select seq, hash from audit_entry where chain = '${chain}' order by seq desc limit 1),
      body as (select '{"actor":"principal/mal","at":"2026-01-01T00:00:00.000Z","chain":"${chain}","data":{},"kind":"vote.cast","v":1}' as body)
      insert into audit_entry (chain, seq, previous, body, hash, kind, at)
      select '${chain}', seq + 1, hash, body, encode(sha256(decode(hash, 'hex') || convert_to(body, 'UTF8')), 'hex'),
        'vote.cast', '2026-01-01T00:00:00.000Z' from last, body`),
    ),
  );

/** The state of an installation whose log has its own entries and others. */
beforeAll(async () => {
  home = await newFolder();
  const signer = await loadSigner({
    home,
    given: undefined,
    origin: 'test.example/log',
    environment: 'test',
  });
  secret = (await readFile(join(home, 'log.key'), 'utf8')).trim();
  const authority = authorityOf(signer);
  await layEmptyEmbedded(join(home, 'database'));
  await openedIn(home, async (plain) => {
    const db = authenticated(plain, authority);
    const file = join(home, 'log.since');
    await takeOver({ db, authority, key: nameOf(signer.verifier), file, live: async () => [] });
    for (const chain of ['request/a', 'request/b']) {
      await write(db, chain);
      await forge(plain, chain);
    }
    [own = 0] = await numbers(
      plain,
      `select id from audit_entry where chain = 'request/a' and mac is not null`,
    );
    const [first = 0, second = 0] = await numbers(
      plain,
      'select id from audit_entry where mac is null order by id',
    );
    foreign = [first, second];
  });
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const setAside = (rows: string, reason = `'a wrong script'`, env: NodeJS.ProcessEnv = {}, folder = home) =>
  keyturn(folder, `audit set-aside ${rows} --reason ${reason}`, { env });

/** A copy of the installation, to be changed. */
async function copied(): Promise<string> {
  const folder = await newFolder();
  await cp(home, folder, { recursive: true });
  return folder;
}

function expectRefused(ended: Ended, why: string): void {
  expect(ended.complaints).toContain(why);
  expect(ended).toMatchObject({ code: 1, text: '' });
  // Words for people, without the inside of the program.
  expect(ended.complaints).not.toMatch(/\n\s+at /);
}

describe('keyturn audit set-aside', () => {
  it.each([
    ['abc', `'x'`, '"abc" is not the number of a row'],
    ['1.5', `'x'`, '"1.5" is not the number of a row'],
    ['0x10', `'x'`, '"0x10" is not the number of a row'],
    ['9999999999999999', `'x'`, 'is not the number of a row'],
    [`''`, `'x'`, 'is not the number of a row'],
    ['1', `'   '`, 'there is no reason'],
    ['1', `'\u200b\u2060'`, 'there is no reason'],
    ['999999999999999', `'x'`, 'the log has no such entry'],
    ['0', `'x'`, 'the log has no such entry'],
  ])('refuses the rows %s with the reason %s', async (rows, reason, why) => {
    expectRefused(await setAside(rows, reason), why);
  });

  it('refuses the entries of Keyturn, and then sets nothing else aside either', async () => {
    expectRefused(
      await setAside(`${foreign[0]} ${own}`),
      `Row ${own} is not set aside, and nothing else either`,
    );
    expect((await keyturn(home, 'audit verify')).text).not.toContain('Set aside by');
  });

  it('asks for what is missing', async () => {
    expect(await keyturn(home, 'audit set-aside --reason x')).toMatchObject({ code: 1, text: '' });
    const without = await keyturn(home, `audit set-aside ${foreign[0]}`);
    expect(without).toMatchObject({ code: 1, text: '' });
    expect(without.complaints).toContain('--reason');
  });

  it('is for whoever has the key, as it may be read by nobody else', async () => {
    const bare = await newFolder();
    expectRefused(await setAside('1', `'x'`, {}, bare), `the secret key of the log is not in ${bare}`);
    const open = await copied();
    await chmod(join(open, 'log.key'), 0o644);
    expectRefused(await setAside(String(foreign[0]), `'x'`, {}, open), 'chmod 600');
    expectRefused(
      await setAside(String(foreign[0]), `'x'`, { KEYTURN_LOG_KEY: 'nonsense' }),
      'cannot be used',
    );
  });

  it('is not for the key of another log, for which every entry here is foreign', async () => {
    const folder = await copied();
    const elsewhere = await newFolder();
    await loadSigner({
      home: elsewhere,
      given: undefined,
      origin: 'other.example/log',
      environment: 'test',
    });
    const key = (await readFile(join(elsewhere, 'log.key'), 'utf8')).trim();
    expectRefused(
      await setAside(String(own), `'x'`, { KEYTURN_LOG_KEY: key }, folder),
      'does not say from where on its entries are authenticated by this key',
    );
  });

  it('says so in the log, under the key of the environment as well, and leaves the entries where they are', async () => {
    const folder = await copied();
    await rm(join(folder, 'log.key'));
    const twice = `${foreign[1]} ${foreign[0]} ${foreign[1]}`;
    const { code, text } = await setAside(twice, `'  a wrong script  '`, { KEYTURN_LOG_KEY: secret }, folder);
    expect(text).toBe(
      [
        `Set aside: row ${foreign[1]}, entry 2 of request/b. It stays there and tells nothing.`,
        `Set aside: row ${foreign[0]}, entry 2 of request/a. It stays there and tells nothing.\n`,
      ].join('\n'),
    );
    expect(code).toBe(0);
    await openedIn(folder, async (db) => {
      expect(await numbers(db, 'select id from audit_entry where mac is null order by id')).toEqual(foreign);
      const said = (await db.read((reader) =>
        reader.orm.execute(sql.raw(`select body from audit_entry where kind = 'log.set-aside'`)),
      )) as unknown as { body: string }[];
      expect(said).toHaveLength(1);
      const { data } = JSON.parse(said[0]?.body ?? '') as { data: object };
      expect(data).toMatchObject({ reason: 'a wrong script', by: expect.any(String) as string });
    });
    const verified = await keyturn(folder, 'audit verify', { env: { KEYTURN_LOG_KEY: secret } });
    expect(verified.text).toContain('Set aside by somebody with the key: 2 foreign entries.');
    expectRefused(
      await setAside(String(foreign[0]), `'x'`, { KEYTURN_LOG_KEY: secret }, folder),
      'it is set aside already',
    );
  });
});
