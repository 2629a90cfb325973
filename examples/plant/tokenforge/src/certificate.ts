import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, createServer, type SecureContext } from 'node:tls';
import { hasFault } from './faults.ts';
import { hostOf } from './host.ts';
import type { Plant } from './store.ts';

const LONG_DAYS = 80;
const SHORT_DAYS = 5;

export interface TlsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** The website over TLS, with a certificate that lasts or one that ends soon. Its clients name the host they want. */
export async function startTls(plant: Plant, port: number): Promise<TlsServer> {
  const lasting = contextOf(plant.folder, LONG_DAYS);
  const ending = contextOf(plant.folder, SHORT_DAYS);
  const server = createServer({
    SNICallback: (_, give) =>
      give(null, hasFault(plant.read(), 'certificate-ends') ? ending.context : lasting.context),
    key: lasting.key,
    cert: lasting.cert,
  });
  // A client that only looks at the certificate hangs up in the middle.
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket) => socket.on('error', () => undefined).end());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    stop: () =>
      new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}

interface Identity {
  readonly key: Buffer;
  readonly cert: Buffer;
  readonly context: SecureContext;
}

function contextOf(folder: string, days: number): Identity {
  const { tls } = hostOf(folder);
  const [keyFile, certFile] = [join(tls, `${days}.key`), join(tls, `${days}.crt`)];
  if (!existsSync(certFile)) {
    const names = ['-subj', '/CN=tokenforge.example', '-days', String(days)];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const files = ['-keyout', keyFile, '-out', certFile];
    execFileSync('openssl', ['req', '-x509', ...kind, ...files, ...names], { stdio: 'ignore' });
  }
  const [key, cert] = [readFileSync(keyFile), readFileSync(certFile)];
  return { key, cert, context: createSecureContext({ key, cert }) };
}
