import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import type { Io } from '../integration.ts';
import { fillSecrets, secretText } from '../secret-text.ts';
import { type AccessOf, addressOf } from './access.ts';
import { tooMuch } from './failure.ts';
import { inTransaction } from './transaction.ts';

export const queryInput = z.strictObject({
  database: z.string(),
  /** One query. */
  text: z.string(),
  /** Values of `$1` and so on; null for none. */
  params: z.array(secretText.nullable()),
  /** So many rows are taken at most. */
  limit: z.int().positive(),
  /** So long it may take on the server. */
  withinMs: z.int().positive(),
});
export type QueryInput = z.infer<typeof queryInput>;

/** Characters of all its values together: they are kept with the run. */
const MOST_KEPT = 256 * 1024;

function lengthOf(rows: readonly (readonly (string | null)[])[]): number {
  return rows.flat().reduce((sum, value) => sum + (value?.length ?? 0), 0);
}

/**
 * Asks a database, in a transaction that only reads. The query stands in a cursor, where the server's own grammar takes nothing but a
 * query, and of which no more is fetched than is wanted.
 * @returns `{ columns, rows, more, ms }`: every value as the text that the server prints, null where there is none; `more` when there
 * were more rows than the limit.
 * @throws OpsError when it cannot be asked, refuses, or does not answer; the signal's reason when aborted.
 */
export async function query(accessOf: AccessOf, input: QueryInput, io: Io): Promise<Json> {
  const { text, limit, withinMs } = input;
  const address = addressOf(accessOf(io.system), input.database, 'read');
  const params = input.params.map((param) => param && fillSecrets(param, io));
  const startedAt = performance.now();
  const { columns, rows } = await inTransaction(
    { ...address, mode: 'read only', withinMs, signal: io.signal },
    async ({ statement }) => {
      io.begin();
      await statement(`declare keyturn_rows no scroll cursor for\n${text}`, params);
      return statement(`fetch forward ${limit + 1} from keyturn_rows`);
    },
  );
  if (lengthOf(rows) > MOST_KEPT) throw tooMuch(input.database, `${MOST_KEPT / 1024} KiB`);
  return {
    columns,
    rows: rows.slice(0, limit),
    more: rows.length > limit,
    ms: Math.round(performance.now() - startedAt),
  };
}
