import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Rows of the table of attacks: the last column is `file`: name of the test. */
const ROW = /^\|.*\| `(?<file>test\/[^`]+)`: (?<name>[^|]+) \|$/gm;

describe('docs/security.md', () => {
  const attacks = [...readFileSync('docs/security.md', 'utf8').matchAll(ROW)].map((row) => ({
    file: row.groups?.file ?? '',
    name: row.groups?.name ?? '',
  }));

  it('lists attacks', () => expect(attacks.length).toBeGreaterThan(15));

  it.each(attacks)('names a test that is there: $name', ({ file, name }) => {
    const source = readFileSync(file, 'utf8');
    expect(source.includes(`it('${name}'`) || source.includes(`'${name}',`)).toBe(true);
  });
});
