import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { type Address, addressInUse } from './address.ts';

/** Listens; resolves once connections are accepted. @throws OpsError `console.address-in-use` */
export async function listen(app: Hono, address: Address): Promise<Server> {
  const server = createServer(getRequestListener(app.fetch));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    reject(error.code === 'EADDRINUSE' ? addressInUse(address) : error);
  });
  server.listen(address.port, address.host, resolve);
  await promise;
  return server;
}

/** Stops accepting, lets answers that are under way finish, and closes what only waits. */
export async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const patience = setTimeout(() => server.closeAllConnections(), 2000);
  await promise;
  clearTimeout(patience);
}

/** The port in use, also when a free one was asked for. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server does not listen on a port');
  return address.port;
}
