import { once } from 'node:events';
import { createServer } from 'node:net';

/** Whether nobody listens there; for what is about to. */
export async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
