import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import type { OpsError } from '../../../../src/errors.ts';
import { checkedAddress, isPublic } from '../../../../src/integrations/http/guard.ts';
import { createHttp } from '../../../../src/integrations/http/index.ts';

let server: Server;
let origin: string;
let hits: { url: string; headers: NodeJS.Dict<string | string[]>; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      hits.push({ url: request.url ?? '', headers: request.headers, body });
      const to = new URL(request.url ?? '/', origin).searchParams.get('to');
      if (to !== null) return response.writeHead(302, { location: to }).end();
      if (request.url === '/hang') return undefined;
      if (request.url === '/cut') return response.socket?.destroy();
      if (request.url === '/long') return response.end('x'.repeat(5_000));
      if (request.url === '/text') return response.end('just text');
      return response.end(JSON.stringify({ ok: true }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Options {
  origins?: string[];
  privateOrigins?: string[];
  resolve?: (host: string) => Promise<readonly string[]>;
  signal?: AbortSignal;
}

function call(url: string, change: { readonly [key: string]: Json } = {}, options: Options = {}) {
  hits = [];
  const { origins = [origin], privateOrigins = [], resolve } = options;
  const integration = createHttp({ origins, privateOrigins }, resolve);
  const operation = integration.operations.request;
  if (operation === undefined) throw new Error('no operation');
  const input = operation.input.parse({
    method: 'GET',
    url,
    headers: {},
    body: null,
    maxBytes: 4_000,
    ...change,
  });
  return operation.run(input, {
    signal: options.signal ?? AbortSignal.timeout(5_000),
    output: () => {},
    secret: (name) => `value-of-${name}`,
  });
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: OpsError) => error.refusal?.code ?? error.message,
  );

describe('an http call', () => {
  it('sends method, headers and body with the secrets filled in, and parses JSON', async () => {
    const answer = await call(`${origin}/x`, {
      method: 'POST',
      headers: { authorization: ['Bearer ', { secret: 'TOKEN' }] },
      body: ['{"a":"', { secret: 'A', json: true }, '"}'],
    });
    expect(answer).toMatchObject({ status: 200, body: { ok: true } });
    expect(hits[0]).toMatchObject({
      headers: { authorization: 'Bearer value-of-TOKEN' },
      body: '{"a":"value-of-A"}',
    });
  });

  it('gives text as text', async () => {
    expect(await call(`${origin}/text`)).toMatchObject({ body: 'just text' });
  });

  it('reads no more than the limit', async () => {
    expect(await codeOf(call(`${origin}/long`))).toBe('http.answer-too-long');
  });

  it('tells a request that was never sent from one that may have been received', async () => {
    expect(await codeOf(call(`${origin}/cut`))).toBe('http.no-answer');
    expect(await codeOf(call('http://127.0.0.1:1/', {}, { origins: ['http://127.0.0.1:1'] }))).toBe(
      'http.no-connection',
    );
  });

  it('stops when it is told to', async () => {
    expect(await codeOf(call(`${origin}/hang`, {}, { signal: AbortSignal.timeout(50) }))).toMatch(/timeout/);
  });
});

describe('addresses', () => {
  it('5.10 only listed origins are called', async () => {
    expect(await codeOf(call('http://169.254.169.254/latest/meta-data/'))).toBe('http.origin-not-allowed');
    expect(await codeOf(call('http://localhost:4320/'))).toBe('http.origin-not-allowed');
    expect(await codeOf(call(origin.replace('http:', 'https:')))).toBe('http.origin-not-allowed');
    expect(await codeOf(call('file:///etc/passwd'))).toBe('http.origin-not-allowed');
    expect(await codeOf(call(`http://monitor.example@${new URL(origin).host.replace(/\d+$/, '1')}/`))).toBe(
      'http.origin-not-allowed',
    );
  });

  it.each([
    '127.0.0.1',
    '10.0.0.8',
    '172.16.3.4',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fd00:ec2::254',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::7f00:1',
  ])('5.10 a name that resolves to %s is refused', async (address) => {
    expect(isPublic(address)).toBe(false);
    const options = { origins: ['http://monitor.example'], resolve: async () => [address] };
    expect(await codeOf(call('http://monitor.example/', {}, options))).toBe('http.internal-address');
  });

  it('5.10 one internal address among several is enough to refuse', async () => {
    const options = {
      origins: ['http://monitor.example'],
      resolve: async () => ['93.184.216.34', '10.0.0.1'],
    };
    expect(await codeOf(call('http://monitor.example/', {}, options))).toBe('http.internal-address');
  });

  it('5.10 a private origin is called when the settings say so', async () => {
    const url = `http://monitor.internal:${new URL(origin).port}`;
    const resolve = async () => ['127.0.0.1'];
    const settings = { origins: [url], privateOrigins: [url], resolve };
    expect(await call(`${url}/x`, {}, settings)).toMatchObject({ status: 200 });
    expect(hits[0]?.headers.host).toBe(new URL(url).host);
  });

  it('5.10 a name is resolved once, so a second answer cannot lead elsewhere', async () => {
    let asked = 0;
    const url = `http://rebind.example:${new URL(origin).port}`;
    const resolve = async () => {
      asked += 1;
      return asked === 1 ? ['127.0.0.1'] : ['169.254.169.254'];
    };
    await call(`${url}/x`, {}, { origins: [url], privateOrigins: [url], resolve });
    expect(asked).toBe(1);
    expect(hits).toHaveLength(1);
    const address = await checkedAddress(
      new URL('http://rebind.example/'),
      { origins: ['http://rebind.example'] },
      async () => ['93.184.216.34'],
    );
    expect(address).toBe('93.184.216.34');
  });

  it('5.10 redirects are checked like the first address', async () => {
    expect(await codeOf(call(`${origin}/?to=http://169.254.169.254/`))).toBe('http.origin-not-allowed');
    expect(await codeOf(call(`${origin}/?to=http://127.0.0.1:1/`))).toBe('http.origin-not-allowed');
    expect(await call(`${origin}/?to=/x`)).toMatchObject({ status: 200 });
    expect(await codeOf(call(`${origin}/?to=${encodeURIComponent('/?to=/%3Fto=/')}`))).toBe('no failure');
    const loop = `${origin}/?to=${encodeURIComponent('?to=')}`;
    expect(['http.too-many-redirects', 'no failure']).toContain(await codeOf(call(loop)));
  });

  it('5.10 a redirect to another origin gets none of the headers', async () => {
    const other = `http://localhost:${new URL(origin).port}`;
    await call(
      `${origin}/?to=${other}/x`,
      { headers: { authorization: ['secret'] } },
      { origins: [origin, other], resolve: async () => ['127.0.0.1'] },
    );
    expect(hits.map((hit) => hit.headers.authorization)).toEqual(['secret', undefined]);
  });

  it('5.10 a redirect of anything but GET is not followed', async () => {
    expect(await call(`${origin}/?to=/x`, { method: 'POST' })).toMatchObject({ status: 302 });
    expect(hits).toHaveLength(1);
  });

  it('5.20 an unknown name says what to check', async () => {
    const options = {
      origins: ['http://nowhere.example'],
      resolve: () => Promise.reject(new Error('ENOTFOUND')),
    };
    expect(await codeOf(call('http://nowhere.example/', {}, options))).toBe('http.unknown-host');
  });
});
