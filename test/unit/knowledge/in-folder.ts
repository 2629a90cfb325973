import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What comes of a folder of runbooks, each by its name, that is there as long as it is read. */
export function inFolder<T>(runbooks: Readonly<Record<string, string>>, read: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-knowledge-'));
  try {
    for (const [name, text] of Object.entries(runbooks)) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'runbook.yaml'), text);
    }
    return read(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
