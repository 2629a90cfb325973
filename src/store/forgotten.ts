import pg from 'pg';

/** invalid_sql_statement_name, duplicate_prepared_statement */
const OTHER_STATEMENTS = new Set(['26000', '42P05']);
/** feature_not_supported, as what a statement answers has other types than when it was prepared. */
const OTHER_TYPES = '0A000';
const LOOKED_AGAIN = 'RevalidateCachedQuery';

/**
 * Whether the server's session holds other statements than were prepared in it: a pooler or somebody discarded them, or the
 * type of a column was changed. The statement was not carried out, and never will be in that session.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function hasForgotten(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false;
  const { code = '', routine } = error;
  return OTHER_STATEMENTS.has(code) || (code === OTHER_TYPES && routine === LOOKED_AGAIN);
}
