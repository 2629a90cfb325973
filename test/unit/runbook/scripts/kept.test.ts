import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Host, scriptHost } from './host.ts';

const UPGRADE = 'upgrade/scripts';
const QUANT = 'quant/scripts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('what a script keeps', () => {
  let host: Host;
  beforeEach(() => {
    host = scriptHost();
  });
  afterEach(() => host.remove());

  /** Backups as the runbook keeps them: listed, with content. */
  function layKept(...files: readonly (readonly [name: string, days: number])[]): void {
    for (const [name, days] of files) host.put(name, name, days);
    host.put('SHA256SUMS', files.map(([name]) => `${sha256(name)}  ${name}\n`).join(''));
  }
  const json = (script: string, ...argv: readonly string[]): unknown =>
    JSON.parse(host.run(`${UPGRADE}/${script}`, argv).stdout);

  it('is listed whatever language the host speaks', () => {
    layKept(['db_20261130T020000Z.sql', 0]);
    const real = process.env.PATH?.split(':').map((folder) => `${folder}/sha256sum`) ?? [];
    host.program(
      'sha256sum',
      `for real in ${real.join(' ')}; do [ -x "$real" ] && break; done\n` +
        `if [ "$LC_ALL" = C ]; then exec "$real" "$@"; fi\nset -o pipefail; "$real" "$@" | sed 's/: OK$/: Réussi/'`,
    );
    const french = { LANG: 'fr_FR.UTF-8', LC_ALL: '' };
    const { stdout } = host.run(`${UPGRADE}/list-backups.sh`, ['db'], { env: french });
    expect(JSON.parse(stdout)).toMatchObject({ backups: [{ value: 'db_20261130T020000Z.sql' }] });
  });

  it('is a backup where it is listed and holds something', () => {
    layKept(['db_20261125T020000Z.sql', 5], ['program_20261130T020000Z.so', 0]);
    host.put('db_20261130T020000Z.sql', '');
    host.put('db_20261130T030000Z.sql', 'half of a dump');
    expect(json('backup-age.sh')).toEqual({ program: 0, database: 120 });
    expect(json('list-backups.sh', 'db')).toMatchObject({ backups: [{ value: 'db_20261125T020000Z.sql' }] });
    host.program('psql', 'echo "$@" >> psql.log');
    host.run(`${UPGRADE}/rehearse-restore.sh`);
    expect(host.read('psql.log')).toContain('-f db_20261125T020000Z.sql');
    expect(host.run(`${UPGRADE}/verify-backup.sh`, ['db_20261130T030000Z.sql']).status).toBe(1);
  });

  it('is not expired because of seven younger files that are no backups', () => {
    const kept = Array.from({ length: 8 }, (_, index) => [`db_2026010${index}.sql`, 60 - index] as const);
    layKept(...kept);
    for (const hour of [1, 2, 3, 4, 5, 6, 7]) host.put(`db_20261130T0${hour}0000Z.sql`, '');
    expect(json('expired-backups.sh')).toEqual({ count: 1, files: 'db_20260100.sql' });
  });

  it('is not told as nothing where the list of all of it is gone', () => {
    const kept = Array.from({ length: 3 }, (_, index) => [`db_2026010${index}.sql`, 60 - index] as const);
    layKept(...kept);
    rmSync(host.path('SHA256SUMS'));
    const gone = { status: 1, stderr: expect.stringContaining('SHA256SUMS is gone') as string };
    for (const [script, ...argv] of [
      ['expired-backups.sh'],
      ['backup-age.sh'],
      ['list-backups.sh', 'db'],
      ['rehearse-restore.sh'],
      ['prune-backups.sh', 'delete', 'db_20260100.sql'],
    ] as const)
      expect(host.run(`${UPGRADE}/${script}`, argv), script).toMatchObject(gone);
    expect(existsSync(host.path('db_20260100.sql'))).toBe(true);
    // A list of the newest alone would make the others look expired.
    host.put('target/deploy/program_upgrade_system.so', 'the build');
    host.put('backups/db_20260100.sql', 'a dump');
    expect(host.run(`${UPGRADE}/keep-build.sh`)).toMatchObject(gone);
    for (const [name] of kept) rmSync(host.path(name));
    expect(json('backup-age.sh')).toEqual({ program: null, database: null });
  });

  it.each([
    ['upgrade/scripts/keep-build.sh', 'backups'],
    ['upgrade/scripts/keep-version.sh', 'backups'],
    ['upgrade/scripts/backup-database.sh', 'backups'],
    ['upgrade/scripts/backup-program.sh', 'backups'],
    ['quant/scripts/evidence.sh', 'evidence'],
  ])('is not told as kept where the disk for it is away: %s', (script, name) => {
    host.put('target/deploy/program_upgrade_system.so', 'the build');
    host.put('logs/system.log', 'a line\n');
    host.program('anchor', `echo '{"version":"1.0.0"}'`);
    host.program('solana', 'echo code > "$4"');
    host.program(
      'pg_dump',
      'echo "CREATE TABLE public.account_migrations ("; echo "-- PostgreSQL database dump complete"',
    );
    host.program('curl', 'echo 1');
    symlinkSync(host.path('mnt/away'), host.path(name));
    const before = readdirSync(host.folder);
    expect(host.run(script, ['a', 'b'])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('mkdir') as string,
    });
    expect(readdirSync(host.folder)).toEqual(before);
  });

  it('is a build that is compared and listed as well', () => {
    host.put('target/deploy/program_upgrade_system.so', 'the build');
    expect(host.run(`${UPGRADE}/keep-build.sh`)).toMatchObject({ status: 0 });
    expect(host.read('backups/SHA256SUMS')).toMatch(`${sha256('the build')}  build_2`);
    expect(readdirSync(host.path('backups')).filter((name) => name.startsWith('.build'))).toEqual([]);
  });

  it('stays where another run of the day keeps the log that came after', () => {
    host.put('logs/system.log', 'morning\n');
    expect(host.run(`${QUANT}/archive.sh`, ['2026-11-30-run-a']).status).toBe(0);
    renameSync(host.path('logs/system.log'), host.path('logs/system.log.1'));
    host.put('logs/system.log', 'evening\n');
    expect(host.run(`${QUANT}/archive.sh`, ['2026-11-30-run-a']).status).toBe(0);
    expect(host.run(`${QUANT}/archive.sh`, ['2026-11-30-run-b']).status).toBe(0);
    const archived = (run: string) =>
      gunzipSync(readFileSync(host.path(`logs/archive/2026-11-30-${run}_system.log.gz`))).toString();
    expect([archived('run-a'), archived('run-b')]).toEqual(['morning\n', 'evening\n']);
  });

  it('stays as evidence of the moment in which it was taken', () => {
    host.put('logs/system.log', 'the theft\n');
    host.program('curl', 'echo 1');
    const taken = () => host.run(`${QUANT}/evidence.sh`, ['run-1', 'http://x']).status;
    expect(taken()).toBe(0);
    host.put('logs/system.log', 'rotated\n');
    expect(taken()).toBe(0);
    expect(host.read('evidence/run-1/logs/system.log')).toBe('the theft\n');
  });

  it('is an export that a daemon which is down takes away from nobody', () => {
    host.program('docker-compose', '[ ! -e down ] && cat log');
    host.put('log', '11:58 the theft\n');
    const exported = () => host.run('flywheel/scripts/export-log.sh', ['export.txt']);
    expect(exported().stdout).toBe('11:58 the theft\n');
    host.put('down', '');
    expect(exported()).toMatchObject({ status: 0, stdout: '11:58 the theft\n' });
    expect(host.read('export.txt')).toBe('11:58 the theft\n');
  });
});
