import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig, readConfig } from '../../../src/config/load.ts';
import { parseConfig } from '../../../src/config/parse.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-config-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('reading the settings', () => {
  it('takes keyturn.yaml of the current folder when it is there', async () => {
    expect((await loadConfig({ env: {}, cwd: folder })).file).toBeNull();
    await writeFile(join(folder, 'keyturn.yaml'), 'environment: staging');
    const config = await loadConfig({ env: {}, cwd: folder });
    expect(config).toMatchObject({ file: join(folder, 'keyturn.yaml'), environment: 'staging' });
  });

  it('takes the file that KEYTURN_CONFIG names, and refuses when it is not there', async () => {
    await writeFile(join(folder, 'other.yaml'), 'environment: other');
    const config = await loadConfig({ env: { KEYTURN_CONFIG: 'other.yaml' }, cwd: folder });
    expect(config.environment).toBe('other');
    const gone = await readConfig({ env: { KEYTURN_CONFIG: 'gone.yaml' }, cwd: folder });
    expect(gone).toMatchObject({
      ok: false,
      problems: [{ path: 'KEYTURN_CONFIG', suggestion: 'Correct KEYTURN_CONFIG, or unset it.' }],
    });
  });

  it('refuses settings that are wrong with everything that is wrong', async () => {
    await writeFile(join(folder, 'keyturn.yaml'), 'peple: {}\nrols: {}');
    await expect(loadConfig({ env: {}, cwd: folder })).rejects.toMatchObject({
      code: 'config.invalid',
      refusal: { why: expect.stringMatching(/2 problems:\n.*people.*\n.*roles/) },
    });
  });
});

describe('any text at all', () => {
  const runs = { numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 300) };
  const parse = (text: string) => parseConfig({ text, env: {}, file: '/x/keyturn.yaml', cwd: '/x' });

  it('is answered with settings or with problems, never with a crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const result = parse(text);
        expect(result.ok || result.problems.length > 0).toBe(true);
      }),
      runs,
    );
  });

  it('is answered so where a block has the name of a method for a key', () => {
    for (const name of ['toString', 'valueOf', 'constructor', '__proto__']) {
      const result = parse(`people: { ana: { "${name}": 0 } }`);
      const problems = result.ok ? [] : result.problems;
      expect(problems.map(({ message }) => message).join(), name).toContain(name);
    }
  });

  it('is answered so for any shape under any section', () => {
    const section = fc.constantFrom(
      'people',
      'roles',
      'channels',
      'systems',
      'platforms',
      'policies',
      'log',
      'timing',
    );
    fc.assert(
      fc.property(section, fc.jsonValue({ maxDepth: 4 }), (key, value) => {
        const result = parse(JSON.stringify({ [key]: value }));
        expect(result.ok || result.problems.every((problem) => problem.message !== '')).toBe(true);
      }),
      runs,
    );
  });
});
