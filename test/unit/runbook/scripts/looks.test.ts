import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
