import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureHome } from '../../../src/config/home.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-home-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('the folder for state', () => {
  it('is made for this user alone', async () => {
    await ensureHome(join(folder, 'a', 'b'));
    expect(await modeOf(join(folder, 'a', 'b'))).toBe(0o700);
  });

  it('is closed to others when it was open', async () => {
    await chmod(folder, 0o755);
    await ensureHome(folder);
    expect(await modeOf(folder)).toBe(0o700);
  });

  it('is refused when it is a file', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(ensureHome(join(folder, 'file'))).rejects.toMatchObject({ code: 'home.unusable' });
  });
});
