import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';

/** The network between a program and its Postgres, to be cut or frozen. */
export interface Network {
  /** The address of the database, through this network. */
  readonly url: string;
  /** Nothing comes through any more and nothing is closed, as when packets are dropped; new connections as well. */
  freeze(): void;
  /** What was sent meanwhile arrives, as when packets are sent again; an end that was not told before is told. */
  thaw(): void;
  /** Ends every connection on both sides, at once and without a goodbye. */
  cut(): void;
  /** Hands on the next commit, and cuts when the server says that it is made: nobody hears of it. */
  cutAfterCommit(): void;
  /** How often that has happened. */
  readonly cuts: number;
  close(): Promise<void>;
}

interface Link {
  /** Its next answer never arrives. */
  deaf: boolean;
  readonly ends: readonly [Socket, Socket];
  /** One end has gone. While the network is frozen the other does not hear of it. */
  over: boolean;
}

/** @param url of the database as it is */
export async function openNetwork(url: string): Promise<Network> {
  const to = new URL(url);
  const links = new Set<Link>();
  let frozen = false;
  let awaiting = false;
  let cuts = 0;

  const end = (link: Link): void => {
    links.delete(link);
    for (const socket of link.ends) socket.destroy();
  };
  const join = (link: Link, from: Socket, other: Socket): void => {
    from.on('data', (chunk: Buffer) => {
      if (from === link.ends[0] && awaiting && chunk.includes('commit')) {
        awaiting = false;
        link.deaf = true;
      } else if (from === link.ends[1] && link.deaf) {
        // What the server answers to what came before is lost as well.
        if (!chunk.includes('COMMIT')) return;
        cuts += 1;
        end(link);
        return;
      }
      other.write(chunk);
    });
    from.on('error', () => {});
    from.on('close', () => {
      link.over = true;
      if (!frozen) end(link);
    });
    if (frozen) from.pause();
  };
  const server = createServer((near) => {
    const far = dial(Number(to.port), to.hostname);
    const link: Link = { ends: [near, far], over: false, deaf: false };
    links.add(link);
    join(link, near, far);
    join(link, far, near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const through = new URL(url);
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: through.href,
    freeze() {
      frozen = true;
      for (const { ends } of links) for (const socket of ends) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const link of [...links]) {
        if (link.over) end(link);
        else for (const socket of link.ends) socket.resume();
      }
    },
    cut() {
      for (const link of [...links]) end(link);
    },
    cutAfterCommit() {
      awaiting = true;
    },
    get cuts() {
      return cuts;
    },
    async close() {
      for (const link of [...links]) end(link);
      server.close();
      await once(server, 'close');
    },
  };
}
