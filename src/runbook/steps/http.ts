import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { formatDuration, timeLimit } from '../../duration.ts';
import { OpsError } from '../../errors.ts';
import { shownJson } from '../../terminal/json.ts';
import { jsonText, readJson } from '../../values/json.ts';
import { isExact } from '../../values/number.ts';
import { besideOtherFaults } from '../../written/beside.ts';
import { defineStep, type Scope, type StepContext, type StepOutcome } from './step.ts';
import { evidenceOf } from './support/evidence.ts';
import { describeJsonExpectations, jsonExpectations, jsonMismatches } from './support/expectation.ts';
import { describeSecretText, type SecretText, secretText } from './support/text.ts';

const MAX_BYTES = 1024 * 1024;

const json: z.ZodType<Json> = z.json();
const httpStatus = z.int().min(100).max(599);
/** A server that fails says nothing of what became of an effect. */
const answerStatus = z.int().min(100).max(499);
const expectation = z.strictObject({
  status: z.union([httpStatus, z.array(httpStatus).min(1)]).optional(),
  json: jsonExpectations.optional(),
  within: timeLimit.optional().meta({ description: 'Longest time to the whole answer.' }),
});

const url = z.string().min(1);
const probe = z
  .strictObject({
    get: url,
    expect: expectation,
    notDone: z
      .union([answerStatus, z.array(answerStatus).min(1)])
      .optional()
      .meta({ description: 'Statuses that say that it did not happen, e.g. 404.' }),
  })
  .refine(({ expect }) => expect.status !== undefined || Object.keys(expect.json ?? {}).length > 0, {
    message: 'a probe says by which status or which value it is known that it happened',
    params: { suggestion: 'Add `expect: { status: 200 }`, or a value under `expect: { json: … }`.' },
    ...besideOtherFaults('expect'),
  })
  .refine(
    ({ expect, notDone }) =>
      ![expect.status ?? []].flat().some((status) => [notDone].flat().includes(status)),
    {
      message: 'a status cannot say both that it happened and that it did not',
      params: { suggestion: 'Take it out of expect or out of notDone.' },
      ...besideOtherFaults('expect', 'notDone'),
    },
  )
  .meta({
    description:
      'Tells after a crash whether it happened. An answer that `expect` and `notDone` do not speak of means that nobody can tell.',
  });
const written = z
  .strictObject({
    get: url.optional(),
    post: url.optional(),
    put: url.optional(),
    delete: url.optional(),
    headers: z.record(z.string().regex(/^[\w-]+$/), z.string()).optional(),
    json: json
      .optional()
      .meta({ description: 'Body, sent as JSON. Its texts may hold parameters and secrets.' }),
    expect: expectation.optional(),
    probe: probe.optional(),
  })
  .refine((given) => methodsOf(given).length === 1, {
    message: 'a request has one method',
    params: { suggestion: 'Write exactly one of get, post, put, delete, each with its address.' },
    ...besideOtherFaults(),
  });
type Written = z.infer<typeof written>;
type Expectation = z.output<typeof expectation>;

interface HttpSpec {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, SecretText>>;
  readonly body: SecretText | null;
  readonly expect: Expectation;
  readonly probe: ProbeSpec | null;
}

interface ProbeSpec {
  readonly url: string;
  readonly expect: Expectation;
  readonly notDone?: readonly number[];
}

interface HttpResult {
  readonly status: number;
  readonly body: Json;
  readonly ms: number;
}

/** Calls a URL and compares the answer with what is expected. */
export const http = defineStep<Written>({
  kind: 'http',
  summary: 'Calls a URL and checks status, body and latency.',
  written,
  defaultEffect: undefined,
  printed: ['body'],
  resultOf: () => ({ status: 'always', body: 'anything', ms: 'always' }),
  possibleResults: () => ({
    status: [{ type: 'number', min: 100, max: 999, whole: true }],
    ms: [{ type: 'number', min: 0 }],
  }),
  effectOf: (given) => (given.get === undefined ? undefined : 'pure'),
  resolve(given, scope) {
    return resolveHttp(given, scope) as unknown as Json;
  },
  describe(stored) {
    return describeHttp(stored as unknown as HttpSpec);
  },
  remotesOf(stored) {
    const { url, probe } = stored as unknown as HttpSpec;
    return [url, ...(probe === null ? [] : [probe.url])].map((one) => new URL(one).origin);
  },
  async execute(stored, context) {
    const spec = stored as unknown as HttpSpec;
    try {
      return judge(await call(spec, context), spec, context.now());
    } catch (error) {
      if (spec.method !== 'GET' && leavesDoubt(error)) return { status: 'uncertain', reason: error.message };
      throw error;
    }
  },
  async probe(stored, context) {
    const { probe, headers } = stored as unknown as HttpSpec;
    if (probe === null) return undefined;
    const asked: HttpSpec = {
      method: 'GET',
      url: probe.url,
      headers,
      body: null,
      expect: probe.expect,
      probe: null,
    };
    return judgeProbe(await call(asked, context), probe, context.now());
  },
});

function methodsOf(given: { [key: string]: unknown }): string[] {
  return ['get', 'post', 'put', 'delete'].filter((method) => given[method] !== undefined);
}

function resolveHttp(given: Written, scope: Scope): HttpSpec {
  const [method = 'get'] = methodsOf(given) as ('get' | 'post' | 'put' | 'delete')[];
  const target = addressOf(given[method] ?? '', scope.at(method));
  scope.target(target);
  refuseTwins(Object.keys(given.headers ?? {}), scope.at('headers'));
  const headers = Object.fromEntries(
    Object.entries(given.headers ?? {}).map(([name, text]) => [
      name.toLowerCase(),
      headerText(text, scope.at('headers', name)),
    ]),
  );
  const body = given.json === undefined ? null : bodyOf(given.json, scope.at('json'));
  return {
    method: method.toUpperCase() as HttpSpec['method'],
    url: target,
    headers: body === null ? headers : { 'content-type': ['application/json'], ...headers },
    body,
    expect: given.expect ?? {},
    probe: given.probe === undefined ? null : resolveProbe(given.probe, scope.at('probe')),
  };
}

function resolveProbe({ get, expect, notDone }: NonNullable<Written['probe']>, scope: Scope): ProbeSpec {
  const asked = { url: addressOf(get, scope.at('get')), expect };
  return notDone === undefined ? asked : { ...asked, notDone: [notDone].flat() };
}

/** What Node sends in a header: visible Latin-1, blanks and tabs. */
const NOT_IN_HEADERS = /[^\t\x20-\x7e\x80-\xff]/u;

function headerText(text: string, scope: Scope): SecretText {
  if (NOT_IN_HEADERS.test(text)) {
    scope.wrong({
      message: 'This value holds a line break or another character that no header can carry.',
      suggestion: 'Write it on one line in plain letters, or put it into the body.',
    });
  }
  return secretText(text, scope);
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
  if (URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)) return text;
  scope.wrong({
    message: `${JSON.stringify(text.slice(0, 200))} is not an address that begins with https:// or http://.`,
    suggestion:
      'Correct it, or the variable that it begins with: its default in the runbook, its value under systems in keyturn.yaml.',
  });
  return text;
}

/** The body as JSON text in pieces: parameters and secrets are escaped as parts of a JSON string. */
function bodyOf(value: Json, scope: Scope): SecretText {
  if (typeof value === 'string') {
    const pieces = secretText(value, scope).map((piece) =>
      typeof piece === 'string' ? JSON.stringify(piece).slice(1, -1) : { ...piece, json: true as const },
    );
    return ['"', ...pieces, '"'];
  }
  if (Array.isArray(value)) {
    return [
      '[',
      ...separated((value as readonly Json[]).map((item, index) => bodyOf(item, scope.at(index)))),
      ']',
    ];
  }
  if (value !== null && typeof value === 'object' && !isExact(value)) {
    const members = Object.entries(value).map(([name, item]) => [
      `${JSON.stringify(name)}:`,
      ...bodyOf(item, scope.at(name)),
    ]);
    return ['{', ...separated(members), '}'];
  }
  return [jsonText(value)];
}

function separated(items: readonly SecretText[]): SecretText {
  return items.flatMap((item, index) => (index === 0 ? item : [',', ...item]));
}

function describeHttp(spec: HttpSpec): readonly string[] {
  return [
    `${spec.method} ${spec.url}`,
    ...Object.entries(spec.headers).map(([name, text]) => `${name}: ${describeSecretText(text)}`),
    ...(spec.body === null ? [] : [`body: ${describeSecretText(spec.body)}`]),
    ...describeExpectation(spec.expect),
    ...(spec.probe === null ? [] : describeProbe(spec.probe)),
  ];
}

function describeProbe({ url, expect, notDone = [] }: ProbeSpec): string[] {
  return [
    `after a crash asks: GET ${url}`,
    ...describeExpectation(expect),
    ...(notDone.length === 0 ? [] : [`its status ${notDone.join(' or ')} means that it did not happen`]),
  ];
}

function describeExpectation({ status, json: values, within }: Expectation): string[] {
  return [
    ...(status === undefined ? [] : [`expects status ${[status].flat().join(' or ')}`]),
    ...(values === undefined ? [] : describeJsonExpectations(values)),
    ...(within === undefined ? [] : [`expects an answer within ${formatDuration(within)}`]),
  ];
}

async function call(spec: HttpSpec, context: StepContext): Promise<HttpResult> {
  const answer = await context.effect('http', 'request', {
    method: spec.method,
    url: spec.url,
    headers: spec.headers,
    body: spec.body,
    maxBytes: MAX_BYTES,
  });
  const result = answer as unknown as HttpResult;
  if (result.body !== '') context.output('out', `${printedBody(result.body)}\n`);
  return result;
}

/** What people see of an answer, as they see what a program prints. */
function printedBody(body: Json): string {
  return typeof body === 'string' ? body : jsonText(shownJson(body));
}

function judge(found: HttpResult, spec: HttpSpec, now: Date): StepOutcome {
  const result = { status: found.status, body: found.body, ms: found.ms };
  const wrong = [
    ...wrongStatus(found.status, spec.expect.status),
    ...(unreadable(found.body, spec.expect, now) ?? jsonMismatches(found.body, spec.expect.json ?? {}, now)),
    ...(spec.expect.within !== undefined && found.ms > spec.expect.within
      ? [`the answer took ${found.ms} ms, expected at most ${spec.expect.within} ms`]
      : []),
  ];
  if (wrong.length === 0) return { status: 'succeeded', result };
  return {
    status: 'failed',
    reason: `${spec.method} ${spec.url}: ${wrong.join('; ')}`,
    next: 'Compare the answer with what the runbook expects, and look at the service.',
    result,
  };
}

/** An answer of another status, one that came late and one without the expected values say nothing of the effect. */
function judgeProbe(
  { status, body, ms }: HttpResult,
  { url, expect, notDone = [] }: ProbeSpec,
  now: Date,
): StepOutcome | undefined {
  if (notDone.includes(status)) return didNotHappen(url, `status ${status}`);
  const late = expect.within !== undefined && ms > expect.within;
  if (late || wrongStatus(status, expect.status).length > 0 || unreadable(body, expect, now) !== undefined)
    return undefined;
  const evidence = evidenceOf(body, expect.json ?? {}, now);
  if (evidence === undefined) return undefined;
  return evidence.done
    ? { status: 'succeeded', result: { status, body, ms } }
    : didNotHappen(url, evidence.because);
}

function didNotHappen(url: string, because: string): StepOutcome {
  return {
    status: 'failed',
    reason: `GET ${url}: ${because}`,
    next: 'Look at the service, then run the action again.',
  };
}

/** Why nothing can be found in an answer: it was to be JSON and is text, because it cannot be read or kept exactly. */
function unreadable(
  body: Json,
  { json: values = {} }: Expectation,
  now: Date,
): readonly string[] | undefined {
  if (typeof body !== 'string' || jsonMismatches(body, values, now).length === 0) return undefined;
  const read = readJson(body);
  return 'problem' in read ? [`the answer is no JSON that can be read: ${read.problem}`] : undefined;
}

function wrongStatus(found: number, expected: Expectation['status']): string[] {
  const fits = expected === undefined ? found >= 200 && found < 300 : [expected].flat().includes(found);
  return fits
    ? []
    : [`status ${found}, expected ${expected === undefined ? '2xx' : [expected].flat().join(' or ')}`];
}

/** The request may have been received, although no whole answer came back, or none that can be read. */
const DOUBTFUL = new Set(['http.no-answer', 'http.answer-too-long', 'http.unreadable-answer']);

function leavesDoubt(error: unknown): error is OpsError {
  return error instanceof OpsError && DOUBTFUL.has(error.code);
}
