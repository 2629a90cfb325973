import { randomInt } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import pg from 'pg';

export interface FakePooler {
  readonly url: string;
  stop(): Promise<void>;
}

interface Backend {
  readonly socket: Socket;
  serve(client: Socket, done: () => void): void;
  /** So many answers to `Query` and `Sync` are still to come. */
  expect(count: number): void;
}

/** A pooler as PgBouncer is one: it lets everybody in by itself, and lends a connection for a transaction or a whole session. */
export async function startFakePooler(server: string, mode: 'transaction' | 'session'): Promise<FakePooler> {
  const idle: Backend[] = [];
  const sockets = new Set<Socket>();

  const proxy = createServer((client) => {
    sockets.add(client);
    client.on('error', () => {});
    let greeted = false;
    let backend: Backend | undefined;
    let buffered = Buffer.alloc(0);
    let turn = Promise.resolve();
    const forward = async (chunk: Buffer): Promise<void> => {
      buffered = Buffer.concat([buffered, chunk]);
      if (!greeted) {
        if (buffered.length < 4 || buffered.length < buffered.readInt32BE(0)) return;
        buffered = buffered.subarray(buffered.readInt32BE(0));
        greeted = true;
        client.write(
          Buffer.concat([
            message('R', int(0)),
            message('K', int(randomInt(1e9)), int(1)),
            message('Z', Buffer.from('I')),
          ]),
        );
      }
      const whole = wholeMessages(buffered);
      if (whole.length === 0) return;
      const sent = buffered.subarray(0, whole.length);
      buffered = buffered.subarray(whole.length);
      if (whole.types.includes('X')) return;
      if (backend === undefined) {
        backend = idle.pop() ?? (await openBackend(server));
        sockets.add(backend.socket);
        const taken = backend;
        backend.serve(client, () => {
          if (mode === 'session') return;
          backend = undefined;
          idle.push(taken);
        });
      }
      backend.expect(whole.types.filter((type) => type === 'Q' || type === 'S').length);
      backend.socket.write(sent);
    };
    client.on('data', (chunk) => {
      turn = turn.then(() => forward(chunk));
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = new URL(server);
  url.port = String((proxy.address() as { port: number }).port);
  return {
    url: url.href,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        proxy.close(() => resolve());
      }),
  };
}

async function openBackend(server: string): Promise<Backend> {
  const client = new pg.Client({ connectionString: server });
  client.on('error', () => {});
  await client.connect();
  // From here on it is spoken to directly.
  const socket = (client as unknown as { connection: { stream: Socket } }).connection.stream;
  socket.removeAllListeners('data');
  let user: Socket | undefined;
  let done = (): void => {};
  let expected = 0;
  let buffered = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    user?.write(chunk);
    buffered = Buffer.concat([buffered, chunk]);
    const whole = wholeMessages(buffered);
    for (const { type, body } of whole.messages)
      if (type === 'Z') {
        expected -= 1;
        if (expected === 0 && body.toString() === 'I') done();
      }
    buffered = buffered.subarray(whole.length);
  });
  return {
    socket,
    serve(client_, done_) {
      user = client_;
      done = done_;
    },
    expect(count) {
      expected += count;
    },
  };
}

function wholeMessages(buffer: Buffer) {
  const messages: { type: string; body: Buffer }[] = [];
  let at = 0;
  while (at + 5 <= buffer.length && at + 1 + buffer.readInt32BE(at + 1) <= buffer.length) {
    const end = at + 1 + buffer.readInt32BE(at + 1);
    messages.push({ type: String.fromCharCode(buffer[at] ?? 0), body: buffer.subarray(at + 5, end) });
    at = end;
  }
  return { messages, types: messages.map(({ type }) => type), length: at };
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int(body.length + 4), body]);
}

function int(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}
