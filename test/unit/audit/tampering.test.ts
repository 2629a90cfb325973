import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { entryBody, entryHash } from '../../../src/audit/entry.ts';
import type { Replayers } from '../../../src/audit/verify/chain-walk.ts';
import { type VerifyOptions, verifyLog } from '../../../src/audit/verify/verify.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../support/database.ts';
import {
  newSigner,
  openLog,
  type SampleLog,
  selectValue,
  tamper,
  write,
  writeSampleLog,
} from './sample-log.ts';

let db: Database;
let log: SampleLog;

beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  log = await writeSampleLog(db);
});
afterAll(() => db.close());

const verify = (options: Partial<VerifyOptions> = {}) =>
  verifyLog({ db, verifier: log.signer.verifier, ...options });
const problems = async (options: Partial<VerifyOptions> = {}) =>
  (await verify(options)).findings.map(({ expected, found, ...where }) => where);
const entry = (chain: string, seq: number) => `chain = '${chain}' and seq = ${seq}`;
const idOf = async (chain: string, seq: number) =>
  Number(await selectValue(db, `select id from audit_entry where ${entry(chain, seq)}`));

describe('5.14 a log that nobody touched', () => {
  it('is whole, with its checkpoints kept elsewhere and with entries that still wait', async () => {
    await write(db, 'request/a');
    const result = await verify({ retained: log.published.join('\n') });
    expect(result).toMatchObject({
      entries: 19,
      chains: 3,
      leaves: 18,
      checkpoints: 3,
      retained: 3,
      problems: 0,
      findings: [],
    });
  });

  it('is whole when it is empty', async () => {
    await tamper(db, 'truncate audit_entry, audit_leaf, audit_checkpoint, audit_subtree');
    expect((await verify()).problems).toBe(0);
  });
});

describe('5.12 the table of entries', () => {
  it.each([
    'update audit_entry set kind = kind',
    'delete from audit_entry',
    'truncate audit_entry',
    'delete from audit_leaf',
    "update audit_checkpoint set note = ''",
  ])('refuses: %s', async (statement) => {
    const refused = db.transact((tx) => tx.orm.execute(sql.raw(statement)));
    await expect(refused).rejects.toMatchObject({
      cause: { message: expect.stringContaining('append-only') },
    });
  });
});

describe('5.14 found and named', () => {
  it('a flipped bit in a body', async () => {
    await tamper(
      db,
      `update audit_entry set body = replace(body, 'ana', 'aoa') where ${entry('request/a', 3)}`,
    );
    const id = await idOf('request/a', 3);
    expect(await problems()).toEqual([{ problem: 'entry.hash', chain: 'request/a', seq: 3, entry: id }]);
  });

  it('a body that is no entry any more', async () => {
    await tamper(db, `update audit_entry set body = '[]' where ${entry('people', 1)}`);
    const at = { chain: 'people', seq: 1, entry: await idOf('people', 1) };
    expect(await problems()).toEqual([
      { problem: 'entry.hash', ...at },
      { problem: 'entry.body', ...at },
    ]);
  });

  it('a flipped bit in a hash', async () => {
    await tamper(
      db,
      `update audit_entry set hash = translate(hash, '0123456789abcdef', '1032547698badcfe') where ${entry('request/b', 2)}`,
    );
    const id = await idOf('request/b', 2);
    expect(await problems()).toEqual([
      { problem: 'entry.hash', chain: 'request/b', seq: 2, entry: id },
      { problem: 'chain.link', chain: 'request/b', seq: 3, entry: await idOf('request/b', 3) },
      { problem: 'leaf.hash', chain: 'request/b', seq: 2, entry: id, leaf: 4 },
    ]);
  });

  it.each([
    ['kind', "kind = 'vote.withdrawn'"],
    ['at', "at = at - interval '1 microsecond'"],
  ])('a copy beside the body that says another %s', async (column, change) => {
    await tamper(db, `update audit_entry set ${change} where ${entry('request/b', 4)}`);
    const [finding] = (await verify()).findings;
    expect(finding).toMatchObject({ problem: 'entry.copy', chain: 'request/b', seq: 4 });
    expect(finding?.found).toMatch(new RegExp(`^${column} `));
  });

  it('a flipped bit in a leaf', async () => {
    await tamper(db, `update audit_leaf set hash = repeat('0', 64) where index = 7`);
    expect(await problems()).toEqual([
      { problem: 'leaf.hash', chain: 'request/b', seq: 3, entry: await idOf('request/b', 3), leaf: 7 },
      { problem: 'tree.root', checkpoint: 12 },
    ]);
  });

  it('a deleted entry', async () => {
    const id = await idOf('request/a', 3);
    await tamper(db, `delete from audit_entry where id = ${id}`);
    expect(await problems()).toEqual([
      { problem: 'chain.gap', chain: 'request/a', seq: 4, entry: await idOf('request/a', 4) },
      { problem: 'entry.missing', entry: id, leaf: 6 },
    ]);
  });

  it('an entry that was deleted with its leaf', async () => {
    const id = await idOf('request/a', 6);
    await tamper(
      db,
      `delete from audit_entry where id = ${id}`,
      `delete from audit_leaf where entry_id = ${id}`,
    );
    expect(await problems()).toEqual([{ problem: 'leaf.missing', leaf: 15 }]);
  });

  it('an entry that was deleted with its leaf and checkpoint, the others put back on the waiting list', async () => {
    const id = await idOf('people', 6);
    await tamper(
      db,
      `delete from audit_leaf where entry_id = ${id}`,
      `delete from audit_entry where id = ${id}`,
      'delete from audit_checkpoint where size = 18',
      'insert into audit_pending select entry_id from audit_leaf where index >= 12',
      'delete from audit_leaf where index >= 12',
    );
    // Everything in the database fits together again; only the copy outside of it knows better.
    expect(await problems()).toEqual([]);
    expect(await problems({ retained: log.published.at(-1) })).toEqual([
      { problem: 'log.truncated', checkpoint: 18 },
    ]);
  });

  it('an inserted entry, well linked to its chain', async () => {
    await forgeVote('request/a', 7);
    expect(await problems()).toEqual([
      { problem: 'entry.unsealed', chain: 'request/a', seq: 7, entry: await idOf('request/a', 7) },
    ]);
  });

  it('two entries that changed places', async () => {
    await tamper(
      db,
      `update audit_entry set seq = 99 where ${entry('request/a', 3)}`,
      `update audit_entry set seq = 3 where ${entry('request/a', 4)}`,
      `update audit_entry set seq = 4 where ${entry('request/a', 99)}`,
    );
    expect(await problems()).toEqual([
      { problem: 'chain.link', chain: 'request/a', seq: 3, entry: await idOf('request/a', 3) },
      { problem: 'chain.link', chain: 'request/a', seq: 4, entry: await idOf('request/a', 4) },
      { problem: 'chain.link', chain: 'request/a', seq: 5, entry: await idOf('request/a', 5) },
    ]);
  });

  it('two leaves that changed places', async () => {
    await tamper(
      db,
      'update audit_leaf set index = 99 where index = 1',
      'update audit_leaf set index = 1 where index = 2',
      'update audit_leaf set index = 2 where index = 99',
    );
    expect(await problems()).toEqual([{ problem: 'tree.root', checkpoint: 6 }]);
  });

  it('an entry that was rewritten with all that follows it, hashes and leaves included', async () => {
    await rewriteChain('request/b', 5);
    const result = await verify();
    expect(result.findings).toMatchObject([{ problem: 'tree.root', checkpoint: 18 }]);
    expect(result.findings[0]?.found).toContain('leaves 12 to 17 are not those that were signed');
  });

  it('a tail of the chains that was cut off', async () => {
    await tamper(db, 'delete from audit_entry where id > 15');
    expect(await problems()).toEqual([
      { problem: 'entry.missing', entry: 16, leaf: 15 },
      { problem: 'entry.missing', entry: 17, leaf: 16 },
      { problem: 'entry.missing', entry: 18, leaf: 17 },
    ]);
  });

  it('a tail of the tree that was cut off with its entries', async () => {
    await tamper(db, 'delete from audit_entry where id > 15', 'delete from audit_leaf where entry_id > 15');
    expect(await problems()).toEqual([{ problem: 'log.truncated', checkpoint: 18 }]);
  });

  it('a table that was rolled back, against the retained checkpoint', async () => {
    await rollBack();
    expect(await problems()).toEqual([]);
    expect(await problems({ retained: log.kept.note })).toEqual([
      { problem: 'log.truncated', checkpoint: 18 },
    ]);
  });

  it('a table that was rolled back and grown again', async () => {
    const before = log.published;
    await rollBack();
    log = { ...openLog(db, { signer: log.signer }) };
    for (let i = 0; i < 8; i += 1) await write(db, 'request/other');
    await log.sequencer.runOnce();
    expect(await problems()).toEqual([]);
    expect(await problems({ retained: before.join('') })).toEqual([{ problem: 'tree.root', checkpoint: 18 }]);
  });

  it('a forged vote, by the tree and by the rules of its room', async () => {
    await forgeVote('request/a', 7);
    const replayers: Replayers = {
      request: (records) =>
        records
          .filter((record) => record.data.voter === 'mallory')
          .map(({ seq }) => ({ seq, problem: 'mallory was not eligible' })),
    };
    const at = { chain: 'request/a', seq: 7, entry: await idOf('request/a', 7) };
    expect((await verify({ replayers })).findings).toMatchObject([
      { problem: 'replay', ...at, found: 'mallory was not eligible' },
      { problem: 'entry.unsealed', ...at },
    ]);
  });

  it('another key', async () => {
    const other = newSigner();
    expect(await problems({ verifier: other.verifier })).toEqual(
      [6, 12, 18].map((checkpoint) => ({ problem: 'key.changed', checkpoint })),
    );
  });

  it('another key, unless it took the place of one that was retired on purpose', async () => {
    const former = [log.signer.verifier];
    const next = openLog(db, { former });
    await write(db, 'request/a');
    await next.sequencer.runOnce();
    const { verifier } = next.signer;
    const retained = [...log.published, ...next.published].join('');
    expect(await problems({ verifier, former, retained })).toEqual([]);
    expect((await problems({ verifier })).map(({ checkpoint }) => checkpoint)).toEqual([6, 12, 18]);
  });

  it('a retired key that signed again', async () => {
    const retired = log.signer;
    const next = openLog(db, { former: [retired.verifier] });
    await write(db, 'request/a');
    await next.sequencer.runOnce();
    await write(db, 'request/a');
    await openLog(db, { signer: retired, former: [next.signer.verifier] }).sequencer.runOnce();
    const options = { verifier: next.signer.verifier, former: [retired.verifier] };
    expect(await problems(options)).toEqual([{ problem: 'key.changed', checkpoint: 20 }]);
  });

  it('an edited checkpoint: its text, its root, its edge, its size', async () => {
    await tamper(
      db,
      `update audit_checkpoint set note = replace(note, E'\\n12\\n', E'\\n13\\n') where size = 12`,
    );
    expect(await problems()).toEqual([{ problem: 'checkpoint.signature', checkpoint: 12 }]);
    log = await writeSampleLog(db);
    await tamper(db, `update audit_checkpoint set root = repeat('0', 64) where size = 12`);
    expect(await problems()).toEqual([{ problem: 'checkpoint.altered', checkpoint: 12 }]);
    log = await writeSampleLog(db);
    await tamper(db, `update audit_checkpoint set edge = translate(edge, '01', '10') where size = 12`);
    expect(await problems()).toEqual([{ problem: 'checkpoint.altered', checkpoint: 12 }]);
    log = await writeSampleLog(db);
    await tamper(db, 'update audit_checkpoint set size = 11 where size = 12');
    expect(await problems()).toEqual([{ problem: 'checkpoint.altered', checkpoint: 11 }]);
  });

  it('each of two places, not only the first', async () => {
    await tamper(
      db,
      `update audit_leaf set hash = repeat('0', 64) where index = 2`,
      `update audit_leaf set hash = repeat('0', 64) where index = 16`,
    );
    expect((await problems()).filter(({ problem }) => problem === 'tree.root')).toEqual([
      { problem: 'tree.root', checkpoint: 6 },
      { problem: 'tree.root', checkpoint: 18 },
    ]);
  });

  it('an entry on the waiting list that is gone', async () => {
    await write(db, 'request/a');
    await tamper(db, 'delete from audit_entry where id = 19');
    expect(await problems()).toEqual([{ problem: 'entry.missing', entry: 19 }]);
  });

  it('a stored node of the tree', async () => {
    for (let i = 0; i < 240; i += 1) await write(db, 'request/long');
    await log.sequencer.runOnce();
    expect(await problems()).toEqual([]);
    await tamper(db, `update audit_subtree set hash = repeat('0', 64)`);
    expect(await problems()).toEqual([{ problem: 'subtree.hash', leaf: 0 }]);
  });
});

async function forgeVote(chain: string, seq: number): Promise<void> {
  const previous = await selectValue(db, `select hash from audit_entry where ${entry(chain, seq - 1)}`);
  const at = new Date('2026-01-01T00:00:00.000Z');
  const body = entryBody({
    chain,
    kind: 'vote.cast',
    actor: 'principal/mallory',
    at,
    data: { voter: 'mallory' },
  });
  await tamper(
    db,
    `insert into audit_entry (chain, seq, previous, body, hash, kind, at) values
     ('${chain}', ${seq}, '${previous}', '${body}', '${entryHash(previous, body)}', 'vote.cast', '${at.toISOString()}')`,
  );
}

/** What an owner of the database can do best: a chain that is consistent in itself and with its leaves. */
async function rewriteChain(chain: string, from: number): Promise<void> {
  let previous = await selectValue(db, `select hash from audit_entry where ${entry(chain, from - 1)}`);
  for (let seq = from; seq <= 6; seq += 1) {
    const body = (await selectValue(db, `select body from audit_entry where ${entry(chain, seq)}`)).replace(
      'ana',
      'eve',
    );
    const hash = entryHash(previous, body);
    await tamper(
      db,
      `update audit_entry set body = '${body}', previous = '${previous}', hash = '${hash}' where ${entry(chain, seq)}`,
      `update audit_leaf set hash = '${hash}' where entry_id = ${await idOf(chain, seq)}`,
    );
    previous = hash;
  }
}

async function rollBack(): Promise<void> {
  await tamper(
    db,
    'delete from audit_entry where id > 12',
    'delete from audit_leaf where index >= 12',
    'delete from audit_checkpoint where size > 12',
  );
}
