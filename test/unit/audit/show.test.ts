import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeChain, describeVerification } from '../../../src/audit/cli-report.ts';
import { leafHash } from '../../../src/audit/merkle.ts';
import { verifyInclusion } from '../../../src/audit/proof.ts';
import { record } from '../../../src/audit/service.ts';
import { showChain } from '../../../src/audit/show.ts';
import { verifyLog } from '../../../src/audit/verify/verify.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../support/database.ts';
import { type SampleLog, tamper, write, writeSampleLog } from './sample-log.ts';

let db: Database;
let log: SampleLog;

beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  log = await writeSampleLog(db);
});
afterAll(() => db.close());

const show = (chain: string, page: { after?: number; limit?: number } = {}) =>
  showChain({ db, verifier: log.signer.verifier, chain, ...page });

describe('showing a chain', () => {
  it('gives each entry a proof that anybody can check', async () => {
    const { entries, checkpoint } = await show('request/b');
    expect(entries.map(({ record, seal }) => `${record.seq} ${record.kind} ${seal}`)).toEqual(
      [1, 2, 3, 4, 5, 6].map((seq) => `${seq} vote.cast sealed`),
    );
    if (checkpoint === undefined) throw new Error('no checkpoint');
    for (const { hash, proof } of entries) {
      const path = proof?.path.map((step) => Buffer.from(step, 'hex')) ?? [];
      const leaf = leafHash(Buffer.from(hash, 'hex'));
      expect(verifyInclusion(proof?.leaf ?? -1, checkpoint.size, leaf, path, checkpoint.root)).toBe(true);
    }
  });

  it('gives a page at a time', async () => {
    const first = await show('people', { limit: 4 });
    expect(first.entries).toHaveLength(4);
    expect(first.more).toBe(4);
    const second = await show('people', { after: first.more ?? 0, limit: 4 });
    expect(second.entries.map(({ record }) => record.seq)).toEqual([5, 6]);
    expect(second.more).toBeUndefined();
  });

  it('says of a new entry that it waits, and of an altered one that it is broken', async () => {
    await write(db, 'request/a');
    await tamper(db, `update audit_entry set body = '{}' where chain = 'request/a' and seq = 2`);
    const { entries } = await show('request/a');
    expect(entries.map(({ seal }) => seal)).toEqual([
      'sealed',
      'broken',
      'sealed',
      'sealed',
      'sealed',
      'sealed',
      'waiting',
    ]);
  });

  it('proves thousands of entries at once', async () => {
    const at = new Date();
    await db.transact(async (tx) => {
      for (let i = 0; i < 6000; i += 1) {
        const chain = i % 2 === 0 ? 'run/long' : 'run/other';
        await record(tx, { chain, kind: 'vote.cast', actor: 'service/test', at, data: {} });
      }
    });
    while ((await log.sequencer.runOnce()).more);
    const { entries } = await show('run/long', { limit: 5000 });
    expect(entries.filter(({ seal }) => seal === 'sealed')).toHaveLength(3000);
  });

  it('proves entries of a tree whose stored nodes it needs', async () => {
    for (let i = 0; i < 300; i += 1) await write(db, 'request/long');
    await log.sequencer.runOnce();
    const { entries } = await show('request/long', { after: 40, limit: 200 });
    expect(entries.every(({ seal }) => seal === 'sealed')).toBe(true);
    await tamper(db, 'delete from audit_subtree');
    expect((await show('request/long', { after: 280 })).entries[0]?.seal).toBe('broken');
  });
});

describe('the reports', () => {
  it('name the entry, what was expected and what was found', async () => {
    const whole = await verifyLog({ db, verifier: log.signer.verifier });
    expect(describeVerification(whole)).toMatch(
      /^The log is whole\.\nChecked: 18 entries in 3 chains, 18 leaves, 3 checkpoints, 0 checkpoints kept elsewhere\./,
    );
    await tamper(db, `update audit_entry set kind = 'x' where id = 7`);
    const broken = await verifyLog({ db, verifier: log.signer.verifier });
    expect(describeVerification(broken)).toContain(
      [
        '1. request/a, entry 3, row 7: a column was altered: it is not what the entry says',
        '     expected kind vote.cast, as in the body',
        '     found    kind x',
      ].join('\n'),
    );
  });

  it('show a chain with its proofs, and say when there is nothing', async () => {
    const text = describeChain(await show('request/a', { limit: 1 }));
    expect(text).toMatch(
      / {3}1 {2}\S+Z {2}vote\.cast {2}principal\/ana {2}[0-9a-f]{8} {2}\(sealed, leaf 0, 5 hashes to the root\)/,
    );
    expect(text).toContain('… more after entry 1.');
    expect(text).toContain('Checkpoint: 18 leaves, root ');
    expect(describeChain(await show('request/none'))).toBe('Nothing is recorded under request/none.\n');
  });
});
