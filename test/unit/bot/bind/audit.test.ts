import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditBinding, bindAudit } from '../../../../src/bot/bind/audit.ts';
import { AUDIT_LIMITS } from '../../../../src/bot/bind/audit-limits.ts';
import type { OpsError } from '../../../../src/errors.ts';
import type { Database } from '../../../../src/store/database.ts';
import { openTestEmbedded } from '../../../support/database.ts';
import { newSigner, type SampleLog, write, writeSampleLog } from '../../audit/sample-log.ts';

let db: Database;
let log: SampleLog;
let binding: AuditBinding;
/** How often the log was read to be verified. */
let walks = 0;

beforeAll(async () => {
  db = await openTestEmbedded();
  log = await writeSampleLog(db);
  const retained = async (): Promise<string> => {
    walks += 1;
    return log.published.join('');
  };
  const names = async () => new Map();
  const search = async () => ({ lines: [], before: undefined });
  binding = { db, verifier: log.signer.verifier, former: [], names, search, replayers: {}, retained };
});
afterAll(() => db.close());

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: OpsError) => error.refusal,
  );

describe('the log in chat', () => {
  it('is verified up to the stated number of entries, and not one more', async () => {
    const whole = { ok: true, entries: 18, checkpoints: 3, findings: [] };
    expect(await bindAudit(binding, { ...AUDIT_LIMITS, verifyEntries: 18 }).verify()).toEqual(whole);
    const before = walks;
    const refusal = await refusalOf(bindAudit(binding, { ...AUDIT_LIMITS, verifyEntries: 17 }).verify());
    expect(refusal).toMatchObject({ code: 'audit.too-long-to-verify' });
    expect(refusal?.why).toContain('more than 17 entries');
    expect(refusal?.next).toMatch(/`keyturn audit verify`.*after stopping the bot/);
    expect(walks).toBe(before);
  });

  it('tells a bot on Postgres no need to stop', async () => {
    const onPostgres = { ...binding, db: { ...db, engine: 'postgres' as const } };
    const refusal = await refusalOf(bindAudit(onPostgres, { ...AUDIT_LIMITS, verifyEntries: 1 }).verify());
    expect(refusal?.next).toBe('Run `keyturn audit verify` on the machine that Keyturn runs on.');
  });

  it('is walked once for all who ask meanwhile, and again for who asks later', async () => {
    const audit = bindAudit(binding);
    const before = walks;
    const [one, other] = await Promise.all([audit.verify(), audit.verify()]);
    expect(one).toBe(other);
    expect(walks).toBe(before + 1);
    await write(db, 'people');
    expect((await audit.verify()).entries).toBe(19);
  });

  it('is verified with the keys that were retired on purpose', async () => {
    const renewed = { ...binding, verifier: newSigner('test.example/renewed').verifier };
    expect((await bindAudit(renewed).verify()).ok).toBe(false);
    const former = [log.signer.verifier];
    expect(await bindAudit({ ...renewed, former }).verify()).toMatchObject({ ok: true, findings: [] });
  });

  it.each(['jsonl', 'csv'] as const)(
    'is exported as %s up to the stated size, and not a byte more',
    async (format) => {
      const { content, name } = await bindAudit(binding).export(format);
      expect(name).toBe(`keyturn-log.${format}`);
      const exportBytes = Buffer.byteLength(content);
      const fits = bindAudit(binding, { ...AUDIT_LIMITS, exportBytes });
      expect(Buffer.byteLength((await fits.export(format)).content)).toBe(exportBytes);
      const tooSmall = bindAudit(binding, { ...AUDIT_LIMITS, exportBytes: exportBytes - 1 });
      const refusal = await refusalOf(tooSmall.export(format));
      expect(refusal).toMatchObject({ code: 'audit.too-large-to-export' });
      expect(refusal?.next).toContain(`keyturn audit export --format ${format} > keyturn-log.${format}`);
    },
  );
});
