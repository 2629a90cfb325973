import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportJsonLines } from '../../../src/audit/export/export.ts';
import { projectRoot } from '../../../src/project-root.ts';
import { openTestDatabase } from '../../support/database.ts';
import { openLog, write, writeSampleLog } from '../audit/sample-log.ts';

let folder: string;

/** An export of a log whose key was changed on purpose, with the keys beside it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-audit-'));
  const db = await openTestDatabase();
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

/** Runs `keyturn audit verify` in the folder. */
function verify(...options: readonly string[]): Promise<{ code: number; text: string }> {
  const cli = join(projectRoot, 'src/cli.ts');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [cli, 'audit', 'verify', ...options],
      { cwd: folder },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr });
      },
    );
  });
}

const EXPORTED = ['--export', 'log.jsonl', '--key', 'log.pub'];

describe('keyturn audit verify', () => {
  it('proves an export with the keys that were retired on purpose, and not without them', async () => {
    expect((await verify(...EXPORTED)).text).toContain('checkpoint of 6 leaves: another key was used');
    const { text } = await verify(...EXPORTED, '--former', 'log.former');
    expect(text).toContain('Checked: 19 entries in 3 chains, 19 leaves, 4 checkpoints');
    expect(text).not.toContain('another key');
  });

  it('ends with exit code 1 and names the entry when something is wrong', async () => {
    // The chains of the sample begin with a vote, which no request ever did.
    const { code, text } = await verify(...EXPORTED, '--former', 'log.former');
    expect(code).toBe(1);
    expect(text).toContain('request/a, entry 1, row 1: something happened that the rules did not allow');
  });

  it('says what is wrong with a file of keys', async () => {
    const { code, text } = await verify(...EXPORTED, '--former', 'log.jsonl');
    expect(code).toBe(1);
    expect(text).toContain('A line is not a public key');
  });
});
