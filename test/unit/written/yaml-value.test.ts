import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseYamlFile } from '../../../src/written/yaml-file.ts';

it.each([
  ['a: 0x10', 1, 4, 'Write 16'],
  ['b: 1\na: 010', 2, 4, 'Write 10'],
  ['a: .5', 1, 4, 'Write 0.5'],
  ['a: +5', 1, 4, 'Write 5'],
  ['a: .inf', 1, 4, 'double quotes'],
  ['a: .nan', 1, 4, 'double quotes'],
  ['a: [1, "\\ud800"]', 1, 8, 'without'],
  ['a: "x\\0"', 1, 4, 'without'],
  ['"\\0": 1', 1, 1, 'without'],
  ['a: &a [1, *a]', 1, 11, 'Write the value out'],
  ['a: &a { b: { c: *a } }', 1, 17, 'Write the value out'],
  ['a: *nobody', 1, 4, 'Write the value out'],
  ['a: { $exact: "5" }', 1, 6, 'Choose another name'],
  ['1: a\n"1": b', 2, 1, 'Remove or rename'],
  ['? [a]\n: b', 1, 3, 'name: value'],
  ['a: !secret b', 1, 4, 'without it'],
  ['%YAML 1.1\n---\na: yes', 1, 1, '%YAML'],
])('%j is refused with its place', (text, line, column, words) => {
  const { value, problems } = parseYamlFile('a.yaml', text);
  expect(value).toBeUndefined();
  expect(problems[0]).toMatchObject({ line, column, suggestion: expect.stringContaining(words) as string });
});

it.each([
  `a: ${'['.repeat(50_000)}`,
  `a: ${'['.repeat(200)}${']'.repeat(200)}`,
  `${'- '.repeat(20_000)}a`,
  Array.from({ length: 3_000 }, (_none, depth) => `${' '.repeat(depth)}a:`).join('\n'),
])('a text that is nested beyond all measure is a problem', (text) => {
  expect(parseYamlFile('a.yaml', text).problems).not.toEqual([]);
});

it('bytes that are no UTF-8 are refused with their place', () => {
  const bytes = Buffer.from([...Buffer.from('a: 1\nb: '), 0xe4, 0x0a]);
  expect(parseYamlFile('a.yaml', bytes).problems[0]).toMatchObject({ line: 2, column: 4 });
});

it('numbers keep their form, also below an alias', () => {
  const { value } = parseYamlFile('a.yaml', 'a: &n 9007199254740993\nb: *n\nc: 1.10\nd: 12\n200: e');
  const exact = { $exact: '9007199254740993' };
  expect(value).toEqual({ 200: 'e', a: exact, b: exact, c: { $exact: '1.10' }, d: 12 });
});

it('nothing that a file holds makes the reader throw', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'a: ',
      '- ',
      '&a ',
      '*a',
      '{',
      '}',
      '[',
      ']',
      '\n',
      '  ',
      '"\\ud800"',
      '!!',
      '? ',
      ': ',
      '|\n',
      '<<: ',
    ),
    fc.constantFrom(
      '%YAML 1.1\n',
      '---\n',
      '...\n',
      '\0',
      '\ud800',
      '0x1',
      '1e999',
      '"\\0"',
      '\t',
      '#',
      '__proto__: ',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { value, problems, place } = parseYamlFile('a.yaml', pieces.join(''));
      if (problems.length > 0) expect(value).toBeUndefined();
      for (const problem of problems) expect(problem.line).toBeGreaterThan(0);
      place({ path: ['a', 0, '__proto__'], atKey: true });
    }),
    { numRuns: 500 },
  );
});

it('nor do any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      parseYamlFile('a.yaml', bytes);
    }),
    { numRuns: 500 },
  );
});
