import { statSync } from 'node:fs';

/** What tells a file from any other while it is written to and renamed; undefined when it is not there. */
export function identityOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? undefined : `${found.dev}/${found.ino}`;
}
