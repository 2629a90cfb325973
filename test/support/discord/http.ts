import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiProblem, unknown } from './problem.ts';
import type { createRateLimits } from './rate-limits.ts';
import type { Exchange, Route } from './rest/exchange.ts';

export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
}

/** What goes wrong with a request: an answer, no answer at all, or an answer that is lost after it was carried out. */
export type RequestFault =
  | { readonly type: 'status'; readonly status: number; readonly retryAfter?: number }
  /** What stands before the API answers in its place. */
  | { readonly type: 'edge'; readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly type: 'hang' }
  | { readonly type: 'lose-answer' };

export interface HttpDeps {
  /** The token that is accepted now. */
  readonly token: () => string;
  readonly routes: readonly Route[];
  readonly limits: ReturnType<typeof createRateLimits>;
  readonly fault: (method: string, path: string) => RequestFault | undefined;
  readonly record: (request: Recorded) => void;
}

const BASE = '/api/v10';

/** Answers the REST API. */
export async function answerRequest(
  deps: HttpDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '', 'http://discord');
  const method = request.method ?? '';
  const path = url.pathname.slice(BASE.length);
  const { body, files } = await readBody(request);
  const reply = (status: number, answer: object | undefined, headers: Record<string, string> = {}): void => {
    deps.limits.answered(status);
    deps.record({ method, path, body, status, answer });
    response.writeHead(
      status,
      answer === undefined ? headers : { 'content-type': 'application/json', ...headers },
    );
    response.end(answer === undefined ? '' : JSON.stringify(answer));
  };
  if (deps.limits.banned) return reply(429, { message: 'You are being blocked.' }, { 'retry-after': '3600' });
  const fault = deps.fault(method, path);
  if (fault?.type === 'hang') return;
  if (fault?.type === 'edge') {
    response.writeHead(fault.status, { 'content-type': fault.contentType }).end(fault.body);
    return;
  }
  if (fault?.type === 'status') {
    const { status, retryAfter = 1 } = fault;
    if (status !== 429) return reply(status, { message: 'injected' });
    return reply(
      429,
      { message: 'You are being rate limited.', retry_after: retryAfter, global: false },
      {
        'retry-after': String(Math.ceil(retryAfter)),
        'x-ratelimit-scope': 'user',
      },
    );
  }
  const verdict = deps.limits.take(method, path);
  if (verdict.retryAfter !== undefined) {
    const limited = {
      message: 'You are being rate limited.',
      retry_after: verdict.retryAfter,
      global: verdict.global,
    };
    return reply(429, limited, { ...verdict.headers, 'retry-after': String(Math.ceil(verdict.retryAfter)) });
  }
  try {
    const found = findRoute(deps, method, path, request);
    const answer = found.route.handle({
      method,
      path,
      params: found.params,
      query: url.searchParams,
      body: body as never,
      files,
    });
    if (fault?.type === 'lose-answer') return void response.destroy();
    reply(answer === undefined ? 204 : 200, answer, verdict.headers);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    reply(error.status, error.toJSON(), verdict.headers);
  }
}

function findRoute({ token, routes }: HttpDeps, method: string, path: string, request: IncomingMessage) {
  const agent = request.headers['user-agent'] ?? '';
  if (!/^DiscordBot \(/.test(agent)) throw new ApiProblem(403, 40333, 'internal network error');
  for (const route of routes) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match === null) continue;
    if (!route.open && request.headers.authorization !== `Bot ${token()}`) {
      throw new ApiProblem(401, 0, '401: Unauthorized');
    }
    return { route, params: match.slice(1).map(decodeURIComponent) };
  }
  throw unknown.route();
}

async function readBody(request: IncomingMessage): Promise<{ body: unknown; files: Exchange['files'] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (raw.length === 0) return { body: {}, files: [] };
  if (!type.startsWith('multipart/form-data')) return { body: JSON.parse(raw.toString('utf8')), files: [] };
  const form = await new Response(raw, { headers: { 'content-type': type } }).formData();
  const files: { name: string; content: string }[] = [];
  for (const [name, value] of form) {
    if (typeof value !== 'string' && name.startsWith('files['))
      files.push({ name: value.name, content: await value.text() });
  }
  return { body: JSON.parse(String(form.get('payload_json') ?? '{}')), files };
}
