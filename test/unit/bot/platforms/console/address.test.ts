import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress } from '../../../../../src/bot/platforms/console/address.ts';
import { createConsole } from '../../../../../src/bot/platforms/console/console.ts';
import { systemClock } from '../../../../../src/clock.ts';
import { OpsError } from '../../../../../src/errors.ts';
import type { Database } from '../../../../../src/store/database.ts';
import { consoleOptions } from '../../../../support/console/open.ts';
import { scriptedReceiver } from '../../../../support/console/receiver.ts';
import { openTestDatabase } from '../../../../support/database.ts';

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof OpsError) return error.code;
    throw error;
  }
  return undefined;
};

describe('where the console listens', () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase(systemClock);
  });
  afterAll(() => db.close());

  it.each(['0.0.0.0:4310', '192.168.1.5:4310', 'example.org:4310', '[::]:4310', '4310', '127.0.0.1:99999'])(
    'refuses %s, which is not this machine alone',
    (addr) => {
      expect(codeOf(() => createConsole(consoleOptions(db, { addr })))).toBe('console.address');
    },
  );

  it.each([
    ['127.0.0.1:4310', { host: '127.0.0.1', port: 4310 }],
    ['localhost:80', { host: '127.0.0.1', port: 80 }],
    ['[::1]:4310', { host: '::1', port: 4310 }],
  ])('takes %s', (addr, parsed) => {
    expect(parseAddress(addr)).toEqual(parsed);
  });

  it('does not run in production', () => {
    expect(codeOf(() => createConsole(consoleOptions(db, { production: true })))).toBe('console.production');
  });

  it('runs in production when it was told to', () => {
    const options = consoleOptions(db, { production: true, allowInProduction: true });
    expect(codeOf(() => createConsole(options))).toBeUndefined();
  });

  it('says that another program has the port', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    const platform = createConsole(consoleOptions(db, { addr: `127.0.0.1:${port}` }));
    await expect(platform.start(scriptedReceiver(() => platform))).rejects.toMatchObject({
      refusal: { code: 'console.address-in-use' },
    });
    other.close();
  });
});
