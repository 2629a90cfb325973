import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Host, scriptHost } from './host.ts';

describe('a script that looks', () => {
  let host: Host;
  beforeEach(() => {
    host = scriptHost();
  });
  afterEach(() => host.remove());

  it('counts errors that have a time of the last hours, and what follows such a line', () => {
    const at = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    const errors = (before: string, now: string) => {
      host.put('logs/system.log.1', before);
      host.put('logs/system.log', now);
      return host.run('quant/scripts/errors.sh', ['24']).stdout.split('\n')[0];
    };
    const old = `${at(48)} INFO old\n`;
    const fresh = `${at(1)} INFO new\n`;
    const stack = '  raise TimeoutError\n';
    expect(errors(`${stack}${old}${stack}`, `${stack}${fresh}`)).toBe('errors: 0');
    expect(errors(old, `${fresh}${stack}`)).toBe('errors: 1');
    // Nobody knows how old it is.
    expect(errors(stack, stack)).toBe('errors: 2');
    expect(errors(`${stack}${fresh}`, stack)).toBe('errors: 2');
    expect(errors(old, `${at(23).replace('T', ' ')} ERROR of Python\n`)).toBe('errors: 1');
  });

  it('takes a folder that is not there for no answer whether an emergency stop holds', () => {
    const held = (mark: string) => JSON.parse(host.run('flywheel/scripts/held.sh', [host.path(mark)]).stdout);
    expect(held('secure/stopped')).toEqual({ held: null, at: null });
    host.put('secure/key.json', '');
    expect(held('secure/stopped')).toEqual({ held: false, at: null });
    host.put('secure/stopped', '2026-03-01T03:00:00.000Z\n');
    expect(held('secure/stopped')).toEqual({ held: true, at: '2026-03-01T03:00:00.000Z' });
  });

  it('lets no start take a mark away of which nobody can tell whether it is there', () => {
    host.put('secure/stopped.lock', '');
    host.program('ls', 'exit 2');
    const released = host.run('flywheel/scripts/release.sh', [
      host.path('secure/stopped'),
      '2026-03-01T03:05:00Z',
    ]);
    expect(released).toMatchObject({ status: 1, stderr: expect.stringContaining('Nobody can tell') });
  });

  it('leaves the mark of the later stop where an earlier one comes back', () => {
    const mark = host.path('stopped');
    const hold = (time: string) => host.run('flywheel/scripts/hold.sh', [mark, time]);
    for (const time of ['2026-03-01T03:10:00.000Z', '2026-03-01T03:00:00.000Z'])
      expect(hold(time).status).toBe(0);
    expect(host.read('stopped')).toBe('2026-03-01T03:10:00.000Z\n');
    expect(host.run('flywheel/scripts/release.sh', [mark, '2026-03-01T03:05:00.000Z']).status).toBe(1);
    expect(hold('2026-03-01T03:20:00.000Z').status).toBe(0);
    expect(host.read('stopped')).toBe('2026-03-01T03:20:00.000Z\n');
  });

  it('counts no epoch by hand that ended while it was looked for', async () => {
    const argv = ['-e', 'setInterval(() => {}, 1_000)', 'epoch:once'];
    const epoch = spawn(process.execPath, argv, { cwd: host.folder, stdio: 'ignore' });
    onTestFinished(() => void epoch.kill());
    await once(epoch, 'spawn');
    const look = () => host.run('flywheel/scripts/epoch-by-hand.sh');
    expect(look()).toMatchObject({ status: 3, stdout: expect.stringContaining(`process ${epoch.pid}.`) });
    // Others are looked at as they are.
    host.program(
      'readlink',
      `[[ $1 == /proc/${epoch.pid}/cwd ]] || exec /usr/bin/readlink "$@"; kill -9 ${epoch.pid}; sleep 0.3; exit 1`,
    );
    expect(look().status).toBe(0);
  });

  it('sees an epoch by hand whose runner was killed, and no mark or other program of that name', async () => {
    host.put('epoch:once.pid', String(process.pid));
    host.put('app/.keep', '');
    const look = () => host.run('flywheel/scripts/epoch-by-hand.sh', [], { cwd: 'app' });
    const start = (argv: readonly string[], env: NodeJS.ProcessEnv = {}) => {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)', ...argv], {
        cwd: host.path('app'),
        stdio: 'ignore',
        env: { ...process.env, ...env },
      });
      onTestFinished(() => void child.kill());
      return child;
    };
    await once(start(['notes-of-epoch:once.txt']), 'spawn');
    expect(look().status).toBe(0);
    // What a runner of scripts has started knows whose it is.
    const left = start([], { npm_lifecycle_event: 'epoch:once' });
    await once(left, 'spawn');
    expect(look()).toMatchObject({ status: 3, stdout: expect.stringContaining(`process ${left.pid}.`) });
    left.kill('SIGKILL');
    await once(left, 'exit');
    expect(look().status).toBe(0);
  });

  it('takes a test of no endpoint for none', () => {
    const asked = (endpoints: object) =>
      host.run('quant/scripts/rpc.py', [], { input: JSON.stringify(endpoints) });
    expect(asked({})).toMatchObject({ status: 2, stderr: expect.stringContaining('no endpoint') });
    expect(asked({ gone: 'http://127.0.0.1:9' }).status).toBe(3);
  });

  it('takes one page of the proposals for no list of them', () => {
    const asked = (list: object) => {
      host.put('answer.json', JSON.stringify(list));
      host.program('curl', `cat "${host.path('answer.json')}"`);
      return host.run('upgrade/scripts/proposals-of.sh', ['http://x', 'B']);
    };
    const proposals = [{ id: 'p-1', buffer: 'B' }];
    expect(asked({ proposals, total: 1 }).stdout).toBe('{"count":1,"proposal":"p-1"}\n');
    for (const more of [{ has_more: true }, { next: '/proposals?page=2' }, { total: 21 }])
      expect(asked({ proposals, ...more })).toMatchObject({
        stderr: expect.stringContaining('has more of them'),
      });
    expect(asked({ error: 'busy' }).stderr).toContain('no list');
  });

  it('takes no answer of cargo for one about weaknesses, and none of advisories that it did not load', () => {
    const says = (report: object | undefined, code: number) => {
      host.put('report.json', report === undefined ? '' : JSON.stringify(report));
      host.program('cargo', `cat "${host.path('report.json')}"; exit ${code}`);
      return host.run('upgrade/scripts/advisories.sh').status;
    };
    const of = (count: number, list: readonly object[]) => ({
      database: { 'advisory-count': count },
      lockfile: { 'dependency-count': 9 },
      vulnerabilities: { count: list.length, list },
    });
    const weak = { advisory: { id: 'RUSTSEC-1', title: 'T' }, package: { name: 'p', version: '1' } };
    expect(says(of(812, []), 0)).toBe(0);
    expect(says(of(812, [weak]), 1)).toBe(3);
    expect(says(undefined, 1)).toBe(2);
    expect(says(of(0, []), 0)).toBe(2);
  });

  it('takes an answer without a word for no answer', () => {
    host.program('curl', 'true');
    host.put('accounts.txt', 'the list before');
    expect(host.run('upgrade/scripts/signatures.sh', ['http://x', 'p-1', '3']).status).toBe(2);
    expect(host.run('upgrade/scripts/accounts.sh', ['http://x', 'P', '[]']).status).toBe(2);
    expect(host.read('accounts.txt')).toBe('the list before');
  });

  it('says that a node names no account, or no key of one, and leaves the list as it was', () => {
    host.put('accounts.txt', 'the list before');
    for (const [said, why] of [
      ['{"result":[]}', 'the node named no account'],
      ['{"result":[{"pubkey":null}]}', 'an account without its key'],
      ['{"error":{"message":"busy"}}', 'the node gave no list'],
    ] as const) {
      host.program('curl', `echo '${said}'`);
      expect(host.run('upgrade/scripts/accounts.sh', ['http://x', 'P', '[]'])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(why) as string,
      });
    }
    expect(host.read('accounts.txt')).toBe('the list before');
  });
});
