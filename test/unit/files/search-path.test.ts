import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchPath } from '../../../src/files/search-path.ts';
import { childEnvironment } from '../../../src/integrations/shell/environment.ts';

const PROGRAM = 'turn';

describe('the folders that are searched for a program', () => {
  let folder: string;
  const there = new Set<string>();
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'keyturn-path-')));
    for (const at of ['.', 'a', 'b', 'sub', 'sub/a', 'sub/b', 'a:b']) {
      there.add(join(folder, at));
      await mkdir(join(folder, at), { recursive: true });
      await writeFile(join(folder, at, 'turn'), `#!/bin/sh\necho '${join(folder, at)}'\n`);
      await chmod(join(folder, at, 'turn'), 0o755);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are those in which the child finds it, whatever PATH holds and wherever it runs', () => {
    const entry = fc.constantFrom('', '.', 'a', './b', '../a', 'none', '/none', 'ABS/a', 'ABS/sub/b', 'a/');
    const path = fc.array(entry, { maxLength: 4 }).map((all) => all.join(':').replaceAll('ABS', folder));
    fc.assert(
      fc.property(
        fc.option(path, { nil: undefined }),
        fc.array(fc.constantFrom('ABS/a', 'ABS/sub/a', 'ABS/none', 'ABS/a:b'), { maxLength: 2 }),
        path,
        fc.constantFrom('.', 'sub', 'a:b'),
        (declared, folders, host, at) => {
          const cwd = join(folder, at);
          const first = folders.map((one) => one.replaceAll('ABS', folder));
          const env = childEnvironment(
            { PATH: host },
            { path: first, cwd, mark: 'x' },
            declared === undefined ? {} : { PATH: declared },
          );
          const child = spawnSync(PROGRAM, [], { cwd, env, encoding: 'utf8' });
          const found = searchPath({ host, first, declared, cwd }).find((one) => there.has(one));
          expect(child.error === undefined ? child.stdout.trim() : undefined).toBe(found);
        },
      ),
      { numRuns: 150 },
    );
  });
});
