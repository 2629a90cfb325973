import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportCsv, exportJsonLines } from '../../../src/audit/export/export.ts';
import { type VerifyExportOptions, verifyExport } from '../../../src/audit/export/verify-export.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../support/database.ts';
import { newSigner, type SampleLog, tamper, write, writeSampleLog } from './sample-log.ts';

type Line = { type: string; [key: string]: unknown };

let db: Database;
let log: SampleLog;
let folder: string;
let path: string;

beforeAll(async () => {
  db = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'keyturn-export-'));
  path = join(folder, 'log.jsonl');
});
beforeEach(async () => {
  log = await writeSampleLog(db);
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

async function exported(): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of exportJsonLines(db, log.signer.verifier)) lines.push(JSON.parse(line));
  return lines;
}

async function save(lines: readonly Line[]): Promise<void> {
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const verify = (options: Partial<VerifyExportOptions> = {}) =>
  verifyExport({ path, verifier: log.signer.verifier, ...options });
const problems = async (options: Partial<VerifyExportOptions> = {}) =>
  (await verify(options)).findings.map(({ expected, found, ...where }) => where);
const isEntry = (chain: string, seq: number) => (line: Line) => line.chain === chain && line.seq === seq;

/** The exported lines with those that `when` picks changed, or dropped where `change` gives nothing. */
const edit = (lines: readonly Line[], when: (line: Line) => boolean, change: (line: Line) => Line[]) =>
  lines.flatMap((line) => (when(line) ? change(line) : [line]));

describe('5.14 an export', () => {
  it('is proved without the database, and leaves out what no checkpoint covers yet', async () => {
    await write(db, 'request/a');
    await save(await exported());
    const whole = { entries: 18, chains: 3, leaves: 18, checkpoints: 3, problems: 0, findings: [] };
    expect(await verify({ retained: log.published.join('') })).toMatchObject({ ...whole, retained: 3 });
    expect(await verifyExport({ path })).toMatchObject({ ...whole, key: log.signer.verifier.text });
  });

  it('replays what the entries tell', async () => {
    await save(await exported());
    const replayers = { request: () => [{ seq: 2, problem: 'not eligible' }] };
    expect(await problems({ replayers })).toMatchObject([
      { problem: 'replay', chain: 'request/a', seq: 2 },
      { problem: 'replay', chain: 'request/b', seq: 2 },
    ]);
  });

  it('names a flipped bit in a body', async () => {
    const lines = await exported();
    await save(
      edit(lines, isEntry('request/a', 3), (line) => [
        { ...line, body: String(line.body).replace('ana', 'aoa') },
      ]),
    );
    expect(await problems()).toMatchObject([{ problem: 'entry.hash', chain: 'request/a', seq: 3 }]);
  });

  it('names a flipped bit in a leaf', async () => {
    const lines = await exported();
    const leaf = { index: 6, hash: '0'.repeat(64) };
    await save(edit(lines, isEntry('request/a', 3), (line) => [{ ...line, leaf }]));
    expect(await problems()).toMatchObject([
      { problem: 'leaf.hash', leaf: 6 },
      { problem: 'tree.root', checkpoint: 12 },
    ]);
  });

  it('names a deleted entry and the end that does not fit', async () => {
    const lines = await exported();
    await save(edit(lines, isEntry('request/a', 3), () => []));
    expect(await problems()).toMatchObject([
      { problem: 'chain.gap', chain: 'request/a', seq: 4 },
      { problem: 'export.damaged' },
      { problem: 'leaf.missing', leaf: 6 },
    ]);
  });

  it('names an entry that the database had lost already', async () => {
    await tamper(db, 'delete from audit_entry where id = 7');
    await save(await exported());
    expect(await problems()).toMatchObject([
      { problem: 'chain.gap', chain: 'request/a', seq: 4 },
      { problem: 'entry.missing', entry: 7, leaf: 6 },
    ]);
  });

  it('names an entry that was put in twice, and one that was never sealed', async () => {
    const lines = await exported();
    await save(edit(lines, isEntry('request/b', 6), (line) => [line, { ...line, seq: 7, leaf: null }]));
    expect((await problems()).map(({ problem }) => problem)).toEqual([
      'chain.link',
      'entry.unsealed',
      'export.damaged',
    ]);
  });

  it('names a checkpoint that was edited, a key that changed, and a file that was cut off', async () => {
    const lines = await exported();
    await save(
      edit(
        lines,
        (line) => line.size === 12,
        (line) => [{ ...line, root: '0'.repeat(64) }],
      ),
    );
    expect(await problems()).toEqual([{ problem: 'checkpoint.altered', checkpoint: 12 }]);
    await save(lines);
    const other = newSigner();
    expect((await problems({ verifier: other.verifier })).map(({ problem }) => problem)).toEqual(
      Array(4).fill('key.changed'),
    );
    await save(lines.slice(0, -1));
    expect(await problems()).toEqual([{ problem: 'export.damaged' }]);
  });

  it('names an export that is older than a checkpoint kept elsewhere', async () => {
    await save(await exported());
    await write(db, 'request/a');
    await log.sequencer.runOnce();
    expect(await problems({ retained: log.kept.note })).toEqual([
      { problem: 'log.truncated', checkpoint: 19 },
    ]);
  });

  it('is refused when it is something else', async () => {
    await writeFile(path, 'id,chain\n');
    await expect(verify()).rejects.toMatchObject({ code: 'audit.not_an_export' });
    await writeFile(path, '');
    await expect(verify()).rejects.toMatchObject({ code: 'audit.not_an_export' });
  });
});

describe('an export for a spreadsheet', () => {
  it('has a line an entry, quoted where it must be', async () => {
    await write(db, 'request/q', { reason: 'say "why", please' });
    await log.sequencer.runOnce();
    let csv = '';
    for await (const line of exportCsv(db)) csv += line;
    await writeFile(path, csv);
    const lines = (await readFile(path, 'utf8')).split('\r\n');
    expect(lines[0]).toBe('id,chain,seq,at,kind,actor,data,previous,hash,leaf');
    expect(lines).toHaveLength(21);
    expect(lines.at(-2)).toContain('"{""reason"":""say \\""why\\"", please""}"');
  });

  it('prints numbers as they were typed', async () => {
    await write(db, 'request/q', {
      params: { amount: { $exact: '1.10' }, lamports: [{ $exact: '12345678901234567891' }], count: 5 },
    });
    await log.sequencer.runOnce();
    let csv = '';
    for await (const line of exportCsv(db)) csv += line;
    expect(csv).toContain('"{""params"":{""amount"":1.10,""count"":5,""lamports"":[12345678901234567891]}}"');
    expect(csv).not.toContain('$exact');
  });
});
