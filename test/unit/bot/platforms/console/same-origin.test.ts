import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Console } from '../../../../../src/bot/platforms/console/console.ts';
import { systemClock } from '../../../../../src/clock.ts';
import type { Database } from '../../../../../src/store/database.ts';
import { openConsole } from '../../../../support/console/open.ts';
import type { ScriptedReceiver } from '../../../../support/console/receiver.ts';
import { openTestDatabase } from '../../../../support/database.ts';

describe('who may talk to the console', () => {
  let db: Database;
  let platform: Console;
  let receiver: ScriptedReceiver;
  beforeAll(async () => {
    db = await openTestDatabase(systemClock);
    ({ platform, receiver } = await openConsole(db));
  });
  afterAll(async () => {
    await platform.stop();
    await db.close();
  });

  /** A raw request: fetch would not let a test forge the Host header. */
  const ask = (path: string, headers: Record<string, string>, body?: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(
        `${platform.url}${path}`,
        { headers, method: body ? 'POST' : 'GET' },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  const host = (): string => new URL(platform.url).host;
  const command = JSON.stringify({
    id: 'delivery-0001',
    as: 'ana',
    channel: 'ops-twist',
    path: ['twist', 'health'],
    options: {},
  });

  it('serves its page', async () => {
    expect(await ask('/', { host: host() })).toBe(200);
  });

  it('refuses a rebound DNS name', async () => {
    expect(await ask('/api/state', { host: 'evil.example:4310' })).toBe(421);
    expect(await ask('/', { host: 'evil.example' })).toBe(421);
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['no page at all', {}],
    ['a sandboxed frame', { origin: 'null' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ])('refuses a change that %s asks for, and does nothing', async (_who, headers) => {
    expect(await ask('/api/command', { host: host(), ...headers }, command)).toBe(403);
    expect(receiver.received).toEqual([]);
  });

  it('refuses what another site embeds', async () => {
    expect(await ask('/api/state', { host: host(), 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  it('takes a change that its own page asks for', async () => {
    expect(await ask('/api/command', { host: host(), origin: platform.url }, command)).toBe(200);
    expect(receiver.received).toHaveLength(1);
  });

  it('allows neither inline scripts nor frames nor markup from strings', async () => {
    const policy = (await fetch(platform.url)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
  });
});
