import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, createServer, type SecureContext } from 'node:tls';
import { hasFault } from './faults.ts';
import { hostOf } from './host.ts';
import type { Plant } from './store.ts';

const LONG_DAYS = 80;
const SHORT_DAYS = 5;
const AUTHORITY_DAYS = 3_650;
/** Whom the programs of the host trust, by SSL_CERT_FILE, and whom they do not. */
const TRUSTED = 'ca';
const FOREIGN = 'foreign-ca';

export interface TlsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** The website over TLS, with a certificate that lasts, ends soon or is from nobody whom one trusts. Its clients name the host they want. */
export async function startTls(plant: Plant, port: number): Promise<TlsServer> {
  const { tls } = hostOf(plant.folder);
  const lasting = identity(tls, TRUSTED, LONG_DAYS);
  const ending = identity(tls, TRUSTED, SHORT_DAYS);
  const foreign = identity(tls, FOREIGN, LONG_DAYS);
  const shown = (): Identity => {
    const state = plant.read();
    if (hasFault(state, 'foreign-certificate')) return foreign;
    return hasFault(state, 'certificate-ends') ? ending : lasting;
  };
  const server = createServer({
    SNICallback: (_, give) => give(null, shown().context),
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

/** A certificate of the website, signed by an authority; both are made where they are missing. */
function identity(tls: string, authority: string, days: number): Identity {
  certify(tls, authority, {
    subject: `/CN=Authority ${authority} of the demo`,
    days: AUTHORITY_DAYS,
    extensions: 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n',
  });
  const name = `${authority}-${days}`;
  certify(tls, name, {
    subject: '/CN=tokenforge.example',
    days,
    extensions: 'subjectAltName=DNS:tokenforge.example\n',
    signer: authority,
  });
  const [key, cert] = [readFileSync(join(tls, `${name}.key`)), readFileSync(join(tls, `${name}.crt`))];
  return { key, cert, context: createSecureContext({ key, cert }) };
}

interface Wanted {
  readonly subject: string;
  readonly days: number;
  readonly extensions: string;
  /** Absent: by itself. */
  readonly signer?: string;
}

function certify(tls: string, name: string, { subject, days, extensions, signer }: Wanted): void {
  const file = (of: string, ending: string) => join(tls, `${of}.${ending}`);
  if (existsSync(file(name, 'crt'))) return;
  writeFileSync(file(name, 'ext'), extensions);
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-new', ...kind, '-subj', subject, '-keyout', file(name, 'key'), '-out', file(name, 'csr'));
  const by =
    signer === undefined
      ? ['-signkey', file(name, 'key')]
      : ['-CA', file(signer, 'crt'), '-CAkey', file(signer, 'key'), '-CAcreateserial'];
  const made = ['-days', String(days), '-extfile', file(name, 'ext'), '-out', file(name, 'crt')];
  openssl('x509', '-req', '-in', file(name, 'csr'), ...by, ...made);
}

function openssl(...words: string[]): void {
  execFileSync('openssl', words, { stdio: 'ignore' });
}
