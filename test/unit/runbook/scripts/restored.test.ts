import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeypair } from '../../../../examples/plant/kit/keys.ts';
import { type Host, scriptHost } from './host.ts';

const FLYWHEEL = 'flywheel/scripts';
const ARCHIVE = 'backups/keypairs-backup-2026-11-30-run-1.tar.gz.gpg';

describe('what is restored', () => {
  let host: Host;
  beforeEach(() => {
    host = scriptHost();
    chmodSync(host.folder, 0o700);
    mkdirSync(host.path('backups'));
  });
  afterEach(() => host.remove());

  const run = (script: string, argv: readonly string[], room?: number) => {
    const input = 'passphrase of the tests\n';
    return host.run(`${FLYWHEEL}/${script}`, argv, room === undefined ? { input } : { input, room });
  };
  const restore = (room?: number) => run('restore-keypairs.sh', ['new', 'backups'], room);
  const keys = ['executor.json', 'executor-old.json', 'fee.json'];

  function layBackup(): void {
    for (const key of keys) host.put(`secure/${key}`, JSON.stringify(newKeypair().bytes));
    expect(run('backup-keypairs.sh', ['secure', ARCHIVE])).toMatchObject({ status: 0 });
  }
  const same = () => keys.filter((key) => host.read(`new/${key}`) === host.read(`secure/${key}`));

  it('are whole key files, also after a disk that was full', () => {
    layBackup();
    expect(restore(0).status).not.toBe(0);
    expect(readdirSync(host.path('new'))).toEqual([]);
    expect(restore()).toMatchObject({ status: 0 });
    expect(same()).toEqual(keys);
    expect(restore()).toMatchObject({ status: 0 });
    expect(readdirSync(host.path('new')).sort()).toEqual([...keys].sort());
  });

  it('is no key file that was cut off before, which stays and is told', () => {
    layBackup();
    host.put('new/executor.json', '');
    expect(restore()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('new/executor.json is there'),
    });
    expect(host.read('new/executor.json')).toBe('');
    expect(same()).toEqual(['executor-old.json', 'fee.json']);
  });

  it('comes of the newest backup that holds something', () => {
    layBackup();
    host.put('backups/keypairs-backup-2026-12-01-run-2.tar.gz.gpg', '');
    expect(restore()).toMatchObject({ status: 0 });
    expect(same()).toEqual(keys);
  });

  it('can be, because a key file that is empty or cut off is never backed up', () => {
    layBackup();
    const other = 'backups/keypairs-backup-2026-12-01-run-2.tar.gz.gpg';
    for (const cut of ['', '[1,2']) {
      host.put('secure/executor.json', cut);
      expect(run('backup-keypairs.sh', ['secure', other]).stderr).toContain('nothing was backed up');
    }
    expect(existsSync(host.path(other))).toBe(false);
  });

  it('comes of no backup that a full disk cut off: nothing of it is left', () => {
    host.put('.env', 'A=1\n'.repeat(1_000));
    expect(run('backup-settings.sh', ['backups/env-1.gpg'], 0).status).not.toBe(0);
    expect(readdirSync(host.path('backups'))).toEqual([]);
  });

  it('are settings only where nobody else has put some meanwhile', () => {
    host.put('.env', 'A=restored\n');
    expect(run('backup-settings.sh', ['backups/env-1.gpg'])).toMatchObject({ status: 0 });
    host.put('.env', 'A=of somebody else\n');
    expect(run('restore-settings.sh', ['backups/env-1.gpg'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('.env is there and is not what the backup holds'),
    });
    expect(host.read('.env')).toBe('A=of somebody else\n');
    host.put('.env', 'A=restored\n');
    expect(run('restore-settings.sh', ['backups/env-1.gpg'])).toMatchObject({ status: 0 });
    expect(existsSync(host.path('.env.draft'))).toBe(false);
  });

  it('is picked from backups that hold something, and none is another answer than a folder that is not there', () => {
    const list = (folder: string) => run('list-settings.sh', [folder]);
    host.put('backups/env-2.gpg', '');
    expect(list('backups').status).toBe(3);
    host.put('backups/env-1.gpg', 'x', 2);
    host.put('backups/env-3.gpg', 'x', 1);
    expect(list('backups').stdout).toBe('env-3.gpg\nenv-1.gpg\n');
    expect(list('nowhere').status).toBe(1);
  });
});
