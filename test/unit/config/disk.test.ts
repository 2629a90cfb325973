import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { onDisk } from '../../../src/config/disk.ts';
import { OpsError } from '../../../src/errors.ts';
import { projectRoot } from '../../../src/files/project-root.ts';

const codeOf = async (error: unknown): Promise<unknown> =>
  onDisk('/state', 'It was not opened.', () => Promise.reject(error)).catch((thrown: unknown) =>
    thrown instanceof OpsError ? thrown.code : thrown,
  );

describe('what a disk refuses', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EACCES', 'EPERM', 'EIO'])(
    'is told to a person, by the system (%s) and as a cause',
    async (code) => {
      const error = Object.assign(new Error('write'), { code });
      expect(await codeOf(error)).toBe('disk.refused');
      expect(await codeOf(new Error('the key was not written', { cause: error }))).toBe('disk.refused');
    },
  );

  it.each([
    'could not extend file "base/5/1259": No space left on device',
    'could not write to file "pg_wal/xlogtemp.1": Disk quota exceeded',
    'could not open file "global/pg_control": Read-only file system',
    'could not open file "PG_VERSION": Permission denied',
  ])('is told to a person as the embedded database says it: %s', async (message) => {
    expect(await codeOf(new Error(message))).toBe('disk.refused');
  });

  it('leaves every other failure, and every refusal with a reason of its own, as it is', async () => {
    const others = [
      new Error('a bug'),
      Object.assign(new Error('gone'), { code: 'ENOENT' }),
      'text',
      undefined,
    ];
    for (const error of others) expect(await codeOf(error)).toBe(error);
    const refusal = { code: 'database.in-use', what: 'Permission denied', why: '.', next: '.' };
    expect(await codeOf(new OpsError(refusal))).toBe('database.in-use');
  });
});

describe('a start that cannot write', () => {
  // A limit on the size of files stops it where a full disk would: 0 the keys and the claim, more the database.
  it.each([0, 16, 600])(
    'says what, why and what to do, without a stack (files up to %i blocks)',
    async (blocks) => {
      const home = await mkdtemp(join(tmpdir(), 'keyturn-full-'));
      const start = `ulimit -f ${blocks}; exec "$0" "$1" start`;
      const child = spawn('sh', ['-c', start, process.execPath, join(projectRoot, 'bin', 'keyturn.mjs')], {
        cwd: home,
        env: {
          PATH: process.env.PATH,
          KEYTURN_HOME: join(home, 'state'),
          HTTP_ADDR: '127.0.0.1:0',
          HEALTH_ADDR: '127.0.0.1:0',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      try {
        const [said, [code]] = await Promise.all([
          text(child.stderr),
          once(child, 'exit'),
          text(child.stdout),
        ]);
        expect(said).toContain('ulimit -f');
        expect(said).toContain('KEYTURN_HOME');
        expect(said).not.toMatch(/^\s+at /m);
        expect(code).toBe(1);
      } finally {
        child.kill('SIGKILL');
        await rm(home, { recursive: true, force: true });
      }
    },
  );
});
