import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskLook } from '../../../src/app/disk-problems.ts';
import { checkpointFile } from '../../../src/audit/retained.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { temporaryApp } from './temporary-app.ts';

describe('a disk that takes nothing more', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-disk-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A limit on the size of files stops a write where a full disk would. */
  async function underLimit(blocks: number, code: string): Promise<string> {
    const child = spawn('sh', ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, '-e', code], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return said;
  }

  const look = (where: string) => `
    process.on('SIGXFSZ', () => {});
    const { createDiskLook } = await import('./src/app/disk-problems.ts');
    console.log(JSON.stringify(await createDiskLook([${JSON.stringify(where)}])()));`;

  it('is a problem that says what, why and what to do, and leaves nothing behind', async () => {
    expect(await underLimit(16, look(folder))).toMatch(
      /Nothing can be written in .*ulimit -f.*Make room for/,
    );
    expect(await readdir(folder)).toEqual([]);
    expect(JSON.parse(await underLimit(1_000, look(folder)))).toEqual([]);
  });

  it('is told of each place: the folder that is gone, or no folder any more', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const [gone, none, ...others] = await createDiskLook([join(folder, 'gone'), file, folder])();
    expect(gone).toContain(join(folder, 'gone'));
    expect(none).toContain(file);
    expect(others).toEqual([]);
  });

  it('is written to by one look at a time: a disk that hangs takes a thread of all files for each write', async () => {
    const writes: string[] = [];
    const look = createDiskLook(['/nowhere'], (where) => {
      writes.push(where);
      return new Promise(() => {});
    });
    for (const told of await Promise.all([look(), look()]))
      expect(told).toEqual([
        expect.stringMatching(/Nothing can be written in \/nowhere: .* took longer than 2 s/),
      ]);
    expect(writes).toEqual(['/nowhere']);
  });

  it('leaves no half of a checkpoint, which would spoil the next', async () => {
    const path = join(folder, 'checkpoints.txt');
    await checkpointFile(path)({ note: 'x'.repeat(900) } as never);
    const write = `
      process.on('SIGXFSZ', () => {});
      const { checkpointFile } = await import('./src/audit/retained.ts');
      await checkpointFile(${JSON.stringify(path)})({ note: 'y'.repeat(4_000) }).catch(({ code }) => console.log(code));`;
    expect(await underLimit(2, write)).toContain('EFBIG');
    expect(await readFile(path, 'utf8')).toBe(`${'x'.repeat(900)}\n`);
  });

  it('makes the program not ready', async () => {
    const app = await temporaryApp();
    const running = await app.open();
    try {
      expect((await running.problems()).filter((one) => one.includes('written'))).toEqual([]);
      await rm(join(app.folder, 'home'), { recursive: true });
      expect((await running.problems()).join('\n')).toContain('Nothing can be written in');
    } finally {
      await running.stop();
      await app.remove();
    }
  });
});
