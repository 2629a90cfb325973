import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAuditLog } from '../../../../../src/bot/platforms/console/audit-log.ts';
import type { LogView } from '../../../../../src/bot/platforms/console/log-view.ts';
import { logToWire } from '../../../../../src/bot/platforms/console/wire.ts';
import { systemClock } from '../../../../../src/clock.ts';
import type { Database } from '../../../../../src/store/database.ts';
import { openTestDatabase } from '../../../../support/database.ts';
import { emptyLog, openLog, type SampleLog, tamper, write } from '../../../audit/sample-log.ts';

const subject = 'request/apr-7k2m9q4t';

describe('the log view', () => {
  let db: Database;
  let log: SampleLog;
  beforeAll(async () => {
    db = await openTestDatabase(systemClock);
  });
  beforeEach(async () => {
    await emptyLog(db);
    log = openLog(db);
  });
  afterAll(() => db.close());

  const parts = () => ({
    db,
    verifier: log.signer.verifier,
    names: async () => new Map([['ana', { id: 'ana', name: 'Ana Ruiz', kind: 'human' as const }]]),
    search: async () => ({ lines: [], before: undefined }),
  });
  const view = (): Promise<LogView | undefined> => createAuditLog(parts()).logOf(subject);

  it('5.13 shows the chain unbroken and each entry proved or waiting for the next checkpoint', async () => {
    await write(db, subject, { choice: 'approve' });
    await write(db, 'run/run-7k2m9q4t');
    await log.sequencer.runOnce();
    await write(db, subject);
    const shown = await view();
    expect(shown).toMatchObject({ chain: { ok: true }, checkpoint: { size: 2 } });
    expect(shown?.entries.map((entry) => entry.proof)).toEqual([
      { state: 'proved', index: 0, treeSize: 2 },
      { state: 'pending' },
    ]);
    expect(shown?.entries[1]?.previous).toBe(shown?.entries[0]?.hash);
    expect(shown?.entries[0]?.data).toEqual({ choice: 'approve' });
    expect(shown?.entries[0]?.sentence).toBe('Ana Ruiz voted – approve');
  });

  it('prints numbers as they were typed', async () => {
    await write(db, subject, { amount: { $exact: '1.10' }, all: [{ $exact: '12345678901234567891' }, 5] });
    const shown = await view();
    if (shown === undefined) throw new Error('there is no log');
    const [told] = logToWire(shown).entries.map(({ data }) => data);
    expect(told).toContain('"amount": 1.10');
    expect(told).toContain('    12345678901234567891,\n    5\n');
    expect(told).not.toContain('$exact');
  });

  it('names an entry that was changed', async () => {
    for (let count = 0; count < 3; count += 1) await write(db, subject, { choice: 'reject' });
    await log.sequencer.runOnce();
    await tamper(db, `update audit_entry set body = replace(body, 'reject', 'approve') where seq = 2`);
    const shown = await view();
    expect(shown?.chain).toEqual({
      ok: false,
      seq: 2,
      why: 'its hash does not follow from the entry before',
    });
    expect(shown?.entries.map((entry) => entry.proof.state)).toEqual(['proved', 'failed', 'proved']);
  });

  it('names an entry that is missing', async () => {
    for (let count = 0; count < 3; count += 1) await write(db, subject);
    await tamper(db, 'delete from audit_entry where seq = 2');
    expect((await view())?.chain).toEqual({ ok: false, seq: 2, why: 'it is missing' });
  });

  it('lists what was written last, first', async () => {
    await write(db, 'run/run-7k2m9q4t');
    await write(db, subject);
    await write(db, subject);
    const recent = await createAuditLog(parts()).recent(10);
    expect(recent).toMatchObject([
      { subject, entries: 2, last: 'Voted' },
      { subject: 'run/run-7k2m9q4t', entries: 1 },
    ]);
  });

  it('says what a chain is about in the words of its first entry', async () => {
    await write(db, 'run/run-7k2m9q4t', { action: 'demo:breaker/reset' });
    await write(db, 'people', { added: ['ana'] });
    await write(db, subject, { content: { subject: { title: 'Reset the breaker' } } });
    await write(db, subject, { choice: 'approve' });
    const recent = await createAuditLog(parts()).recent(10);
    expect(recent.map(({ about }) => about)).toEqual([
      'Reset the breaker',
      'People and their accounts',
      'demo:breaker/reset',
    ]);
    expect((await view())?.about).toBe('Reset the breaker');
  });

  it('calls a run by its title, as people do', async () => {
    await write(db, 'run/run-7k2m9q4t', { action: 'demo:breaker/reset', title: 'Reset the breaker' });
    const [recent] = await createAuditLog(parts()).recent(10);
    expect(recent?.about).toBe('Reset the breaker');
  });

  it('has nothing to say of a subject without entries', async () => {
    expect(await view()).toBeUndefined();
  });
});
