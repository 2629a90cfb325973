import { afterEach, describe, expect, it } from 'vitest';
import { type HealthServer, serveHealth } from '../../../src/http/health.ts';

const servers: HealthServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function served(problems: () => Promise<readonly string[]>): Promise<string> {
  const server = await serveHealth('127.0.0.1', 0, problems);
  servers.push(server);
  return server.url;
}

describe('health', () => {
  it('says at once that the process lives, whatever keeps it from working', async () => {
    const url = await served(() => new Promise(() => {}));
    expect((await fetch(`${url}/livez`, { signal: AbortSignal.timeout(2_000) })).status).toBe(200);
  });

  it('is not ready while there is a problem, and names it', async () => {
    const found: string[] = ['It is stopping: nothing new is taken.'];
    const url = await served(async () => found);
    const first = await fetch(`${url}/readyz`);
    expect(first.status).toBe(503);
    expect(await first.json()).toMatchObject({ ready: false, problems: found });
    found.length = 0;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('is not ready when nobody can even find out', async () => {
    const url = await served(() => Promise.reject(new Error('the pool is closed')));
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ ready: false, problems: ['Error: the pool is closed'] });
  });
});
