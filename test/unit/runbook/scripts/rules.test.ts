import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../../src/files/project-root.ts';

interface Line {
  readonly at: string;
  readonly text: string;
}

const filesOf = (pattern: string) => globSync(pattern, { cwd: join(projectRoot, 'runbooks') }).sort();
const linesOf = (file: string): readonly Line[] =>
  readFileSync(join(projectRoot, 'runbooks', file), 'utf8')
    .split('\n')
    .map((text, index) => ({ at: `${file}:${index + 1}`, text }));

const SCRIPTS = filesOf('*/scripts/**/*.sh');
const YAML = filesOf('*/**/*.yaml');
const inAll = (files: readonly string[], fits: (text: string) => boolean) =>
  files
    .flatMap(linesOf)
    .filter(({ text }) => fits(text))
    .map(({ at }) => at);

describe('the scripts of all runbooks', () => {
  it.each(SCRIPTS)('stop at what fails, and read programs that speak English: %s', (file) => {
    const code = linesOf(file).filter(({ text }) => !text.startsWith('#'));
    expect(code.slice(0, 2).map(({ text }) => text)).toEqual(['set -euo pipefail', 'export LC_ALL=C']);
  });

  it('say which end of a program is an answer, and hide no other', () => {
    expect(inAll(SCRIPTS, (text) => /\|\|\s*(true|:)(?![\w-])/.test(text))).toEqual([]);
  });

  it('stop where a change fails that stands before another one: `&&` would hide that it did', () => {
    const change = /^\s*(?:cd|chmod|cp|install|ln|mkdir|mv|rm|sync|touch)\b.*&&/;
    expect(inAll(SCRIPTS, (text) => change.test(text))).toEqual([]);
  });

  it('give a name by what refuses one that is taken', () => {
    const silent = /\b(mv|cp)\b.*(--no-clobber|--update|\s-\w*n\w*\s)|--skip-old-files/;
    expect(inAll(SCRIPTS, (text) => silent.test(text))).toEqual([]);
  });

  it('are held to their first failure also where a step has them in its text', () => {
    const pipes = (text: string) => /bash, -c, '[^']*[^|]\|[^|]/.test(text) && !text.includes('pipefail');
    expect(inAll(YAML, pipes)).toEqual([]);
  });

  it('make nothing that has the name of its day alone', () => {
    // The archive of a key is compared with the key before anything is destroyed, on any day.
    const named = /[-/_"]\{\{ run\.date \}\}(?!-\{\{ run\.id \}\})[.-]?[\w"]/;
    expect(inAll(YAML, (text) => named.test(text) && !text.includes('.json.gpg"'))).toEqual([]);
  });
});
