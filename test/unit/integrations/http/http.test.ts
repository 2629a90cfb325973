import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import type { OpsError } from '../../../../src/errors.ts';
import { checkedAddresses } from '../../../../src/integrations/http/guard.ts';
import { createHttp } from '../../../../src/integrations/http/index.ts';
import { kindOfAddress } from '../../../../src/values/ip-address.ts';

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
      if (request.url === '/loop') return response.writeHead(302, { location: '/loop' }).end();
      if (to !== null) return response.writeHead(302, { location: to }).end();
      if (request.url === '/hang') return undefined;
      if (request.url === '/cut') return response.socket?.destroy();
      if (request.url === '/long') return response.end('x'.repeat(5_000));
      if (request.url === '/marked') return response.end('\ufeff{"ok":true}');
      if (request.url === '/numbers')
        return response.end('\ufeff{"wei":12345678901234567891,"n":9007199254740993,"rate":1.10,"of":5}');
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
  begin?: () => void;
}

function call(url: string, change: { readonly [key: string]: Json } = {}, options: Options = {}) {
  hits = [];
  const { origins = [origin], privateOrigins = [], resolve } = options;
  const integration = createHttp(() => ({ origins, privateOrigins }), resolve);
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
    system: 'twist',
    begin: options.begin ?? (() => {}),
    aside: <T>(work: () => Promise<T>) => work(),
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

  it('gives numbers in the form in which the service wrote them', async () => {
    const wei = { $exact: '12345678901234567891' };
    expect(await call(`${origin}/numbers`)).toMatchObject({
      body: { wei, n: { $exact: '9007199254740993' }, rate: { $exact: '1.10' }, of: 5 },
    });
  });

  it('gives text as text', async () => {
    expect(await call(`${origin}/text`)).toMatchObject({ body: 'just text' });
  });

  it('parses JSON behind a byte order mark', async () => {
    expect(await call(`${origin}/marked`)).toMatchObject({ body: { ok: true } });
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

  it.each(['GET', 'DELETE', 'POST'])('a %s with a body says how long the body is', async (method) => {
    await call(`${origin}/x`, { method, body: ['{"ä":1}'] });
    expect(hits[0]).toMatchObject({ headers: { 'content-length': '8' }, body: '{"ä":1}' });
  });

  it.each([
    ['Connection: upgrade\r\nUpgrade: x\r\n\r\n', 'http.no-answer'],
    [
      'Connection: upgrade\r\nUpgrade: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      'http.no-answer',
    ],
    // Nothing is switched to: an answer without a body, whose status is judged like any other.
    ['\r\n', 'no failure'],
    ['Upgrade: x\r\n\r\n', 'no failure'],
  ])('an answer that switches protocols ends at once: %j', async (rest, code) => {
    const odd = createTcp((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(`HTTP/1.1 101 Odd\r\n${rest}`));
    });
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(odd.address() as AddressInfo).port}`;
    expect(await codeOf(call(url, {}, { origins: [url], signal: AbortSignal.timeout(1_000) }))).toBe(code);
    odd.close();
  });

  it('5.20 a header that cannot be sent is told as such, without its value', async () => {
    const failed = await call(`${origin}/x`, { headers: { token: ['tops3cret\n'] } }).catch(String);
    expect(failed).toContain('holds a line break');
    expect(failed).not.toContain('tops3cret');
    expect(await codeOf(call(`${origin}/x`, { headers: { a: ['1 — 2'] } }))).toBe('http.bad-header');
    expect(hits).toEqual([]);
  });

  it('5.20 a service that does not speak TLS is not told as one that is down', async () => {
    const url = origin.replace('http:', 'https:');
    const failed = await call(url, {}, { origins: [url] }).catch(String);
    expect(failed).toContain('does not speak TLS');
  });

  it('sends nothing when it may not begin', async () => {
    const begin = () => {
      throw new Error('the lease is too old');
    };
    await expect(call(`${origin}/x`, { method: 'POST' }, { begin })).rejects.toThrow('the lease is too old');
    expect(hits).toEqual([]);
  });

  it('sends nothing when it may not begin any more by the time that its connection stands', async () => {
    let looks = 0;
    const begin = () => {
      looks += 1;
      if (looks > 1) throw new Error('the lease is too old');
    };
    const sent = call(`${origin}/x`, { method: 'POST', body: ['pay'] }, { begin });
    expect(await codeOf(sent)).toBe('http.no-connection');
    expect([looks, hits]).toEqual([2, []]);
  });

  it('says that nothing was sent when it is told to stop while a connection is made', async () => {
    // It takes connections and never answers the handshake: nothing of the request has left by then.
    const silent = createTcp((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const signal = AbortSignal.timeout(100);
    expect(await codeOf(call(url, { method: 'POST' }, { origins: [url], signal }))).toBe(
      'http.no-connection',
    );
    silent.close();
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
    for (const odd of ['file:///etc/passwd', 'javascript:1', 'ftp://example.com/'])
      expect(await codeOf(call(odd))).toBe('http.other-scheme');
    expect(await codeOf(call(`${origin}/?to=file:///etc/passwd`))).toBe('http.other-scheme');
    expect(await codeOf(call(`http://monitor.example@${new URL(origin).host.replace(/\d+$/, '1')}/`))).toBe(
      'http.origin-not-allowed',
    );
  });

  const PRIVATE = [
    '127.0.0.1',
    '10.0.0.8',
    '172.16.3.4',
    '192.168.1.1',
    '100.64.0.1',
    '::1',
    'fd00::8',
    '::ffff:127.0.0.1',
  ];
  // Metadata services of clouds, also hidden in IPv6, and addresses that belong to nobody.
  const FORBIDDEN = [
    '169.254.169.254',
    '169.254.170.2',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    'fe80::1',
    'fe80::a9fe:a9fe',
    'fd00:ec2::254',
    'fd20:ce::254',
    'fd00:0ec2:0:0::254',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    '64:ff9b::7f00:1',
  ];
  const port = () => new URL(origin).port;

  it.each(PRIVATE)(
    '5.10 a name that resolves to %s is called only where the settings list it as private',
    async (address) => {
      expect(kindOfAddress(address)).toBe('private');
      const url = new URL('http://monitor.example');
      const resolve = async () => [address];
      await expect(checkedAddresses(url, { origins: [url.origin] }, resolve)).rejects.toMatchObject({
        code: 'http.internal-address',
      });
      const settings = { origins: [], privateOrigins: [url.origin] };
      expect(await checkedAddresses(url, settings, resolve)).toEqual([address]);
    },
  );

  it.each(FORBIDDEN)(
    '5.10 nothing that leads to %s is called, whatever the settings say',
    async (address) => {
      expect(kindOfAddress(address)).toBe('forbidden');
      const url = 'http://monitor.example';
      const options = { origins: [url], privateOrigins: [url], resolve: async () => [address] };
      expect(await codeOf(call(url, {}, options))).toBe('http.forbidden-address');
      const written = new URL(`http://${address.includes(':') ? `[${address}]` : address}`).origin;
      expect(await codeOf(call(written, {}, { origins: [written], privateOrigins: [written] }))).toBe(
        'http.forbidden-address',
      );
    },
  );

  it('5.10 one internal address among several is enough to refuse', async () => {
    const options = {
      origins: ['http://monitor.example'],
      resolve: async () => ['93.184.216.34', '10.0.0.1'],
    };
    expect(await codeOf(call('http://monitor.example/', {}, options))).toBe('http.internal-address');
  });

  it('5.10 a private origin is called when the settings say so', async () => {
    const url = `http://monitor.internal:${port()}`;
    const settings = { origins: [], privateOrigins: [url], resolve: async () => ['127.0.0.1'] };
    expect(await call(`${url}/x`, {}, settings)).toMatchObject({ status: 200 });
    expect(hits[0]?.headers.host).toBe(new URL(url).host);
  });

  it('5.10 a private origin with one forbidden address among several is not called', async () => {
    const url = `http://monitor.internal:${port()}`;
    const resolve = async () => ['127.0.0.1', '169.254.169.254'];
    expect(await codeOf(call(url, {}, { privateOrigins: [url], resolve }))).toBe('http.forbidden-address');
    expect(hits).toEqual([]);
  });

  it('5.10 the connection goes to the address that was checked, so a second answer cannot lead elsewhere', async () => {
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    const url = `http://rebind.example:${port()}`;
    const resolve = async () => answers.shift() ?? [];
    expect(await call(`${url}/x`, {}, { privateOrigins: [url], resolve })).toMatchObject({ status: 200 });
    expect(answers).toHaveLength(1);
    expect(hits).toHaveLength(1);
  });

  it('5.10 a name is resolved and checked again at every redirect', async () => {
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    const url = `http://rebind.example:${port()}`;
    const resolve = async () => answers.shift() ?? [];
    const redirected = call(`${url}/?to=/x`, {}, { privateOrigins: [url], resolve });
    expect(await codeOf(redirected)).toBe('http.forbidden-address');
    expect(hits.map((hit) => hit.url)).toEqual(['/?to=/x']);
  });

  it('5.10 a redirect to a name that is not listed as private is checked like any other', async () => {
    const inside = `http://inside.example:${port()}`;
    const resolve = async () => ['127.0.0.1'];
    const redirected = call(`${origin}/?to=${inside}/x`, {}, { origins: [origin, inside], resolve });
    expect(await codeOf(redirected)).toBe('http.internal-address');
    expect(hits).toHaveLength(1);
  });

  it('tries the next address of a name while nothing was sent', async () => {
    const url = `http://several.example:${port()}`;
    const resolve = async () => ['127.0.0.2', '127.0.0.1'];
    const answer = call(`${url}/x`, { method: 'POST' }, { privateOrigins: [url], resolve });
    expect(await answer).toMatchObject({ status: 200 });
    expect(hits).toHaveLength(1);
    const cut = call(
      `${url}/cut`,
      { method: 'POST' },
      { privateOrigins: [url], resolve: async () => ['127.0.0.1', '127.0.0.1'] },
    );
    expect(await codeOf(cut)).toBe('http.no-answer');
    expect(hits).toHaveLength(1);
  });

  it('5.10 redirects are checked like the first address', async () => {
    expect(await codeOf(call(`${origin}/?to=http://169.254.169.254/`))).toBe('http.origin-not-allowed');
    expect(await codeOf(call(`${origin}/?to=http://127.0.0.1:1/`))).toBe('http.origin-not-allowed');
    expect(await call(`${origin}/?to=/x`)).toMatchObject({ status: 200 });
  });

  it('5.7 follows no redirect of what may change something: its answer is all that is known of the effect', async () => {
    const moved = await call(`${origin}/?to=https://not-listed.example/`, { changes: true });
    expect(moved).toMatchObject({ status: 302 });
    expect(hits).toHaveLength(1);
  });

  it('asks for the head of an answer alone, and follows redirects on the way', async () => {
    const answer = await call(`${origin}/?to=/x`, { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(hits.map((hit) => hit.url)).toEqual(['/?to=/x', '/x']);
  });

  it('follows redirects that lead somewhere, and stops at those that lead round and round', async () => {
    expect(await call(`${origin}/?to=${encodeURIComponent('/?to=/x')}`)).toMatchObject({ status: 200 });
    expect(hits.map((hit) => hit.url)).toEqual(['/?to=%2F%3Fto%3D%2Fx', '/?to=/x', '/x']);
    expect(await codeOf(call(`${origin}/loop`))).toBe('http.too-many-redirects');
    expect(hits).toHaveLength(6);
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

  it('a redirect to another origin gets no body either: nothing is asked there', async () => {
    const other = `http://localhost:${new URL(origin).port}`;
    const body = ['{"token":"', { secret: 'A', json: true }, '"}'] as unknown as Json;
    const options = { origins: [origin, other], resolve: async () => ['127.0.0.1'] };
    expect(await codeOf(call(`${origin}/?to=${other}/x`, { body }, options))).toBe('http.redirected-away');
    expect(hits).toHaveLength(1);
    const way = encodeURIComponent(`/?to=${encodeURIComponent(`${other}/x`)}`);
    expect(await codeOf(call(`${origin}/?to=${way}`, { body }, options))).toBe('http.redirected-away');
    expect(hits.filter(({ url }) => url === '/x')).toEqual([]);
    expect(await call(`${origin}/?to=/x`, { body })).toMatchObject({ status: 200 });
    expect(hits.map((hit) => hit.body)).toEqual(Array(2).fill('{"token":"value-of-A"}'));
  });

  it('5.10 a redirect of anything but GET is not followed', async () => {
    expect(await call(`${origin}/?to=/x`, { method: 'POST' })).toMatchObject({ status: 302 });
    expect(hits).toHaveLength(1);
  });

  it('5.20 an unknown name says what to check', async () => {
    const options = {
      origins: ['http://nowhere.example'],
      resolve: () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })),
    };
    expect(await codeOf(call('http://nowhere.example/', {}, options))).toBe('http.unknown-host');
  });

  const origins = ['http://slow.example'];
  const never = () => new Promise<never>(() => {});

  it('5.20 a name server that does not answer is told as that, after a while', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const code = codeOf(checkedAddresses(new URL('http://slow.example/'), { origins }, never));
    vi.advanceTimersByTime(10_001);
    vi.useRealTimers();
    expect(await code).toBe('http.no-name-server');
  });

  it.each(['EAI_AGAIN', 'ETIMEOUT', 'ESERVFAIL', 'EAI_FAIL', 'EMFILE'])(
    '5.20 a name server that fails with %s does not make a name unknown',
    async (code) => {
      const resolve = () => Promise.reject(Object.assign(new Error(code), { code }));
      expect(await codeOf(call('http://slow.example/', {}, { origins, resolve }))).toBe(
        'http.no-name-server',
      );
    },
  );

  it('5.9 a step that is stopped does not wait for a name server', async () => {
    const signal = AbortSignal.timeout(50);
    const startedAt = performance.now();
    await expect(call('http://slow.example/', {}, { origins, resolve: never, signal })).rejects.toThrow(
      'timeout',
    );
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
