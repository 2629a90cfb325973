import type { Json } from '../../canonical.ts';
import { shownJson } from '../../terminal/json.ts';
import { jsonText } from '../../values/json.ts';
import { describeSecretText } from '../plan/text.ts';
import { defineStep, type StepContext } from './step.ts';
import { foundShape } from './support/find.ts';
import { describeHttp } from './support/http/describe.ts';
import { judge, judgeProbe } from './support/http/judge.ts';
import { resolveHttp } from './support/http/resolve.ts';
import {
  type HttpResult,
  type HttpSpec,
  httpResult,
  stored,
  type Written,
  written,
} from './support/http/spec.ts';

const MAX_BYTES = 1024 * 1024;

/** Calls a URL and compares the answer with what is expected. */
export const http = defineStep<Written, HttpSpec>({
  kind: 'http',
  summary: 'Calls a URL and checks status, body and latency.',
  written,
  stored,
  defaultEffect: undefined,
  announces: true,
  printed: ['body', 'found'],
  resultOf: ({ find }) => ({ status: 'always', body: 'anything', ms: 'always', ...foundShape(find) }),
  possibleResults: () => ({
    status: [{ type: 'number', min: 100, max: 999, whole: true }],
    ms: [{ type: 'number', min: 0 }],
  }),
  effectOf: (given) => (given.get === undefined && given.head === undefined ? undefined : 'pure'),
  resolve: resolveHttp,
  describe: describeHttp,
  brief({ method, url, body }) {
    return [`${method} ${url}`, ...(body === null ? [] : [`body: ${describeSecretText(body)}`])];
  },
  remotesOf({ url, probe }) {
    return [url, ...(probe === null ? [] : [probe.url])].map((one) => new URL(one).origin);
  },
  async execute(spec, context) {
    return judge(await call(spec, context, context.changes), spec, context);
  },
  async probe({ probe, headers, credential, find }, context) {
    if (probe === null) return undefined;
    const asked: HttpSpec = {
      method: 'GET',
      url: probe.url,
      headers,
      ...(credential === undefined ? {} : { credential }),
      body: null,
      expect: probe.expect,
      probe: null,
    };
    return judgeProbe(await call(asked, context, false), probe, find, context.now());
  },
});

/** @param changes whether the request may change something: then a redirect is an answer, and followed by nobody. */
async function call(spec: HttpSpec, context: StepContext, changes: boolean): Promise<HttpResult> {
  const answer = await context.effect('http', 'request', {
    method: spec.method,
    url: spec.url,
    headers: spec.headers,
    body: spec.body,
    ...(spec.credential === undefined ? {} : { credential: spec.credential.name }),
    maxBytes: MAX_BYTES,
    changes,
    ...(spec.expect.within === undefined ? {} : { withinMs: spec.expect.within }),
  });
  const result = httpResult.parse(answer);
  if (result.body !== '') context.output('out', `${printedBody(result.body)}\n`);
  return result;
}

/** What people see of an answer, as they see what a program prints. */
function printedBody(body: Json): string {
  return typeof body === 'string' ? body : jsonText(shownJson(body));
}
