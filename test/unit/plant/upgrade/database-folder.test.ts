import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { databaseFolder } from '../../../../examples/plant/upgrade/src/database-folder.ts';

it('keeps the files of the database where its own user may enter, also in a state folder that root alone may', () => {
  const home = mkdtempSync(join(tmpdir(), 'database-folder-'));
  const state = join(home, 'plant');
  mkdirSync(state);
  expect(databaseFolder(state, false)).toBe(join(state, 'data'));

  const data = databaseFolder(state, true);
  expect(data.startsWith(home)).toBe(false);
  expect(statSync(dirname(data)).mode & 0o777).toBe(0o755);
  mkdirSync(data);
  expect(databaseFolder(state, true)).toBe(data);

  rmSync(home, { recursive: true });
  mkdirSync(state, { recursive: true });
  expect(databaseFolder(state, true)).not.toBe(data);
  expect(existsSync(data)).toBe(false);
  rmSync(home, { recursive: true });
});
