/**
 * What a database lacks, by the SQLSTATE that it answers with.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SHORTAGES: Readonly<Record<string, string>> = {
  '53100': 'The disk of the database is full: somebody has to make room there.',
  '53200': 'The database has no memory left.',
  '53300': 'The database takes no more connections.',
  '58030': 'The database cannot read or write its disk.',
};

/** What the database lacked, as a sentence for people, when that is what an error came from. */
export function shortageIn(error: unknown): string | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 10; one = one.cause, depth += 1) {
    const shortage = 'code' in one ? SHORTAGES[String(one.code)] : undefined;
    if (shortage !== undefined) return shortage;
  }
  return undefined;
}
