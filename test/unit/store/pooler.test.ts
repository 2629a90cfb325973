import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openStorage } from '../../../src/app/storage.ts';
import { systemClock } from '../../../src/clock.ts';
import { Secret } from '../../../src/config/secret.ts';
import { refusePooler } from '../../../src/store/pooler.ts';
import { startTestPostgres, type TestPostgres } from '../../support/database.ts';
import { startFakePooler } from '../../support/fake-pooler.ts';

describe('a pooler in front of the database', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startTestPostgres();
  });
  afterAll(() => server.stop());

  async function through(mode: 'transaction' | 'session'): Promise<string> {
    const pooler = await startFakePooler(server.url, mode);
    onTestFinished(() => pooler.stop());
    return pooler.url;
  }

  it('is refused where a transaction gets whatever connection is free, with what to do', async () => {
    const url = await through('transaction');
    await expect(refusePooler(url)).rejects.toMatchObject({ code: 'database.pooler' });
    await expect(openStorage({ url: new Secret(url), folder: '' }, systemClock)).rejects.toMatchObject({
      refusal: { next: expect.stringContaining('pool_mode = session') },
    });
  });

  it('passes where it keeps a connection for each session, and so does a server without one', async () => {
    await refusePooler(await through('session'));
    await refusePooler(server.url);
  });
});
