import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Oddities } from '../../../../chat/oddities.ts';
import type { Clock } from '../../../../clock.ts';
import { OpsError } from '../../../../errors.ts';
import { isDelivery } from '../odd-delivery.ts';
import type { Log } from '../options.ts';
import { readBody } from './body.ts';
import { createReplays } from './replays.ts';
import { faultOf } from './signature.ts';

/** Where a workspace's deliveries go once they are known to be Slack's. */
export interface Route {
  readonly path: string;
  readonly secret: () => string;
  /** False while deliveries cannot be understood yet: Slack is asked to come again. */
  readonly ready: () => boolean;
  /** Bolt's own; takes the body from `rawBody`, where it has been read already. */
  readonly listener: RequestListener;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly routes: readonly Route[];
  readonly clock: Clock;
  readonly log: Log;
  readonly oddities: Oddities;
}

/**
 * Takes Slack's requests, and hands to Bolt what Slack signed. Bolt's own look at signatures, which takes those from the
 * future and those that came before, is left out.
 * @throws OpsError `slack.listen` when it cannot listen.
 */
export async function serve({ listen, routes, clock, log, oddities }: ServerOptions): Promise<HttpServer> {
  const byPath = new Map(routes.map((route) => [route.path, route]));
  const replays = createReplays();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = byPath.get((request.url ?? '').split('?', 1)[0] ?? '');
    if (route === undefined || request.method !== 'POST') return end(response, 404);
    const raw = await readBody(request);
    if (raw === undefined) return end(response, 413);
    const signature = headerOf(request, 'x-slack-signature');
    const timestamp = headerOf(request, 'x-slack-request-timestamp');
    const body = raw.toString('utf8');
    const fault = faultOf({ signature, timestamp, body }, route.secret(), clock.now());
    if (fault !== undefined || signature === undefined) return refuse(response, fault ?? 'unsigned');
    if (!route.ready()) return end(response, 503);
    if (replays.taken(signature, clock.now())) return refuse(response, 'replayed');
    if (!isUnderstood(body, request.headers['content-type'])) {
      oddities.note('a delivery', new Error('it has not the parts of one'));
      // Acknowledged: it would be no better when it came again.
      return end(response, 200);
    }
    route.listener(Object.assign(request, { rawBody: raw }), response);
  }

  function refuse(response: ServerResponse, reason: string): void {
    log.warn({ reason }, 'a request that claims to come from Slack was refused');
    end(response, 401);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a request of Slack could not be handled');
      if (response.headersSent) response.destroy();
      else end(response, 500);
    });
  });
  await listening(server, listen);
  const { port } = server.address() as AddressInfo;
  log.info({ host: listen.host, port, paths: [...byPath.keys()] }, 'listening for Slack');
  return { port, close: () => close(server) };
}

/** Whether Bolt can read it: what it takes for granted would otherwise be missing where nobody hears of it. */
function isUnderstood(body: string, contentType: string | undefined): boolean {
  try {
    if (contentType?.startsWith('application/json') === true) return isBody(JSON.parse(body));
    const form = new URLSearchParams(body);
    const payload = form.get('payload');
    if (payload !== null) return isDelivery(JSON.parse(payload));
    return form.has('ssl_check') || isDelivery(Object.fromEntries(form));
  } catch {
    return false;
  }
}

function isBody(value: unknown): boolean {
  const isCheck = (value as { readonly type?: unknown } | null)?.type === 'url_verification';
  return isCheck || isDelivery(value);
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

async function listening(server: Server, { host, port }: ServerOptions['listen']): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause: NodeJS.ErrnoException) => {
    reject(
      new OpsError(
        {
          code: 'slack.listen',
          what: `Keyturn cannot listen for Slack on ${host}:${port}.`,
          why: cause.code === 'EADDRINUSE' ? 'Another program listens there.' : cause.message,
          next: 'Stop that program, set HTTP_ADDR to another address, or use Socket Mode (SLACK_APP_TOKEN).',
        },
        { cause },
      ),
    );
  });
  server.listen(port, host, resolve);
  await promise;
}

/** Lets answers that are under way finish. */
async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const patience = setTimeout(() => server.closeAllConnections(), 2_000);
  await promise;
  clearTimeout(patience);
}
