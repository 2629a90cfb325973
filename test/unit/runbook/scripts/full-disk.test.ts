import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Host, scriptHost } from './host.ts';

const UPGRADE = 'upgrade/scripts';
const FLYWHEEL = 'flywheel/scripts';
const QUANT = 'quant/scripts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const lines = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${of(index)}\n`).join('');

describe('on a disk that is full', () => {
  let host: Host;
  beforeEach(() => {
    host = scriptHost();
  });
  afterEach(() => host.remove());

  it('the list of the backups is never cut, and a deletion that is not listed is none', () => {
    const old = 'db_20260101T000000Z.sql';
    const others = lines(60, (index) => `${sha256(`${index}`)}  program_v1.${index}.so`);
    host.put(old, 'x', 60);
    host.put('SHA256SUMS', `${others}${sha256('x')}  ${old}\n`);
    const before = host.read('SHA256SUMS');
    const prune = (what: string, room?: number) =>
      host.run(`${UPGRADE}/prune-backups.sh`, [what, old], room === undefined ? {} : { room }).status;
    expect(prune('delete', 1)).not.toBe(0);
    expect(host.read('SHA256SUMS')).toBe(before);
    expect(existsSync(host.path(old))).toBe(false);
    expect(prune('gone')).toBe(1);
    expect(prune('delete')).toBe(0);
    expect(prune('gone')).toBe(0);
    expect(host.read('SHA256SUMS')).toBe(others);
  });

  it('a database of which half was dumped has no name and no line, and takes no room', () => {
    host.program(
      'pg_dump',
      `echo 'CREATE TABLE public.account_migrations ('; yes insert | head -n 1000; echo '-- PostgreSQL database dump complete'`,
    );
    expect(host.run(`${UPGRADE}/backup-database.sh`, [], { room: 1 }).status).not.toBe(0);
    expect(readdirSync(host.path('backups'))).toEqual([]);
    expect(host.run(`${UPGRADE}/backup-database.sh`).status).toBe(0);
    expect(host.read('backups/SHA256SUMS')).toMatch(/^[0-9a-f]{64} {2}db_\w+\.sql\n$/);
  });

  it('a list of accounts stays the one before', () => {
    const account = (index: number) =>
      `${'A'.repeat(40)}${String(index).padStart(4, '1').replaceAll('0', 'z')}`;
    const result = Array.from({ length: 1000 }, (_, index) => ({ pubkey: account(index + 1111) }));
    host.put('answer', JSON.stringify({ result }));
    host.program('curl', `cat "${host.path('answer')}"`);
    const find = (room?: number) =>
      host.run(`${UPGRADE}/accounts.sh`, ['http://x', 'P', '[]'], room === undefined ? {} : { room });
    host.put('accounts.txt', 'the list before\n');
    expect(find(20).status).toBe(2);
    expect(host.read('accounts.txt')).toBe('the list before\n');
    expect(find()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^accounts: \d+\n$/) });
    // A tool that does not say that it could not write.
    host.program('psql', 'seq 1000 || exit 0');
    host.put('failed.txt', 'the list before\n');
    expect(host.run(`${UPGRADE}/failed-accounts.sh`, [], { room: 1 }).status).not.toBe(0);
    expect(host.read('failed.txt')).toBe('the list before\n');
    expect(host.run(`${UPGRADE}/failed-accounts.sh`).stdout).toBe('accounts: 1000\n');
  });

  it('a list that was cut off is not taken for a shorter one', () => {
    host.put('accounts.txt', `${'A'.repeat(44)}\n${'B'.repeat(40)}`);
    expect(host.run(`${UPGRADE}/look-at-list.sh`, ['accounts.txt'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('cut off'),
    });
  });

  it('errors are seen, and what is not copied yet is counted', () => {
    const many = lines(5_000, (index) => `ERROR number ${index} of a long journal`);
    host.put('many', many);
    host.program('journalctl', `cat "${host.path('many')}"`);
    expect(host.run(`${UPGRADE}/errors.sh`, [], { room: 0 }).status).toBe(3);
    host.put(
      'many',
      lines(5_000, (index) => `epoch-${index}.json`),
    );
    host.program('rsync', `cat "${host.path('many')}"`);
    host.put('reports/epoch-1.json', '{}');
    const left = host.run(`${FLYWHEEL}/uncopied.sh`, ['rsync', 'reports/', 'there'], { room: 0 });
    expect(JSON.parse(left.stdout)).toEqual({ left: 5_000 });
  });

  it('an export of the log is whole, or has no name', () => {
    host.program('docker-compose', 'yes line | head -n 1000');
    expect(host.run(`${FLYWHEEL}/export-log.sh`, ['log.txt'], { room: 1 }).status).not.toBe(0);
    expect(readdirSync(host.folder)).toEqual(['bin']);
  });

  it('an archive of logs, an export of trades and evidence are whole, or have no name', () => {
    host.put(
      'logs/system.log',
      lines(5_000, (index) => sha256(`${index}`)),
    );
    expect(host.run(`${QUANT}/archive.sh`, ['day-run'], { room: 1 }).status).not.toBe(0);
    expect(readdirSync(host.path('logs/archive'))).toEqual([]);

    host.put('reports/kept', '');
    host.put(
      'lib/pnl_accounting.py',
      'class Accounting:\n  def export_to_csv(self, path, period):\n    with open(path, "w") as file: file.write("trade_id,\\n" * 1000)\ndef get_accounting(): return Accounting()\n',
    );
    const env = { PYTHONPATH: host.path('lib'), PYTHONDONTWRITEBYTECODE: '1' };
    const written = (room?: number) =>
      host.run(`${QUANT}/pnl.py`, ['export', 'reports/t.csv'], room === undefined ? { env } : { env, room });
    expect(written(1).status).not.toBe(0);
    expect(readdirSync(host.path('reports'))).toEqual(['kept']);
    expect(written().status).toBe(0);
    expect(readdirSync(host.path('reports'))).toEqual(['kept', 't.csv']);

    host.program('curl', 'yes metric | head -n 1000');
    host.put('logs/system.log', 'short\n');
    expect(host.run(`${QUANT}/evidence.sh`, ['run-1', 'http://x'], { room: 1 }).status).not.toBe(0);
    expect(existsSync(host.path('evidence/run-1'))).toBe(false);
    expect(host.run(`${QUANT}/evidence.sh`, ['run-1', 'http://x']).status).toBe(0);
    expect(host.read('evidence/run-1/metrics.json')).toMatch(/^metric/);
  });
});
