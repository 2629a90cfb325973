import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskOf } from '../../../src/files/disk-of.ts';
import { digestFile } from '../../../src/files/file-digest.ts';
import { lookAt, NoAnswer } from '../../../src/files/looks.ts';
import { run } from '../../../src/integrations/shell/run.ts';
import { mountSilentDisk } from '../../support/silent-disk.ts';

const silent = await mountSilentDisk();

describe.skipIf(silent === undefined)('a disk that does not answer', () => {
  const dead = silent?.folder ?? '';
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-looks-'));
    symlinkSync(dead, join(folder, 'current'));
  });
  afterAll(async () => {
    await silent?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const io = {
    system: 'demo',
    signal: new AbortController().signal,
    begin: () => {},
    aside: <T>(work: () => Promise<T>): Promise<T> => work(),
    output: () => {},
    secret: () => '',
  };
  const started = (cwd: string, argv: readonly string[]) =>
    run(
      {
        ...{ argv: [...argv], cwd, path: [], env: {}, stdin: null, maxOutput: 1_024, files: [] },
        ...{ step: `run-test/${Math.random()}`, attempt: 1 },
      },
      io,
    );

  it('is told from others without asking it, also behind a link', () => {
    expect(diskOf(join(dead, 'deep', 'file'))).toBe(dead);
    expect(diskOf(join(folder, 'current', 'file'))).toBe(dead);
    expect(diskOf(folder)).not.toBe(dead);
  });

  it('keeps no program of another folder from being started, and holds up nothing of this process', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 50);
    try {
      const inDead = started(join(folder, 'current'), ['true']);
      const ofDead = started(folder, [join(dead, 'program')]);
      const looks = Array.from({ length: 20 }, (_, at) => digestFile(join(dead, `${at}`)));
      const held = Promise.allSettled([inDead, ofDead, ...looks]);
      expect(await started(folder, ['true'])).toMatchObject({ exit: 0 });
      expect((await stat(folder)).isDirectory()).toBe(true);
      for (const { status, ...of } of await held) {
        expect(status).toBe('rejected');
        expect((of as { readonly reason: unknown }).reason).toBeInstanceOf(NoAnswer);
      }
      expect(turns).toBeGreaterThan(20);
    } finally {
      clearInterval(timer);
    }
  });

  it('is not asked again before it has answered', async () => {
    await expect(lookAt(join(dead, 'x'), () => stat(join(dead, 'x')))).rejects.toThrow('nothing within 5 s');
  });
});
