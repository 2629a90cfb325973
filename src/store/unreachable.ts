import { messageOf, OpsError } from '../errors.ts';

/** The driver says it with the same words, whatever the address. */
const TIMED_OUT = /^timeout expired$/;

/**
 * What keeps a connection from being made, by the code that Node or the server gives.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const CAUSES: readonly (readonly [RegExp, string, string])[] = [
  [/^ECONNREFUSED$/, 'nothing listens there', 'Start the server, or correct host and port in DATABASE_URL.'],
  [
    /^(ENOTFOUND|EAI_AGAIN)$/,
    'that name has no address',
    'Correct the host in DATABASE_URL, or mend the DNS.',
  ],
  [
    /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/,
    'the host does not answer',
    'Check the network, the routes and the firewall between this host and the server.',
  ],
  [/^28/, 'it does not let this user in', 'Correct user and password in DATABASE_URL.'],
  [
    /^3D000$/,
    'it has no such database',
    'Make the database (createdb), or correct its name in DATABASE_URL.',
  ],
  [
    /^53300$/,
    'it has no connection left for us',
    'Let others close theirs, or raise max_connections of the server.',
  ],
  [/^57P03$/, 'it is starting, or stopping', 'Start Keyturn again in a moment.'],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_/,
    'its certificate is not trusted by this host',
    'Start Keyturn with NODE_EXTRA_CA_CERTS naming the authority that signed it.',
  ],
];

/**
 * What a start, or a command, says when the first connection was not made.
 * @param url its host and port are named, and never its user or password.
 */
export function unreachable(url: string, error: unknown): OpsError {
  const code = codeOf(error);
  const [, reason, next] = CAUSES.find(([pattern]) => pattern.test(code)) ?? [
    undefined,
    'the connection was not made',
    'Check DATABASE_URL (host, port, database, user) and that the server runs.',
  ];
  return new OpsError(
    {
      code: 'database.unreachable',
      what: `The database at ${placeIn(url)} was not reached.`,
      why: `No connection: ${reason} (${messageOf(error)}).`,
      next,
    },
    { cause: error },
  );
}

function codeOf(error: unknown): string {
  if (TIMED_OUT.test(messageOf(error))) return 'ETIMEDOUT';
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function placeIn(url: string): string {
  return URL.canParse(url) ? new URL(url).host || 'this host' : 'DATABASE_URL';
}
