import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { openStorage } from '../../../src/app/storage.ts';
import { systemClock } from '../../../src/clock.ts';
import { Secret } from '../../../src/config/secret.ts';
import { unreachable } from '../../../src/store/unreachable.ts';
import { startTestPostgres } from '../../support/database.ts';

const server = await startTestPostgres();
afterAll(() => server.stop());

const changed = (change: (url: URL) => void): string => {
  const url = new URL(server.url);
  change(url);
  return url.href;
};

async function silence(): Promise<{ url: string; close(): void }> {
  const silent = createServer((socket) => void socket.on('error', () => {})).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  return { url: `postgres://a:geheim@127.0.0.1:${port}/x`, close: () => void silent.close() };
}

async function refusal(url: string): Promise<string> {
  const error = await openStorage({ url: new Secret(url), folder: '' }, systemClock).catch((one) => one);
  expect(error).toMatchObject({ code: 'database.unreachable' });
  const { what, why, next } = error.refusal;
  return `${what} ${why} ${next}`;
}

describe('a database that is not reached', () => {
  it.each([
    ['nothing listens there', changed((url) => (url.port = '1')), 'Start the server'],
    ['that name has no address', changed((url) => (url.hostname = 'nowhere.invalid')), 'Correct the host'],
    [
      'it does not let this user in',
      changed((url) => (url.password = 'geheim')),
      'Correct user and password',
    ],
    ['it has no such database', changed((url) => (url.pathname = '/nowhere')), 'Make the database'],
  ])('is told with its reason and what to do: %s', async (why, url, next) => {
    const said = await refusal(url);
    expect(said).toContain(why);
    expect(said).toContain(next);
    expect(said).toContain(`The database at ${new URL(url).host} was not reached.`);
    expect(said).not.toContain('geheim');
  });

  it('is told when it takes a connection and says nothing', async () => {
    const silent = await silence();
    const said = await refusal(silent.url);
    expect(said).toContain('the host does not answer (timeout expired)');
    expect(said).not.toContain('geheim');
    silent.close();
  });

  it('is told with the words of the driver when the reason is none of those', () => {
    const { refusal } = unreachable('postgres:///x?host=/tmp', new Error('odd'));
    expect(`${refusal.what} ${refusal.why}`).toBe(
      'The database at this host was not reached. No connection: the connection was not made (odd).',
    );
  });
});
