import { messageOf, OpsError } from '../../errors.ts';

/** What keeps a connection from being made, by the code that Node or OpenSSL gives; everything else is the service. */
const CAUSES: readonly (readonly [RegExp, string, string])[] = [
  [/^ECONNREFUSED$/, 'nothing listens there', 'Check that the service is up and that the port is right.'],
  [
    /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/,
    'the host does not answer',
    'Check the network, the routes and the firewall between the host that Keyturn runs on and the service.',
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    'its certificate has expired',
    'Tell whoever runs the service to renew its certificate; it is up.',
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'its certificate is for another name',
    'Correct the address in the settings or the certificate of the service; and find out who answers there.',
  ],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_/,
    'its certificate is not trusted by this host',
    'Start Keyturn with NODE_EXTRA_CA_CERTS naming the authority that signed it, or give the service a public certificate.',
  ],
  [
    /^(EPROTO|ERR_SSL_.*)$/,
    'it does not speak TLS as it should',
    'Check whether the address should begin with http:// or https://, and the port.',
  ],
];

/** Nothing was sent. */
export function noConnection(url: URL, cause: unknown): OpsError {
  const code = codeOf(cause);
  const [, reason, next] = CAUSES.find(([pattern]) => pattern.test(code)) ?? [
    undefined,
    'the connection was not made',
    'Check that the service is up and reachable from the host that Keyturn runs on, then run it again.',
  ];
  const why = `No connection: ${reason} (${code}).`;
  return new OpsError(
    { code: 'http.no-connection', what: `${url.origin} was not reached.`, why, next },
    { cause },
  );
}

/** Nothing was sent: it was told to stop while the connection was being made. */
export function stoppedBefore(url: URL, cause: unknown): OpsError {
  return new OpsError(
    {
      code: 'http.no-connection',
      what: `${url.origin} was not reached.`,
      why: 'No connection was made before it was stopped.',
      next: 'Check the network, the routes and the firewall between the host that Keyturn runs on and the service.',
    },
    { cause },
  );
}

/** The request may have been received. */
export function noAnswer(url: URL, cause: unknown): OpsError {
  const code = codeOf(cause);
  const broken = code.startsWith('HPE_') ? 'What it sent is not HTTP' : 'The connection broke';
  return new OpsError(
    {
      code: 'http.no-answer',
      what: `${url.origin} did not answer to the end.`,
      why: `${broken}: ${code}.`,
      next: 'Look at the service itself: it may have acted on the request.',
    },
    { cause },
  );
}

export function switchedProtocol(url: URL): OpsError {
  return new OpsError({
    code: 'http.no-answer',
    what: `${url.origin} did not answer to the end.`,
    why: 'It switched to another protocol (status 101), which nobody asked for.',
    next: 'Check that the address is that of an HTTP service; it may have acted on the request.',
  });
}

/** The value may hold a secret: only its fault is named. */
export function badHeader(url: URL, name: string, value: string): OpsError {
  const fault = /[\r\n]/.test(value) ? 'holds a line break' : 'is not one that HTTP can carry';
  return new OpsError({
    code: 'http.bad-header',
    what: `${url.origin} was not called.`,
    why: `The value of the header ${JSON.stringify(name)} ${fault}. The service has nothing to do with it.`,
    next: 'Correct the header in the runbook, or the secret it uses: one read from a file often ends with a line break.',
  });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? messageOf(error);
}
