import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../../src/canonical.ts';
import { compareFiles } from '../../../../src/integrations/shell/planned-files.ts';

describe('the files of a step, right before its start', () => {
  let folder: string;
  let program: string;
  let list: string;
  let later: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-planned-'));
    [program, list, later] = ['pay.sh', 'list.csv', 'later.csv'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(program, 'program');
    await writeFile(list, 'ana,10');
    // The system's clock for files goes by in steps of some milliseconds.
    await sleep(20);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const never = new AbortController().signal;
  const planned = () => [
    { path: program, sha256: sha256Hex('program') },
    { path: list, sha256: sha256Hex('ana,10') },
    { path: later, sha256: null },
  ];
  const compare = (signal = never) => compareFiles('pay.sh', planned(), signal);
  const other = expect.objectContaining({ code: 'shell.other-file' }) as unknown;

  it('are let pass while they are what was planned', async () => {
    expect((await compare())()).toBeUndefined();
  });

  it.each([
    ['written to', () => writeFile(list, 'eve,99')],
    [
      'written to, with the same length and the same time of change',
      async () => {
        const { atime, mtime } = await stat(list);
        await writeFile(list, 'eve,99');
        await utimes(list, atime, mtime);
      },
    ],
    [
      'replaced by another file',
      async () => {
        await writeFile(`${list}.new`, await readFile(list));
        await rename(`${list}.new`, list);
      },
    ],
    ['removed', () => rm(list)],
    ['put where there was none', () => writeFile(later, 'x')],
    ['written to, the program itself', () => writeFile(program, 'PROGRAM')],
  ])('are refused when one was %s after it was compared', async (_how, change) => {
    const refuseChanged = await compare();
    await change();
    expect(refuseChanged).toThrow(other);
  });

  it('are compared before the program is, which is what starts', async () => {
    await writeFile(program, 'other');
    await writeFile(list, 'other');
    await expect(compare()).rejects.toThrow(`${list} was changed`);
    await writeFile(list, 'ana,10');
    await expect(compare()).rejects.toThrow(`${program} was changed`);
  });

  it('do not hold up anything when one became a pipe that nobody writes to', async () => {
    await rm(list);
    execFileSync('mkfifo', [list]);
    const all = Promise.allSettled(Array.from({ length: 8 }, () => compare()));
    expect((await all).map((one) => one.status)).toEqual(Array(8).fill('rejected'));
    await expect(compare()).rejects.toThrow('(a named pipe)');
    expect((await stat(folder)).isDirectory()).toBe(true);
  });

  it('22 are given up with the step', async () => {
    await expect(compare(AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  });
});
