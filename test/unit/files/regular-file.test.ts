import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCheckpoints } from '../../../src/app/log-keeping.ts';
import { checkpointFile } from '../../../src/audit/retained.ts';
import { loadFormerKeys } from '../../../src/audit/signing-key.ts';
import { readConfig } from '../../../src/config/load.ts';
import { digestFile } from '../../../src/files/file-digest.ts';
import { readRegularSync, readRegularText } from '../../../src/files/regular-file.ts';
import { lockFolder } from '../../../src/store/lock-file.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-regular-'));
  await writeFile(at('file'), 'text');
  await symlink(at('file'), at('link'));
  await symlink('/dev/zero', at('zeros'));
  for (const name of ['pipe', 'log.former', 'checkpoints.txt', 'claim-1.json', 'keyturn.yaml'])
    execFileSync('mkfifo', [at(name)]);
});
afterAll(() => rm(folder, { recursive: true }));

describe('what stands where a file should', () => {
  it('is read when it is one, links followed', async () => {
    expect(await readRegularText(at('link'))).toBe('text');
    expect(readRegularSync(at('file')).toString()).toBe('text');
  });

  it('is neither waited for nor opened when it is a pipe, a socket, a device or a folder', async () => {
    const server = createServer().listen(at('socket'));
    await once(server, 'listening');
    try {
      for (const [path, kind] of [
        [at('pipe'), 'a named pipe'],
        [at('socket'), 'a socket'],
        [at('zeros'), 'a device'],
        [folder, 'a folder'],
      ] as const) {
        const refused = expect.objectContaining({ code: 'disk.no-file', kind }) as unknown;
        await expect(readRegularText(path)).rejects.toEqual(refused);
        expect(() => readRegularSync(path)).toThrow(refused as Error);
        expect(await digestFile(path)).toEqual({ kind: 'other', why: kind });
      }
    } finally {
      server.close();
    }
  });

  it('does not hold up settings, keys, checkpoints or the lock of the database', async () => {
    const noFile = { code: 'disk.no-file' };
    expect(await readConfig({ env: {}, cwd: folder })).toMatchObject({
      ok: false,
      problems: [{ message: 'The settings file cannot be read: it is a named pipe.' }],
    });
    await expect(loadFormerKeys(folder)).rejects.toMatchObject(noFile);
    await expect(readCheckpoints(folder)).rejects.toMatchObject(noFile);
    const head = { origin: 'x', size: 1, root: Buffer.alloc(32), at: new Date(0), note: 'x' };
    await expect(checkpointFile(at('checkpoints.txt'))(head)).rejects.toMatchObject({ code: 'ENXIO' });
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'database.in-use' });
  });
});
