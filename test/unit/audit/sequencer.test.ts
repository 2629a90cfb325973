import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { announceCheckpoints } from '../../../src/audit/announce.ts';
import { openCheckpoint } from '../../../src/audit/checkpoint.ts';
import { verifyConsistency } from '../../../src/audit/proof.ts';
import { record } from '../../../src/audit/service.ts';
import { lastCheckpoint } from '../../../src/audit/tree/store.ts';
import { readConsistencyProof } from '../../../src/audit/tree.ts';
import { verifyLog } from '../../../src/audit/verify/verify.ts';
import type { Database } from '../../../src/store/database.ts';
import { manualClock } from '../../support/clock.ts';
import { openTestEmbedded, openTestPostgres } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { fakeJobs } from '../../support/jobs.ts';
import {
  emptyLog,
  keptInMemory,
  newSigner,
  openLog,
  quiet,
  selectValue,
  tamper,
  write,
  writeSampleLog,
} from './sample-log.ts';

const clock = manualClock();

describe.each([
  ['pglite', () => openTestEmbedded(clock)],
  ['postgres', () => openTestPostgres(clock)],
])('the sequencer on %s', (_engine, open) => {
  let db: Database;
  beforeAll(async () => {
    db = await open();
  });
  beforeEach(() => emptyLog(db));
  afterAll(() => db.close());

  it('5.13 puts committed entries into one tree, in order, and signs its head', async () => {
    const { sequencer, signer, published, kept } = openLog(db);
    for (let i = 0; i < 5; i += 1) await write(db, 'request/a');
    expect(await sequencer.runOnce()).toEqual({ added: 5, more: false });
    await write(db, 'request/b');
    expect(await sequencer.runOnce()).toEqual({ added: 1, more: false });
    expect(published.map((note) => openCheckpoint(signer.verifier, note)?.size)).toEqual([5, 6]);
    expect(kept.note).toBe(published[1]);
    expect(await verifyLog({ db, verifier: signer.verifier })).toMatchObject({ leaves: 6, problems: 0 });
  });

  it('signs nothing when nothing was written', async () => {
    const { sequencer, published } = openLog(db);
    expect(await sequencer.runOnce()).toEqual({ added: 0, more: false });
    expect(published).toEqual([]);
  });

  it('says when more waits than one batch holds', async () => {
    const { sequencer } = openLog(db, { batch: 2 });
    for (let i = 0; i < 3; i += 1) await write(db, 'request/a');
    expect(await sequencer.runOnce()).toEqual({ added: 2, more: true });
    expect(await sequencer.runOnce()).toEqual({ added: 1, more: false });
  });

  it('grows a tree of many levels that its own proofs hold for', async () => {
    const { sequencer, signer, published } = openLog(db, { batch: 700 });
    const at = new Date();
    await db.transact(async (tx) => {
      for (let i = 0; i < 1500; i += 1) {
        await record(tx, {
          chain: `request/${i % 40}`,
          kind: 'vote.cast',
          actor: 'service/test',
          at,
          data: {},
        });
      }
    });
    while ((await sequencer.runOnce()).more);
    expect(await selectValue(db, 'select count(*) from audit_subtree')).toBe('5');
    const heads = published.map((note) => openCheckpoint(signer.verifier, note));
    expect(heads.map((head) => head?.size)).toEqual([700, 1400, 1500]);
    const [first, , last] = heads;
    if (first === undefined || last === undefined) throw new Error('no checkpoints');
    const proof = await db.read((reader) => readConsistencyProof(reader, first.size, last.size));
    expect(verifyConsistency(first, last, proof)).toBe(true);
    expect((await verifyLog({ db, verifier: signer.verifier })).findings).toEqual([]);
  });

  it('retains and publishes a checkpoint only after it was committed', async () => {
    const seen: string[] = [];
    const { sequencer, kept } = openLog(db, {
      publish: async ({ note }) => {
        expect(kept.note).toBe(note);
        const row = await db.read(lastCheckpoint);
        seen.push(row?.note === note ? 'stored before published' : 'published before stored');
      },
    });
    await write(db, 'request/a');
    await sequencer.runOnce();
    expect(seen).toEqual(['stored before published']);
  });

  it('neither keeps nor publishes anything when the transaction fails, and loses no entry', async () => {
    const failing = vi.fn().mockRejectedValueOnce(new Error('crash')).mockResolvedValue(undefined);
    const { sequencer, published, kept } = openLog(db, { announce: failing });
    await write(db, 'request/a');
    await expect(sequencer.runOnce()).rejects.toThrow('crash');
    expect([published, kept.note]).toEqual([[], undefined]);
    expect(await sequencer.runOnce()).toMatchObject({ added: 1 });
  });

  it('publishes after a crash what was committed but not yet published', async () => {
    const crashed = openLog(db, {
      retained: { read: async () => undefined, write: () => Promise.reject(new Error('crash')) },
    });
    await write(db, 'request/a');
    await expect(crashed.sequencer.runOnce()).rejects.toThrow('crash');
    const { sequencer, published } = openLog(db, { signer: crashed.signer });
    expect(await sequencer.runOnce()).toEqual({ added: 0, more: false });
    expect(published).toHaveLength(1);
  });

  it.each(['kept', 'published'])(
    'goes on failing until what was signed is %s, also when nothing more is written',
    async (how) => {
      let isFull = true;
      const refuse = async () => {
        if (isFull) throw new Error('no space left on device');
      };
      const notes: string[] = [];
      const memory = keptInMemory();
      const { sequencer } = openLog(db, {
        retained: {
          read: () => memory.read(),
          write: async (note) => {
            if (how === 'kept') await refuse();
            await memory.write(note);
          },
        },
        publish: async ({ note }) => {
          if (how === 'published') await refuse();
          notes.push(note);
        },
      });
      await write(db, 'request/a');
      for (let look = 0; look < 3; look += 1) await expect(sequencer.runOnce()).rejects.toThrow('no space');
      isFull = false;
      await sequencer.runOnce();
      expect(notes).toEqual([memory.note]);
      await sequencer.runOnce();
      expect(notes).toHaveLength(1);
    },
  );

  it('keeps on signing in the background until it is stopped', async () => {
    const { sequencer, published } = openLog(db, { intervalMs: 5 });
    sequencer.start();
    await write(db, 'request/a');
    await eventually(() => expect(published).toHaveLength(1));
    await sequencer.stop();
    await write(db, 'request/a');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(published).toHaveLength(1);
    expect(sequencer.failure()).toBeUndefined();
  });

  it('announces the first checkpoint of each span, and not one more', async () => {
    const jobs = fakeJobs();
    const hour = 3_600_000;
    const { sequencer } = openLog(db, { announce: announceCheckpoints(jobs, hour) });
    const sign = async () => {
      await write(db, 'request/a');
      await sequencer.runOnce();
    };
    await sign();
    clock.advance(hour);
    await sign();
    clock.advance(hour);
    await sign();
    expect(jobs.events.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual(
      [1, 2, 3].map((size) => `checkpoint.signed checkpoint/${size}`),
    );
    const announce = announceCheckpoints(jobs, hour);
    const checkpoint = { origin: 'x', size: 9, root: Buffer.alloc(32), note: '', at: new Date(hour + 1) };
    await db.transact((tx) => announce(tx, checkpoint, new Date(hour)));
    expect(jobs.events).toHaveLength(3);
  });
});

describe('5.13 the sequencer never signs two different trees', () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestEmbedded();
  });
  afterAll(() => db.close());

  it('refuses a database that was rolled back, at once and although nothing waits', async () => {
    const log = await writeSampleLog(db);
    await tamper(
      db,
      'delete from audit_checkpoint where size > 12',
      'delete from audit_leaf where index >= 12',
      'delete from audit_entry where id > 12',
    );
    const again = openLog(db, { signer: log.signer, retained: log.kept });
    await expect(again.sequencer.runOnce()).rejects.toMatchObject({
      code: 'audit.rolled_back',
      refusal: { why: expect.stringContaining('holds 12 signed entries, but 18 were signed') },
    });
    expect(again.published).toEqual([]);
  });

  it('refuses a database that was rolled back and has grown past the retained checkpoint', async () => {
    const log = await writeSampleLog(db);
    const retained = { ...keptInMemory(), note: log.published[1] };
    await tamper(
      db,
      'delete from audit_checkpoint where size > 6',
      'delete from audit_leaf where index >= 6',
      'delete from audit_entry where id > 6',
    );
    const elsewhere = openLog(db, { signer: log.signer });
    for (let i = 0; i < 20; i += 1) await write(db, 'request/other');
    await elsewhere.sequencer.runOnce();
    const here = openLog(db, { signer: log.signer, retained });
    await expect(here.sequencer.runOnce()).rejects.toMatchObject({ code: 'audit.forked' });
  });

  it('refuses to sign with another key', async () => {
    const log = await writeSampleLog(db);
    const other = openLog(db, { signer: newSigner() });
    await expect(other.sequencer.runOnce()).rejects.toMatchObject({
      code: 'audit.key_mismatch',
      refusal: { why: expect.stringContaining(`${log.signer.verifier.name}+${log.signer.verifier.id}`) },
    });
  });

  it('refuses to build on a checkpoint that was edited', async () => {
    const log = await writeSampleLog(db);
    await tamper(db, `update audit_checkpoint set edge = repeat('0', 128) where size = 18`);
    await expect(openLog(db, { signer: log.signer }).sequencer.runOnce()).rejects.toMatchObject({
      code: 'audit.checkpoint_damaged',
    });
  });

  it('says once why it does not sign, and keeps the reason for whoever asks', async () => {
    await writeSampleLog(db);
    const error = vi.fn();
    const { sequencer } = openLog(db, { log: { ...quiet, error }, signer: newSigner(), intervalMs: 1 });
    sequencer.start();
    await eventually(() => expect(sequencer.failure()?.code).toBe('audit.key_mismatch'));
    sequencer.poke();
    await sequencer.stop();
    expect(error).toHaveBeenCalledTimes(1);
  });
});

describe('several processes', () => {
  it('5.13 19 give each entry one leaf, whoever sequences, and are whole to a verifier that reads meanwhile', async () => {
    const db = await openTestPostgres();
    const signer = newSigner();
    const retained = keptInMemory();
    const processes = [1, 2, 3].map(() => openLog(db, { signer, retained, intervalMs: 1, batch: 16 }));
    for (const { sequencer } of processes) sequencer.start();
    let writing = true;
    const meanwhile: number[] = [];
    const verifier = (async () => {
      while (writing) meanwhile.push((await verifyLog({ db, verifier: signer.verifier })).problems);
    })();
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 0; i < 40; i += 1) await write(db, `request/${writer}`);
      }),
    );
    writing = false;
    await verifier;
    expect(meanwhile.length).toBeGreaterThan(0);
    expect(meanwhile.filter((problems) => problems > 0)).toEqual([]);
    await eventually(async () =>
      expect(await selectValue(db, 'select count(*) from audit_leaf')).toBe('320'),
    );
    for (const { sequencer } of processes) await sequencer.stop();
    expect(processes.map(({ sequencer }) => sequencer.failure())).toEqual([undefined, undefined, undefined]);
    expect(await verifyLog({ db, verifier: signer.verifier, retained: retained.note })).toMatchObject({
      entries: 320,
      leaves: 320,
      problems: 0,
    });
    const rows = await db.read((r) => r.orm.execute(sql`select count(*)::int as waiting from audit_pending`));
    expect(rows).toMatchObject([{ waiting: 0 }]);
    await db.close();
  });
});
