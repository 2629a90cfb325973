import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** By platform: what came or was thrown that made no sense, and was dropped or survived. */
export type Survived = Readonly<Record<string, number>>;

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Answers `GET /livez` (the process runs) and `GET /readyz` (it can do its work; 503 with the reasons when not).
 * @param survived is shown beside them; it keeps nobody from working
 * @param problems what keeps the program from working right now; empty means ready.
 */
export async function serveHealth(
  host: string,
  port: number,
  problems: () => Promise<readonly string[]>,
  survived: () => Survived = () => ({}),
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    answer(request.url ?? '/', problems, survived)
      .catch((error: unknown) => ({ status: 503, body: { ready: false, problems: [String(error)] } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      })
      // The one who asked is gone, or the answer is half written: there is nobody left to tell.
      .catch(() => response.destroy());
  });
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // A supervisor may hold its connection open.
        server.closeAllConnections();
      }),
  };
}

async function answer(path: string, problems: () => Promise<readonly string[]>, survived: () => Survived) {
  if (path === '/livez') return { status: 200, body: { live: true } };
  if (path !== '/readyz') return { status: 404, body: { error: 'GET /livez or /readyz' } };
  const found = await problems();
  return {
    status: found.length === 0 ? 200 : 503,
    body: { ready: found.length === 0, problems: found, survived: survived() },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}
