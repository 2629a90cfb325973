import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSettingFile } from '../../../src/setting-file/open.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-open-')));
const folder = join(root, 'app');
mkdirSync(folder);
afterAll(() => {
  rmSync(root, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const refused = (code: string, why: string) => ({
  refusal: { code, why: expect.stringContaining(why) as string },
});

describe('a file of settings', () => {
  it('is read with its mark, its mode and where it really is', async () => {
    const path = file('marked.env', '\ufeffA=ä\r\n');
    chmodSync(path, 0o640);
    symlinkSync('marked.env', join(folder, 'link.env'));
    expect(await openSettingFile(join(folder, 'link.env'), [folder])).toMatchObject({
      path,
      text: 'A=ä\r\n',
      mark: '\ufeff',
      mode: 0o640,
    });
  });

  it('is found where the folder itself is a link', async () => {
    symlinkSync(folder, join(root, 'current'));
    const path = file('plain.env', 'A=1');
    expect(await openSettingFile(join(root, 'current', 'plain.env'), [join(root, 'current')])).toMatchObject({
      path,
    });
  });

  it('is refused outside of the folders that may be changed, also where a link leads out', async () => {
    writeFileSync(join(root, 'outside.env'), 'A=1');
    symlinkSync('../outside.env', join(folder, 'out.env'));
    mkdirSync(join(root, 'app-2'));
    writeFileSync(join(root, 'app-2', '.env'), 'A=1');
    const out = openSettingFile(join(folder, 'out.env'), [folder]);
    await expect(out).rejects.toMatchObject(refused('setting.not-writable', join(root, 'outside.env')));
    for (const path of [join(folder, '..', 'outside.env'), join(root, 'app-2', '.env')])
      await expect(openSettingFile(path, [folder])).rejects.toMatchObject(
        refused('setting.not-writable', folder),
      );
    await expect(openSettingFile(file('a.env', ''), [])).rejects.toMatchObject(
      refused('setting.not-writable', 'no folder'),
    );
  });

  it.each([
    ['that is missing', () => join(folder, 'missing.env'), 'It is not there.'],
    ['whose link leads nowhere', () => dangling(), 'It is not there.'],
    ['that is a folder', () => made('folder.env'), 'It is a folder.'],
    ['that is no UTF-8', () => file('latin.env', Buffer.from('A=\xe4', 'latin1')), 'no UTF-8'],
    ['that is no text', () => file('zero.env', 'A=\0'), 'stand in no text'],
    ['that is huge', () => file('huge.env', 'x'.repeat(1024 * 1024 + 1)), 'more than 1024 KiB'],
    ['that has another name', () => twice(), 'It has 2 names'],
  ])('%s is refused', async (_what, path, why) => {
    await expect(openSettingFile(path(), [folder])).rejects.toMatchObject(refused('setting.no-file', why));
  });
});

function dangling(): string {
  symlinkSync('nowhere', join(folder, 'dangling.env'));
  return join(folder, 'dangling.env');
}

function made(name: string): string {
  mkdirSync(join(folder, name));
  return join(folder, name);
}

function twice(): string {
  const path = file('first.env', 'A=1');
  linkSync(path, join(folder, 'second.env'));
  return path;
}
