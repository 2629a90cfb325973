import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** What fits into the address of a Unix socket on every system (104 bytes with its end on macOS, 108 on Linux). */
const LONGEST = 100;
const ANSWER_MS = 2_000;

/**
 * Shows at a path that this process lives, to every process of the same kernel that sees the file, whatever container it is
 * in: the socket answers until the process ends, also while it is stopped, and never after.
 * @returns what takes the sign away; undefined when the file system has no sockets
 */
export async function showLife(path: string): Promise<(() => Promise<void>) | undefined> {
  const server = createServer((visitor) => visitor.destroy());
  server.unref();
  try {
    await atShort(path, async (address) => {
      server.listen(address);
      await once(server, 'listening');
    });
  } catch {
    return undefined;
  }
  return async () => {
    server.close();
    await rm(path, { force: true });
  };
}

/** Whether the process that showed its life at a path still runs; undefined when nobody can tell. */
export async function showsLife(path: string): Promise<boolean | undefined> {
  return atShort(path, async (address) => {
    const visitor = connect(address);
    visitor.setTimeout(ANSWER_MS, () => visitor.destroy(new Error('no answer')));
    try {
      await once(visitor, 'connect');
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ECONNREFUSED' || code === 'ENOENT' ? false : undefined;
    } finally {
      visitor.destroy();
    }
  });
}

/** A folder with a long name is gone to by another way. */
async function atShort<T>(path: string, work: (address: string) => Promise<T>): Promise<T> {
  if (Buffer.byteLength(path) <= LONGEST) return work(path);
  const way = await mkdtemp(join(tmpdir(), 'kt-'));
  try {
    await symlink(dirname(path), join(way, 'f'));
    return await work(join(way, 'f', basename(path)));
  } finally {
    await rm(way, { recursive: true, force: true });
  }
}
