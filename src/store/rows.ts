import type { SQL } from 'drizzle-orm';
import type { Reader } from './database.ts';

/**
 * Runs one statement and gives its rows as objects. The proxy's types do not say so, and the caller knows what they look
 * like: bigints and timestamps possibly as text.
 */
export async function rowsOf<Row>(reader: Reader, query: SQL): Promise<readonly Row[]> {
  return (await reader.orm.execute(query)) as unknown as readonly Row[];
}
