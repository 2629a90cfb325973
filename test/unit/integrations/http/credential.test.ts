import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { knownSecrets } from '../../../../src/app/effects.ts';
import { parseConfig } from '../../../../src/config/parse.ts';
import { createHttp } from '../../../../src/integrations/http/index.ts';
import { createRedactor } from '../../../../src/redaction/redactor.ts';

const VALUE = 'sntrys-4d1b7f22ac';

/** Two origins: both may be called, and the credential is for the first one alone. */
const servers: Server[] = [];
const at = { vendor: '', other: '' };
let seen: { readonly host: 'vendor' | 'other'; readonly headers: IncomingHttpHeaders }[] = [];

async function open(host: 'vendor' | 'other'): Promise<void> {
  const server = createServer((request, response) => {
    seen.push({ host, headers: request.headers });
    const to = new URL(request.url ?? '/', 'http://x').searchParams.get('to');
    if (to === null) response.end(JSON.stringify({ authorization: request.headers.authorization ?? null }));
    else response.writeHead(302, { location: to }).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  at[host] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
beforeAll(async () => {
  await open('vendor');
  await open('other');
});
beforeEach(() => {
  seen = [];
});
afterAll(() => {
  for (const server of servers) server.close();
});

const configOf = (credential: string, env: Readonly<Record<string, string>>) => {
  const text = `systems: { shop: { origins: ['${at.vendor}', '${at.other}'], credentials: { sentry: ${credential} } } }`;
  const parsed = parseConfig({ text, env, file: '/x/keyturn.yaml', cwd: '/x' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
};
const bearer = () => `{ variable: SENTRY, origins: ['${at.vendor}'] }`;
const SET = { KEYTURN_CREDENTIAL_SENTRY: VALUE };

async function call(url: string, name = 'sentry', config = configOf(bearer(), SET)): Promise<unknown> {
  const { request } = createHttp(() => config.systems.shop ?? { origins: [] }).operations;
  if (request === undefined) throw new Error('no operation');
  const input = { method: 'GET', url, headers: {}, credential: name, body: null, maxBytes: 1_000 };
  return request.run(request.input.parse(input), {
    system: 'shop',
    signal: AbortSignal.timeout(5_000),
    begin: () => {},
    aside: (work) => work(),
    output: () => {},
    secret: () => 'unused',
  });
}

describe('a request with a credential of the settings', () => {
  it('carries it in its header, by the value of that moment', async () => {
    await call(`${at.vendor}/issues`);
    expect(seen[0]?.headers.authorization).toBe(`Bearer ${VALUE}`);
  });

  it.each([
    ["{ variable: SENTRY, header: X-Api-Key, origins: ['%'] }", 'x-api-key', VALUE],
    ["{ variable: SENTRY, scheme: Convex, origins: ['%'] }", 'authorization', `Convex ${VALUE}`],
    ["{ variable: SENTRY, scheme: none, origins: ['%'] }", 'authorization', VALUE],
    [
      "{ variable: SENTRY, scheme: Basic, origins: ['%'] }",
      'authorization',
      `Basic ${Buffer.from(VALUE).toString('base64')}`,
    ],
  ])('is written as %s says', async (written, header, expected) => {
    await call(at.vendor, 'sentry', configOf(written.replace('%', at.vendor), SET));
    expect(seen[0]?.headers[header]).toBe(expected);
  });

  it('is not made to an origin that it is not for, though the system may call that', async () => {
    await expect(call(at.other)).rejects.toMatchObject({
      code: 'http.credential-elsewhere',
      refusal: { next: expect.stringContaining(`add ${at.other} to its \`origins\``) as string },
    });
    expect(seen).toEqual([]);
  });

  it('carries it to no other origin by a redirect, and keeps it where it stays', async () => {
    await call(`${at.vendor}/?to=${at.other}/x`);
    expect(seen.map(({ host, headers }) => [host, headers.authorization])).toEqual([
      ['vendor', `Bearer ${VALUE}`],
      ['other', undefined],
    ]);
    seen = [];
    await call(`${at.vendor}/?to=/x`);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${VALUE}`, `Bearer ${VALUE}`]);
  });

  it('is refused where nobody has set it, or the settings name none of that name', async () => {
    await expect(call(at.vendor, 'sentry', configOf(bearer(), {}))).rejects.toMatchObject({
      code: 'http.credential-not-set',
      refusal: { why: expect.stringContaining('KEYTURN_CREDENTIAL_SENTRY is not set') as string },
    });
    for (const name of ['vercel', 'constructor', '__proto__'])
      await expect(call(at.vendor, name)).rejects.toMatchObject({ code: 'http.no-credential' });
    expect(seen).toEqual([]);
  });

  it('leaves nothing of it in what a service sends back', async () => {
    for (const scheme of ['Bearer', 'Basic']) {
      const config = configOf(`{ variable: SENTRY, scheme: ${scheme}, origins: ['${at.vendor}'] }`, SET);
      const answer = JSON.stringify(await call(at.vendor, 'sentry', config));
      const shown = createRedactor(knownSecrets(config)).text(answer);
      expect(answer).not.toBe(shown);
      expect(shown).not.toContain(VALUE);
      expect(shown).not.toContain(Buffer.from(VALUE).toString('base64'));
    }
  });
});
