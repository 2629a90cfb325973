/**
 * Why a database does not do something that it would do otherwise, by the SQLSTATE that it answers with.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SHORTAGES: Readonly<Record<string, string>> = {
  '53100': 'The disk of the database is full: somebody has to make room there.',
  '53200': 'The database has no memory left.',
  '53300': 'The database takes no more connections.',
  '58030': 'The database cannot read or write its disk.',
  '40P01':
    'What you asked for and something else waited for each other in the database, which ended yours: once more should do it.',
  '40001':
    'Something else changed the same at that moment, so the database did not do yours: once more should do it.',
};

/** What the database lacked, or what kept it from it, as a sentence for people, when that is what an error came from. */
export function shortageIn(error: unknown): string | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 10; one = one.cause, depth += 1) {
    const shortage = 'code' in one ? SHORTAGES[String(one.code)] : undefined;
    if (shortage !== undefined) return shortage;
  }
  return undefined;
}
