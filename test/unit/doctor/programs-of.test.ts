import { describe, expect, it } from 'vitest';
import { pathOf, programsOf } from '../../../src/doctor/programs-of.ts';

const HOST = { sudo: [], compose: 'docker compose' } as const;
const step = (kind: string, written: object) => ({ kind, written }) as never;

describe('the programs that the doctor looks for', () => {
  it.each([
    ['shell', { run: ['solana', 'balance'], probe: { run: ['curl', '-s'] } }, ['solana', 'curl']],
    ['script', { run: ['python3', 'scripts/a.py'] }, ['python3']],
    ['service', { restart: 'api' }, ['systemctl']],
    ['service', { logs: 'api' }, ['systemctl', 'journalctl']],
    ['service', { status: 'api', compose: '/srv/app' }, ['docker']],
    ['file', { archive: '/srv/app', to: 'a.tar' }, ['tar']],
    ['file', { copy: 'reports/', to: 'backups/' }, ['rsync']],
    ['file', { copy: 'a.tar', to: 'vault:/backups/a.tar' }, ['rsync']],
    ['file', { copy: 'a.tar', to: 'b.tar' }, []],
    ['file', { encrypt: 'a.tar', for: 'age1abc', to: 'a.age' }, ['age']],
    ['file', { encrypt: 'a.tar', for: 'ops@example.com', to: 'a.gpg' }, ['gpg']],
    ['file', { encrypt: 'a.tar', forFile: 'ops.asc', to: 'a.gpg' }, ['gpg']],
    ['file', { encrypt: 'a.tar', for: '{{ vars.recipient }}', to: 'a.gpg' }, []],
    ['file', { prune: 'backups', matching: '*.tar', keep: 3 }, []],
    ['http', { get: 'https://example.com' }, []],
  ])('are those that a step of the kind %s starts: %j', (kind, written, programs) => {
    expect(programsOf(step(kind, written), HOST)).toEqual(programs);
  });

  it('are what the settings have the host call them, sudo among them', () => {
    const services = { sudo: ['systemctl'], compose: 'docker-compose' } as const;
    expect(programsOf(step('service', { stop: 'api' }), services)).toEqual(['systemctl', 'sudo']);
    expect(programsOf(step('service', { stop: 'api', compose: '.' }), services)).toEqual([
      'docker',
      'docker-compose',
    ]);
  });

  it('are looked for on the PATH that a step sets, also that of a script', () => {
    const env = { PATH: '/opt/python/bin' };
    expect(pathOf(step('script', { run: ['python3', 'a.py'], env }))).toBe('/opt/python/bin');
    expect(pathOf(step('shell', { run: ['a'], env }))).toBe('/opt/python/bin');
  });
});
