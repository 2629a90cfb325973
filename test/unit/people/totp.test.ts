import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OpsError } from '../../../src/errors.ts';
import { seal, unseal } from '../../../src/people/totp/seal.ts';
import { loadTotpKey } from '../../../src/people/totp/service/key.ts';
import { createTotp, type Totp } from '../../../src/people/totp/service.ts';
import type { Database } from '../../../src/store/database.ts';
import { manualClock } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/database.ts';

const clock = manualClock();
const key = Buffer.alloc(32, 1);
const ben = { id: 'ben', name: 'Ben', kind: 'human' } as const;
let db: Database;
let totp: Totp;

beforeAll(async () => {
  db = await openTestDatabase(clock);
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.transact((tx) => tx.run('truncate totp, guesses', []));
  totp = createTotp({ db, key });
  // Early in a time step, so that none ends in the middle of a test's sentence.
  clock.advance(31_000 - (clock.now().getTime() % 30_000));
});

/** The code that an app shows at the database's time plus `steps` steps. */
function codeAt(secret: string, steps = 0): string {
  return new TOTP({ secret }).generate({ timestamp: clock.now().getTime() + steps * 30_000 });
}
const check = (code: string) => db.transact((tx) => totp.check(tx, 'ben', code));
async function enrolled(): Promise<string> {
  const { secret } = await totp.enroll(ben);
  await totp.confirm(ben, codeAt(secret, -1));
  return secret;
}
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof OpsError ? error.code : Promise.reject(error)),
  );

describe('an authenticator', () => {
  it('counts only after a first code, and then takes the codes of its app', async () => {
    const { secret, uri } = await totp.enroll(ben);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Keyturn:Ben\?/);
    expect(await check(codeAt(secret))).toEqual({ ok: false, why: 'not-enrolled' });
    expect(await codeOf(totp.confirm(ben, '000'))).toBe('totp.wrong');
    expect(await codeOf(totp.confirm(ben, codeAt(secret, -1)))).toBe('ok');
    expect(await check(codeAt(secret))).toEqual({ ok: true });
  });

  it('takes each code once, and none from before the newest one', async () => {
    const secret = await enrolled();
    const now = codeAt(secret);
    expect(await check(now)).toEqual({ ok: true });
    expect(await check(now)).toEqual({ ok: false, why: 'used' });
    expect(await check(codeAt(secret, -1))).toEqual({ ok: false, why: 'used' });
    expect(await check(` ${codeAt(secret, 1).slice(0, 3)} ${codeAt(secret, 1).slice(3)} `)).toEqual({
      ok: true,
    });
  });

  it('allows a clock to be one step off, and no more', async () => {
    const secret = await enrolled();
    clock.advance(5 * 60_000);
    expect(await check(codeAt(secret, -2))).toEqual({ ok: false, why: 'wrong' });
    expect(await check(codeAt(secret, 2))).toEqual({ ok: false, why: 'wrong' });
    expect(await check(codeAt(secret, -1))).toEqual({ ok: true });
    expect(await check(codeAt(secret, 1))).toEqual({ ok: true });
  });

  it('locks after five wrong codes, also for the right one, and opens again', async () => {
    const secret = await enrolled();
    for (let wrong = 0; wrong < 4; wrong += 1)
      expect(await check('abc')).toEqual({ ok: false, why: 'wrong' });
    expect(await check('abc')).toMatchObject({ why: 'locked' });
    expect(await check(codeAt(secret))).toMatchObject({ why: 'locked' });
    clock.advance(15 * 60_000);
    expect(await check(codeAt(secret))).toEqual({ ok: true });
  });

  it('is removed with a code of its own only, and is not replaced while it stands', async () => {
    const secret = await enrolled();
    expect(await codeOf(totp.enroll(ben))).toBe('totp.enrolled');
    expect(await codeOf(totp.remove(ben, '123'))).toBe('totp.wrong');
    expect(await codeOf(totp.remove(ben, codeAt(secret)))).toBe('ok');
    expect(await check(codeAt(secret, 1))).toEqual({ ok: false, why: 'not-enrolled' });
  });

  it('takes one code once, however many ask at the same time', async () => {
    const secret = await enrolled();
    const answers = await Promise.all([1, 2, 3, 4].map(() => check(codeAt(secret))));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  });
});

describe('its secret', () => {
  it('5.11 is sealed in the database, for its owner and its key', async () => {
    const secret = await enrolled();
    const [row] = (await db.read((reader) => reader.run('select sealed from totp', []))) as {
      sealed: string;
    }[];
    const sealed = row?.sealed ?? '';
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain(secret);
    expect(unseal(sealed, 'ben', key)).toBe(secret);
    expect(() => unseal(sealed, 'ana', key)).toThrow();
    expect(() => unseal(sealed, 'ben', Buffer.alloc(32, 2))).toThrow();
    expect(seal(secret, 'ben', key)).not.toBe(sealed);
  });

  it('is sealed with a key of 32 bytes, made once and for the owner of the file only', async () => {
    const home = await mkdtemp(join(tmpdir(), 'keyturn-totp-'));
    const first = await loadTotpKey(home, undefined);
    expect(first).toHaveLength(32);
    expect(await loadTotpKey(home, undefined)).toEqual(first);
    expect((await stat(join(home, 'totp.key'))).mode & 0o777).toBe(0o600);
    await chmod(join(home, 'totp.key'), 0o644);
    expect(await codeOf(loadTotpKey(home, undefined))).toBe('totp.key_readable');
    expect(await codeOf(loadTotpKey(home, 'c2hvcnQ='))).toBe('totp.key_damaged');
    await rm(home, { recursive: true });
  });
});
