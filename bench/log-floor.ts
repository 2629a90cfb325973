import { hash } from 'node:crypto';
import pg from 'pg';

const PAGE = 1_000;

interface Row {
  readonly index: string;
  readonly leaf: string;
  readonly previous: string;
  readonly body: string;
  readonly hash: string;
}

/** What hashing the whole log found. */
export interface Hashed {
  readonly entries: number;
  /** Entries of which the text, the hash and the leaf do not agree. */
  readonly wrong: number;
  /** Root of the tree, in hexadecimal. */
  readonly root: string;
}

/**
 * The barest proof of a log: its entries, read in the order of the tree in pages on the bare driver, each hashed once, and the
 * tree over them. It knows nothing of keys, codes, checkpoints, chains, rules and tables.
 */
export async function hashLog(url: string): Promise<Hashed> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const edge: { readonly leaves: number; readonly hash: Buffer }[] = [];
  let [entries, wrong] = [0, 0];
  const join = (): void => {
    const [left, right] = edge.splice(-2) as [(typeof edge)[0], (typeof edge)[0]];
    edge.push({ leaves: left.leaves + right.leaves, hash: sha256(Buffer.from([1]), left.hash, right.hash) });
  };
  try {
    for (let last = '-1', full = true; full; ) {
      const { rows } = await client.query<Row>({
        name: 'page',
        text: `select l.index, l.hash as leaf, e.previous, e.body, e.hash
          from audit_leaf l join audit_entry e on e.id = l.entry_id
          where l.index > $1 order by l.index limit ${PAGE}`,
        values: [last],
      });
      for (const row of rows) {
        const found = sha256(Buffer.from(row.previous, 'hex'), Buffer.from(row.body));
        if (found.toString('hex') !== row.hash || row.leaf !== row.hash) wrong += 1;
        edge.push({ leaves: 1, hash: sha256(Buffer.from([0]), Buffer.from(row.leaf, 'hex')) });
        while (edge.at(-1)?.leaves === edge.at(-2)?.leaves) join();
      }
      entries += rows.length;
      last = rows.at(-1)?.index ?? last;
      full = rows.length === PAGE;
    }
    while (edge.length > 1) join();
    return { entries, wrong, root: edge[0]?.hash.toString('hex') ?? '' };
  } finally {
    await client.end();
  }
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.from(hash('sha256', Buffer.concat(parts), 'hex'), 'hex');
}
