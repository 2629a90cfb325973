import { cut } from '../../../../values/cut.ts';
import { endsAsSecret } from '../../../../values/secret-name.ts';
import { type SecretText, secretText } from '../../../plan/text.ts';
import type { Scope } from '../../step.ts';
import { jsonPieces } from '../json-pieces.ts';
import { type HttpSpec, methodsOf, type ProbeSpec, type SentCredential, type Written } from './spec.ts';

/** Fills in the values of a plan; what no request can carry is told with its place. */
export function resolveHttp(given: Written, scope: Scope): HttpSpec {
  const [method = 'get'] = methodsOf(given) as ('get' | 'head' | 'post' | 'put' | 'delete')[];
  const target = addressOf(given[method] ?? '', scope.at(method));
  scope.target(target);
  refuseTwins(Object.keys(given.headers ?? {}), scope.at('headers'));
  refuseFraming(Object.keys(given.headers ?? {}), scope.at('headers'));
  const headers = Object.fromEntries(
    Object.entries(given.headers ?? {}).map(([name, text]) => [
      name.toLowerCase(),
      headerText(name, text, scope.at('headers', name)),
    ]),
  );
  const probe = given.probe === undefined ? null : resolveProbe(given.probe, scope.at('probe'));
  const asked = [target, ...(probe === null ? [] : [probe.url])];
  const credential = credentialOf(given, asked, scope);
  const body = given.json === undefined ? null : jsonPieces(given.json, scope.at('json'));
  return {
    method: method.toUpperCase() as HttpSpec['method'],
    url: target,
    headers: body === null ? headers : { 'content-type': ['application/json'], ...headers },
    body,
    ...(credential === undefined ? {} : { credential }),
    expect: given.expect ?? {},
    ...(given.find === undefined ? {} : { find: given.find }),
    probe,
  };
}

/** It is looked up in the settings while a plan is made; a check of the definition knows none. */
function credentialOf(
  { credential: name, headers = {} }: Written,
  addresses: readonly string[],
  scope: Scope,
): SentCredential | undefined {
  if (name === undefined) return undefined;
  const found = scope.credential(name, addresses);
  if (found === undefined) return undefined;
  const twin = Object.keys(headers).find((one) => one.toLowerCase() === found.header.toLowerCase());
  if (twin !== undefined)
    scope.at('headers', twin).wrong({
      message: `The credential '${name}' is sent as '${twin}' already.`,
      suggestion: 'Remove the header.',
    });
  return { name, header: found.header };
}

function resolveProbe({ get, expect, notDone }: NonNullable<Written['probe']>, scope: Scope): ProbeSpec {
  const asked = { url: addressOf(get, scope.at('get')), expect };
  return notDone === undefined ? asked : { ...asked, notDone: [notDone].flat() };
}

/** What Node sends in a header: visible Latin-1, blanks and tabs. */
const NOT_IN_HEADERS = /[^\t\x20-\x7e\x80-\xff]/u;

/** Behind one address, these choose which service answers. */
const CHOOSING: readonly string[] = ['host', 'forwarded', 'x-forwarded-host', 'x-original-host', 'x-host'];

function headerText(name: string, text: string, scope: Scope): SecretText {
  if (CHOOSING.includes(name.toLowerCase())) scope.fixed(text, 'a header that chooses which service answers');
  if (NOT_IN_HEADERS.test(text)) {
    scope.wrong({
      message: 'This value holds a line break or another character that no header can carry.',
      suggestion: 'Write it on one line in plain letters, or put it into the body.',
    });
  }
  return secretText(text, scope);
}

/** Written by somebody else, one of these would make the request another one, or one that never ends: Node sends what it is given. */
const OF_THE_CONNECTION: readonly string[] = [
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
];

function refuseFraming(names: readonly string[], scope: Scope): void {
  for (const name of names) {
    if (!OF_THE_CONNECTION.includes(name.toLowerCase())) continue;
    scope.at(name).wrong({
      message: `The header '${name}' says how a request is sent, which is not the runbook's to say.`,
      suggestion:
        'Leave it out: the length of a body is sent by itself, and each request has its connection.',
    });
  }
}

/** Names of headers that differ only in their case are one header, and one of the two values would be lost. */
function refuseTwins(names: readonly string[], scope: Scope): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) {
      scope.at(name).wrong({
        message: `The header '${name}' stands here twice: case makes no difference.`,
        suggestion: 'Remove one of the two.',
      });
    }
    seen.add(name.toLowerCase());
  }
}

function addressOf(template: string, scope: Scope): string {
  const text = scope.url(template);
  if (text === undefined) return '';
  if (URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)) {
    refuseCredentials(new URL(text), scope);
    return text;
  }
  scope.wrong({
    message: `${JSON.stringify(cut(text, 200))} is not an address that begins with https:// or http://.`,
    suggestion:
      'Correct it, or the variable that it begins with: its default in the runbook, its value under systems in keyturn.yaml.',
  });
  return text;
}

/** What else services take a secret by, in an address. */
const ALSO = ['pass', 'signature'];

/** An address stands on cards and in logs as it is, and in those of every server on the way. */
function refuseCredentials({ username, password, searchParams }: URL, scope: Scope): void {
  const suggestion =
    'Take it out, replace the secret, and send it as a header: `credential: <one of those of the system in keyturn.yaml>`, or `headers: { Authorization: "Bearer {{ secrets.NAME }}" }`.';
  if (username !== '' || password !== '')
    scope.wrong({
      message: 'This address holds a name or a password before its server, and everybody sees it.',
      suggestion,
    });
  const name = [...searchParams.keys()].find((key) => endsAsSecret(key, ALSO));
  if (name !== undefined)
    scope.wrong({ message: `This address holds a secret as '${name}', and everybody sees it.`, suggestion });
}
