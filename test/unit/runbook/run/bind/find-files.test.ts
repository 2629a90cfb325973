import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameFits } from '../../../../../src/files/name-fits.ts';
import { parseFilePattern } from '../../../../../src/runbook/definition/construct/file-pattern.ts';
import { findFiles } from '../../../../../src/runbook/run/service/bind/find-files.ts';
import { processorTime } from '../../../../support/processor-time.ts';

describe('the files that a pattern means', () => {
  let folder: string;
  const files = [
    'pay.sh',
    'lib/a.mjs',
    'lib/.b.mjs',
    'lib/deep/c.mjs',
    'lib/deep/er/d.mjs',
    'lib/deep/e.txt',
    `long/${'a'.repeat(60)}`,
  ];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-find-'));
    for (const file of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), file);
    }
    await symlink(folder, join(folder, 'lib', 'loop'));
    await symlink(join(folder, 'pay.sh'), join(folder, 'lib', 'link.sh'));
    await symlink(join(folder, 'nowhere'), join(folder, 'lib', 'lost.sh'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function found(text: string): Promise<readonly string[]> {
    const pattern = parseFilePattern(text);
    if ('why' in pattern) throw new Error(pattern.why);
    const result = await findFiles(folder, pattern);
    if ('why' in result) throw new Error(result.why);
    return result.paths.map((path) => path.slice(folder.length + 1));
  }

  it.each([
    ['pay.sh', ['pay.sh']],
    ['./pay.sh', ['pay.sh']],
    ['lib/*.mjs', ['lib/.b.mjs', 'lib/a.mjs']],
    ['lib/**/*.mjs', ['lib/.b.mjs', 'lib/a.mjs', 'lib/deep/c.mjs', 'lib/deep/er/d.mjs']],
    ['lib/**/deep/**/d.*', ['lib/deep/er/d.mjs']],
    ['**/?.txt', ['lib/deep/e.txt']],
    ['lib/deep/**', ['lib/deep/c.mjs', 'lib/deep/e.txt', 'lib/deep/er/d.mjs']],
    ['lib/*.sh', ['lib/link.sh']],
    ['lib/loop/pay.sh', ['lib/loop/pay.sh']],
    ['lib', []],
    ['lib/', []],
    ['nothing/**', []],
    ['pay.sh/**', []],
  ])('%s', async (text, expected) => {
    expect(await found(text)).toEqual(expected);
  });

  it.each(['*a*a*a*a*a*a*a*a*!', '**/*a*a*a*a*a*a*!', `${'*a'.repeat(120)}!`])(
    '%s are looked for in bounded time',
    async (text) => {
      const spentMs = processorTime();
      expect(await found(`long/${text}`)).toEqual([]);
      expect(spentMs()).toBeLessThan(1_000);
    },
  );

  it('are those whose names fit, as an expression would say of short names', () => {
    const piece = fc.constantFrom('a', 'b', '*', '?', '.', '😀');
    const pattern = fc.array(piece, { maxLength: 7 }).map((all) => all.join(''));
    const name = fc.array(fc.constantFrom('a', 'b', '.', '😀'), { maxLength: 7 }).map((all) => all.join(''));
    fc.assert(
      fc.property(pattern, name, (wanted, text) => {
        const source = wanted.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        expect(nameFits(wanted, text)).toBe(new RegExp(`^(?:${source})$`, 'su').test(text));
      }),
    );
  });

  it.each([
    '+(a|aa|aaa)!',
    '@(a|b).mjs',
    '!(a)',
    '!a',
    '[ab].mjs',
    '{a,b}.mjs',
    'lib/a**b',
    'a\\*',
    '?(a)b',
    '*(a)b',
  ])('%s is refused with another way to write it', (text) => {
    const pattern = parseFilePattern(text);
    expect('instead' in pattern && pattern.instead).toMatch(/\*\*/);
  });
});
