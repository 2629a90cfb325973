import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { OpsError } from '../../../../src/errors.ts';
import { createHttp } from '../../../../src/integrations/http/index.ts';

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** A certificate made for the test, of an authority that only the test can trust. */
function certificate(name: string, days: string): { key: string; cert: string; authority: string } {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-tls-'));
  opened.push(() => rmSync(folder, { recursive: true, force: true }));
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=test', '-days', '2');
  openssl('req', ...key, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', `/CN=${name}`);
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', days];
  openssl('x509', '-req', '-in', 'request.pem', '-out', 'cert.pem', ...signed);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  return { key: read('key.pem'), cert: read('cert.pem'), authority: read('ca.pem') };
}

async function refusalBy(name: string, days: string, trusted: boolean) {
  const { key, cert, authority } = certificate(name, days);
  let asked = 0;
  const server = createServer({ key, cert }, (_request, response) => {
    asked += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => server.close());
  if (trusted) {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, authority]);
    opened.push(() => setDefaultCACertificates(before));
  }
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  const operation = createHttp(
    () => ({ origins: [origin] }),
    async () => ['127.0.0.1'],
  ).operations.request;
  const input = { method: 'GET', url: `${origin}/`, headers: {}, body: null, maxBytes: 1_000 };
  const io = {
    signal: AbortSignal.timeout(5_000),
    system: 'twist',
    begin: () => {},
    aside: <T>(work: () => Promise<T>) => work(),
    output: () => {},
    secret: () => '',
  };
  const refusal = await operation?.run(input, io).then(
    () => undefined,
    (error: OpsError) => error.refusal,
  );
  return { refusal, asked };
}

describe('a certificate that does not do', () => {
  it.each([
    [
      'of an authority that this host does not trust',
      'localhost',
      '1',
      false,
      'not trusted',
      'NODE_EXTRA_CA_CERTS',
    ],
    ['that has expired', 'localhost', '-1', true, 'has expired', 'renew'],
    ['for another name', 'elsewhere.example', '1', true, 'another name', 'who answers there'],
  ] as const)('is told as one %s, and nothing is sent', async (_what, name, days, trusted, why, next) => {
    const { refusal, asked } = await refusalBy(name, days, trusted);
    expect(refusal).toMatchObject({ code: 'http.no-connection' });
    expect(refusal?.why).toContain(why);
    expect(refusal?.next).toContain(next);
    expect(asked).toBe(0);
  });

  it('of an authority that is trusted does', async () => {
    expect(await refusalBy('localhost', '1', true)).toEqual({ refusal: undefined, asked: 1 });
  });
});
