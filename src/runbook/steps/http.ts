import { z } from 'zod';
import type { Json } from '../../canonical.ts';
import { formatDuration } from '../../duration.ts';
import { OpsError } from '../../errors.ts';
import { defineStep, type Scope, type StepContext, type StepOutcome } from './step.ts';
import {
  describeJsonExpectations,
  jsonExpectations,
  jsonMismatches,
  milliseconds,
} from './support/expectation.ts';
import { describeSecretText, type SecretText, secretText } from './support/text.ts';

const MAX_BYTES = 1024 * 1024;

const json: z.ZodType<Json> = z.json();
const expectation = z.strictObject({
  status: z.union([z.int(), z.array(z.int()).min(1)]).optional(),
  json: jsonExpectations.optional(),
  within: milliseconds.optional().meta({ description: 'Longest time to the whole answer.' }),
});

const url = z.string().min(1);
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
    probe: z.strictObject({ get: url, expect: expectation }).optional(),
  })
  .refine((given) => methodsOf(given).length === 1, 'write exactly one of get, post, put, delete');
type Written = z.infer<typeof written>;
type Expectation = z.output<typeof expectation>;

interface HttpSpec {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, SecretText>>;
  readonly body: SecretText | null;
  readonly expect: Expectation;
  readonly probe: { readonly url: string; readonly expect: Expectation } | null;
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
  effectOf: (given) => (given.get === undefined ? undefined : 'pure'),
  resolve(given, scope) {
    return resolveHttp(given, scope) as unknown as Json;
  },
  describe(stored) {
    return describeHttp(stored as unknown as HttpSpec);
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
      probe,
    };
    const result = await call(asked, context);
    if (result.status >= 500) return undefined;
    return judge(result, asked, context.now());
  },
});

function methodsOf(given: { [key: string]: unknown }): string[] {
  return ['get', 'post', 'put', 'delete'].filter((method) => given[method] !== undefined);
}

function resolveHttp(given: Written, scope: Scope): HttpSpec {
  const [method = 'get'] = methodsOf(given) as ('get' | 'post' | 'put' | 'delete')[];
  const target = addressOf(given[method] ?? '', scope);
  scope.target(target);
  const headers = Object.fromEntries(
    Object.entries(given.headers ?? {}).map(([name, text]) => [name.toLowerCase(), secretText(text, scope)]),
  );
  const body = given.json === undefined ? null : bodyOf(given.json, scope);
  return {
    method: method.toUpperCase() as HttpSpec['method'],
    url: target,
    headers: body === null ? headers : { 'content-type': ['application/json'], ...headers },
    body,
    expect: given.expect ?? {},
    probe:
      given.probe === undefined
        ? null
        : { url: addressOf(given.probe.get, scope), expect: given.probe.expect },
  };
}

function addressOf(template: string, scope: Scope): string {
  const text = scope.url(template);
  if (URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)) return text;
  throw new OpsError({
    code: 'plan.url',
    what: 'The action was not planned.',
    why: `${JSON.stringify(text.slice(0, 200))} is not an address that begins with https:// or http://.`,
    next: 'Correct the variable that the address begins with, under systems in keyturn.yaml.',
  });
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
    return ['[', ...separated((value as readonly Json[]).map((item) => bodyOf(item, scope))), ']'];
  }
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).map(([name, item]) => [
      `${JSON.stringify(name)}:`,
      ...bodyOf(item, scope),
    ]);
    return ['{', ...separated(members), '}'];
  }
  return [JSON.stringify(value)];
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
    ...(spec.probe === null ? [] : [`after a crash asks: GET ${spec.probe.url}`]),
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
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function judge(found: HttpResult, spec: HttpSpec, now: Date): StepOutcome {
  const result = { status: found.status, body: found.body, ms: found.ms };
  const wrong = [
    ...wrongStatus(found.status, spec.expect.status),
    ...jsonMismatches(found.body, spec.expect.json ?? {}, now),
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

function wrongStatus(found: number, expected: Expectation['status']): string[] {
  const fits = expected === undefined ? found >= 200 && found < 300 : [expected].flat().includes(found);
  return fits
    ? []
    : [`status ${found}, expected ${expected === undefined ? '2xx' : [expected].flat().join(' or ')}`];
}

/** The request may have been received, although no whole answer came back. */
function leavesDoubt(error: unknown): error is OpsError {
  return error instanceof OpsError && ['http.no-answer', 'http.answer-too-long'].includes(error.code);
}
