import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';
import { ApiError, type Arguments } from './api-error.ts';
import { createFaults, type Fault, type Faults } from './faults.ts';
import { channels } from './methods/channels.ts';
import { chat } from './methods/chat.ts';
import { conversations } from './methods/conversations.ts';
import { files, takeUpload } from './methods/files.ts';
import type { Method } from './methods/method.ts';
import { people } from './methods/people.ts';
import { views } from './methods/views.ts';
import { createRateLimits } from './rate-limits.ts';
import { takeResponse } from './response-address.ts';
import type { State } from './state.ts';

const METHODS: Readonly<Record<string, Method>> = {
  ...chat,
  ...conversations,
  ...channels,
  ...people,
  ...views,
  ...files,
};

export interface Call {
  readonly token: string | undefined;
  readonly method: string;
  readonly args: Arguments;
  readonly answer: object;
}

export interface WebApi {
  readonly server: Server;
  /** Without a slash at its end. */
  readonly url: string;
  /** Every call that was answered, in order. */
  readonly calls: readonly Call[];
  /** Calls that broke a documented limit or lacked something: a correct client makes none. */
  readonly broken: readonly string[];
  readonly faults: Faults;
  /** Methods of calls that came more often than Slack takes, and were answered with 429. */
  readonly limited: readonly string[];
}

export interface WebApiOptions {
  readonly state: State;
  readonly botToken: string;
  readonly appToken: string;
  readonly scopes: readonly string[];
  /** Bot tokens of the same app in other workspaces, with their ids. They see the same channels. */
  readonly otherTeams: ReadonlyMap<string, string>;
  /** The address of the websocket, for `apps.connections.open`. */
  readonly openSocket: (base: string) => string;
  /** In ms. */
  readonly now: () => number;
}

/** What a correct client never provokes. */
const BREAKS = /^(invalid_(?!auth)|no_text|msg_|missing_scope|unknown_method|not_authed)/;

/** The Web API over HTTP, with uploads and the addresses for answers. */
export async function serveWebApi(options: WebApiOptions): Promise<WebApi> {
  const { state } = options;
  const calls: Call[] = [];
  const broken: string[] = [];
  const faults = createFaults();
  const limits = createRateLimits(options.now);
  const limited: string[] = [];
  let base = '';

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, kind, name = ''] = (request.url ?? '').split('/');
    const raw = await bodyOf(request);
    if (kind === 'api') return call(name, request, raw, response);
    if (kind === 'upload') return void response.writeHead(takeUpload(state, name, raw)).end('OK');
    if (kind === 'response') return respond(name, raw, response);
    response.writeHead(404).end();
  }

  function call(name: string, request: IncomingMessage, raw: Buffer, response: ServerResponse): void {
    const fault = faults.take(name);
    if (fault !== undefined && fault.type !== 'cut') {
      fail(response, fault);
      return;
    }
    if (fault?.type === 'cut' && !fault.done) return void response.destroy();
    const retryAfterS = limits.take(name, request.headers.authorization ?? '');
    if (retryAfterS !== undefined) {
      limited.push(name);
      fail(response, { type: 'rate-limit', retryAfterS });
      return;
    }
    const args = argumentsOf(raw);
    const answer = perform(name, request, args);
    const token = request.headers.authorization?.replace('Bearer ', '');
    calls.push({ token, method: name, args, answer });
    if (fault !== undefined) return void response.destroy();
    const headers = { 'content-type': 'application/json', 'x-oauth-scopes': options.scopes.join(',') };
    response.writeHead(200, headers).end(JSON.stringify(answer));
  }

  function perform(name: string, request: IncomingMessage, args: Arguments): object {
    try {
      return { ok: true, ...run(name, tokenOf(request), args) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (BREAKS.test(error.word)) broken.push(`${name}: ${error.message}`);
      const { word, details, fields } = error;
      return { ok: false, error: word, ...fields, response_metadata: { messages: details } };
    }
  }

  function run(name: string, token: string, args: Arguments): object {
    if (name === 'apps.connections.open') {
      if (token !== options.appToken) throw new ApiError('invalid_auth');
      return { url: options.openSocket(base) };
    }
    const otherTeam = options.otherTeams.get(token);
    if (token !== options.botToken && otherTeam === undefined) throw new ApiError('invalid_auth');
    const method = METHODS[name];
    if (method === undefined) throw new ApiError('unknown_method', [name]);
    const scope = typeof method.scope === 'function' ? method.scope(args, state) : method.scope;
    if (scope !== null && !options.scopes.includes(scope)) {
      const provided = options.scopes.join(',');
      throw new ApiError('missing_scope', [name], { needed: scope, provided });
    }
    const answer = method.call(state, args, base);
    return name === 'auth.test' && otherTeam !== undefined ? { ...answer, team_id: otherTeam } : answer;
  }

  function respond(id: string, raw: Buffer, response: ServerResponse): void {
    const fault = faults.take('response_url');
    if (fault !== undefined && fault.type !== 'cut') {
      fail(response, fault);
      return;
    }
    try {
      response.writeHead(takeResponse(state, id, JSON.parse(raw.toString('utf8')) as Arguments)).end('ok');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      broken.push(`response_url: ${error.message}`);
      response.writeHead(400).end(error.word);
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, url: base, calls, broken, faults, limited };
}

function fail(response: ServerResponse, fault: Exclude<Fault, { type: 'cut' }>): void {
  switch (fault.type) {
    case 'rate-limit':
      response.writeHead(429, { 'retry-after': String(fault.retryAfterS) }).end();
      return;
    case 'status':
      response.writeHead(fault.status).end('<html>not today</html>');
      return;
    case 'error':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: false, error: fault.word, ...fault.fields }));
  }
}

/** Lists and objects come as JSON inside of the form. */
function argumentsOf(raw: Buffer): Arguments {
  const fields = Object.entries(parse(raw.toString('utf8')));
  return Object.fromEntries(fields.map(([name, value]) => [name, decoded(String(value))]));
}

function decoded(value: string): unknown {
  return /^[[{]/.test(value) ? JSON.parse(value) : value;
}

function tokenOf(request: IncomingMessage): string {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new ApiError('not_authed');
  return token;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
