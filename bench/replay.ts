import { randomBytes } from 'node:crypto';
import type pg from 'pg';

/** One statement of the program, as it was sent. */
export interface Statement {
  readonly text: string;
  readonly params: readonly unknown[];
  /** The same object for all statements of a transaction; undefined for one that stands alone. */
  readonly transaction: object | undefined;
}

/** The statements of a transaction, or one that stands alone. */
export interface Scope {
  readonly transaction: boolean;
  readonly statements: readonly Statement[];
}

/** Statements by the transaction that they belong to, in the order in which the transactions began. */
export function scopesOf(seen: readonly Statement[]): readonly Scope[] {
  const groups = Map.groupBy(seen, (statement) => statement.transaction ?? statement);
  return [...groups.values()].map((statements) => ({
    transaction: statements[0]?.transaction !== undefined,
    statements,
  }));
}

interface Known {
  readonly id: string;
  readonly digest: string;
}

/**
 * Sends the statements of one approval for another request, with nothing around them: each is awaited before the next,
 * and a transaction has a connection to itself.
 */
export async function replay(
  pool: pg.Pool,
  model: { readonly request: Known; readonly scopes: readonly Scope[] },
  request: Known,
): Promise<void> {
  const run = `run-${randomBytes(6).toString('hex')}`;
  const mine = (value: unknown): unknown =>
    typeof value === 'string'
      ? value
          .replaceAll(model.request.id, request.id)
          .replaceAll(model.request.digest, request.digest)
          .replaceAll(/run-[a-z0-9]{8,}/g, run)
      : value;
  for (const { transaction, statements } of model.scopes) {
    const client = await pool.connect();
    try {
      if (transaction) await client.query('begin');
      for (const { text, params } of statements)
        await client.query({ name: nameOf(text), text, values: params.map(mine) });
      if (transaction) await client.query('commit');
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  const name = names.get(text) ?? `bench${names.size}`;
  names.set(text, name);
  return name;
}
