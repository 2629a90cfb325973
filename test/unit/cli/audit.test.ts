import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportJsonLines } from '../../../src/audit/export/export.ts';
import { systemClock } from '../../../src/clock.ts';
import { openPglite } from '../../../src/store/pglite.ts';
import { layEmptyEmbedded } from '../../support/embedded-template.ts';
import { openLog, write, writeSampleLog } from '../audit/sample-log.ts';
import { keyturn } from './run-cli.ts';

let folder: string;

/** An export of a log whose key was changed on purpose, with the keys beside it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-audit-'));
  await layEmptyEmbedded(join(folder, 'database'));
  const db = await openPglite(join(folder, 'database'), systemClock);
  const { signer: retired } = await writeSampleLog(db);
  await write(db, 'people');
  const { signer, sequencer } = openLog(db, { former: [retired.verifier] });
  await sequencer.runOnce();
  await writeFile(join(folder, 'log.pub'), `${signer.verifier.text}\n`);
  await writeFile(join(folder, 'log.former'), `${retired.verifier.text}\n`);
  await writeFile(join(folder, 'log.jsonl'), await Array.fromAsync(exportJsonLines(db, signer.verifier)));
  await db.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const audit = (command: string, reader?: string) =>
  keyturn(folder, `audit ${command}`, reader === undefined ? {} : { reader });

const EXPORTED = 'verify --export log.jsonl --key log.pub';

describe('keyturn audit verify', () => {
  it('proves an export with the keys that were retired on purpose, and not without them', async () => {
    expect((await audit(EXPORTED)).text).toContain('checkpoint of 6 leaves: another key was used');
    const { text } = await audit(`${EXPORTED} --former log.former`);
    expect(text).toContain('Checked: 19 entries in 3 chains, 19 leaves, 4 checkpoints');
    expect(text).not.toContain('another key');
  });

  it('ends with exit code 1 and names the entry when something is wrong', async () => {
    // The chains of the sample begin with a vote, which no request ever did.
    const { code, text } = await audit(`${EXPORTED} --former log.former`);
    expect(code).toBe(1);
    expect(text).toContain('request/a, entry 1, row 1: something happened that the rules did not allow');
  });

  it('says what is wrong with a file of keys', async () => {
    const { code, complaints } = await audit(`${EXPORTED} --former log.jsonl`);
    expect(code).toBe(1);
    expect(complaints).toContain('A line is not a public key');
  });
});

describe('keyturn audit show', () => {
  it('takes a chain as well as the id of a request', async () => {
    const { code, text } = await audit('show people');
    expect(code).toBe(0);
    expect(text.split('\n')[0]).toBe('people');
    expect(text.match(/vote\.cast/g)).toHaveLength(7);
    expect(await audit('show apr-nothing')).toMatchObject({
      code: 1,
      text: 'Nothing is recorded under request/apr-nothing.\n',
    });
  });
});

describe('keyturn audit export', () => {
  it('writes what can be verified', async () => {
    const { text } = await audit('export');
    expect(JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'end', entries: 19 });
  });

  it('does not complain when its reader has read enough', async () => {
    expect(await audit('export', 'head -c 10')).toMatchObject({ text: '{"type":"l', complaints: '' });
  });
});
