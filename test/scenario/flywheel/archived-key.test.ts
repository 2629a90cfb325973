import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeypair } from '../../../examples/plant/kit/keys.ts';
import { projectRoot } from '../../../src/files/project-root.ts';

const SCRIPTS = join(projectRoot, 'runbooks', 'flywheel', 'scripts');

describe('the archive of an old key', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-archive-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const plain = () => join(folder, 'old.json');
  const sealed = () => join(folder, 'old.json.gpg');
  const run = (script: string, ...argv: string[]) =>
    spawnSync('bash', [join(SCRIPTS, script), ...argv], {
      cwd: folder,
      input: 'passphrase of the tests\n',
      env: { ...process.env, GNUPGHOME: folder },
      encoding: 'utf8',
    });
  const opened = (path: string) =>
    spawnSync('bash', ['-c', 'source "$0/sealing.sh"; unseal "$1"', SCRIPTS, path], {
      input: 'passphrase of the tests\n',
      env: { ...process.env, GNUPGHOME: folder },
      encoding: 'utf8',
    }).stdout;

  function layKey(): string {
    const text = JSON.stringify(newKeypair().bytes);
    writeFileSync(plain(), text);
    return text;
  }

  it('is made once, and the plain key is destroyed', () => {
    const key = layKey();
    expect(run('archive-key.sh', plain(), sealed())).toMatchObject({ status: 0 });
    expect(existsSync(plain())).toBe(false);
    expect(opened(sealed())).toBe(key);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('keeps the key where it was cut off while the plain one was being destroyed', () => {
    const key = layKey();
    run('archive-key.sh', plain(), sealed());
    // What shred leaves in the middle.
    writeFileSync(plain(), randomBytes(256));
    expect(run('archive-key.sh', plain(), sealed())).toMatchObject({ status: 0 });
    expect(opened(sealed())).toBe(key);
    expect(existsSync(plain())).toBe(false);
  });

  it('destroys no key that it does not hold', () => {
    layKey();
    run('archive-key.sh', plain(), sealed());
    const other = layKey();
    const refused = run('archive-key.sh', plain(), sealed());
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('nothing was destroyed') });
    expect(readFileSync(plain(), 'utf8')).toBe(other);
  });

  it('is never made of what is no key any more', () => {
    for (const left of [randomBytes(256), '']) {
      writeFileSync(plain(), left);
      expect(run('archive-key.sh', plain(), sealed())).toMatchObject({ status: 1 });
      expect(existsSync(sealed())).toBe(false);
      expect(existsSync(plain())).toBe(true);
    }
  });

  it('stands beside backups that are never written anew', () => {
    const target = join(folder, 'env-run.gpg');
    writeFileSync(join(folder, '.env'), 'A=1\n');
    expect(run('backup-settings.sh', target)).toMatchObject({ status: 0 });
    const first = readFileSync(target);
    writeFileSync(join(folder, '.env'), 'A=2\n');
    expect(run('backup-settings.sh', target)).toMatchObject({ status: 0 });
    expect(readFileSync(target).equals(first)).toBe(true);
    expect(opened(target)).toBe('A=1\n');
  });
});
