import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { readPlainYaml } from '../../../src/written/plain-yaml.ts';
import { readYamlValue } from '../../../src/written/yaml-value.ts';

const FILES = globSync('{runbooks/*/*,runbooks/*/tests/*,examples/**/*}.yaml').sort();
const TEXTS = FILES.map((file) => readFileSync(file, 'utf8'));

/** What the parser with places makes of a text; undefined where anything is wrong with it. */
function readAll(text: string): { readonly value: unknown } | undefined {
  const { errors, warnings, contents } = parseDocument(text, { prettyErrors: false, version: '1.2' });
  if (errors.length > 0 || warnings.length > 0) return undefined;
  const { value, problems } = readYamlValue(contents);
  return problems.length > 0 ? undefined : { value };
}

/** Nothing, or exactly what the other parser reads, in the same order. */
function expectTheSame(text: string, all = readAll(text)): void {
  const plain = readPlainYaml(text);
  if (plain === undefined) return;
  expect(plain, text).toEqual(all);
  expect(JSON.stringify(plain), text).toBe(JSON.stringify(all));
}

it('reads every file of the runbooks that Keyturn comes with', () => {
  const files = globSync('runbooks/*/*.yaml');
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => readPlainYaml(readFileSync(file, 'utf8')) === undefined)).toEqual([]);
});

it('reads whole files as the parser with places does', () => {
  for (const text of TEXTS) expectTheSame(text);
});

/** Marks that mean something in YAML, and neighbours of what is taken. */
const MARKS = [
  ...[' ', '  ', '\n', '\n\n', '\n  ', ':', ': ', 'a: ', '- ', '-', '#', ' #', '"', "'", '""', "''", ': "'],
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ', ',
    '[]',
    '{}',
    '&a',
    '&',
    '*a',
    '*',
    '|',
    '>',
    '|-\n',
    '>-\n',
    '!',
    '!!str ',
  ],
  ...['?', '? ', '\\', '\\n', '\\u0041', 'a', '1', '~', '0x1', '.', '+', '1e5', '1.10', '-0', '007', '1_000'],
  ...[
    '---',
    '...',
    '%',
    '@',
    '`',
    '\t',
    '\r\n',
    '<<: ',
    '$',
    '$exact: ',
    '__proto__: ',
    'null',
    'true: ',
    'é',
  ],
  ...[
    '\u2028',
    '\u0085',
    '\ufeff',
    '\0',
    '\ud800',
    'yes',
    'NaN',
    '.nan',
    '.inf',
    '2026-11-01',
    '&a\n',
    '*a : ',
  ],
];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  takes: fc.constantFrom(0, 0, 1, 2, 5),
  puts: fc.oneof(fc.constantFrom(...MARKS), fc.constant('')),
});

it('gives the value that the parser with places gives, or nothing, however a file is cut and altered', () => {
  const piece = fc.record({
    text: fc.constantFrom(...TEXTS),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    lines: fc.integer({ min: 1, max: 14 }),
    edits: fc.array(edit, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(piece, ({ text, from, lines, edits }) => {
      const all = text.split('\n');
      const start = Math.floor(from * all.length);
      const cut = all.slice(start, start + lines);
      const indents = cut.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
      const written = `${cut.map((line) => line.slice(Math.min(...indents, 80))).join('\n')}\n`;
      const altered = edits.reduce((now, { at, takes, puts }) => {
        const place = Math.floor(at * now.length);
        return now.slice(0, place) + puts + now.slice(place + takes);
      }, written);
      const placed = readAll(altered);
      // Where that one finds fault with the outer form of an odd text, this one may not: the value is no other then.
      if (placed !== undefined) expectTheSame(altered, placed);
    }),
    { numRuns: 4_000 },
  );
});

it.each([
  'a: 1\na: 2\n',
  'a: 1.10\nb: 1_0\nc: 0x1F\nd: .inf\n',
  'a: 0o17\n',
  'a: &x { b: 1 }\nc: &x { b: 2 }\nd: *x\n',
  'a: *x\n',
  'a: b: c\n',
  'a: [b, c\n',
  'a: "b\n',
  'a: {b: 1}}\n',
  'a: text\n  that goes on\n',
  '__proto__: { a: 1 }\n',
  '$exact: 1\n',
  'null: 1\n',
  '1: a\n',
  '<<: { a: 1 }\n',
  'a: |\n\n  b\n',
  'a: >-\n  b\n    deeper\n',
  'a: !!str 1\n',
  '--- \na: 1\n',
  'a: 1\n',
  'a:\tb\n',
  `a: ${'['.repeat(60)}${']'.repeat(60)}\n`,
  `${'k'.repeat(300)}: 1\n`,
  'a: 1',
  'a: b\u2003\nc: [d\u2003]\n',
  '',
])('never differs from the parser with places: %j', (text) => {
  expectTheSame(text);
});

it('gives each use of an alias a value of its own', () => {
  const read = readPlainYaml('a: &x { b: [1] }\nc: *x\n')?.value as { a: object; c: object };
  expect(read.c).toEqual(read.a);
  expect(read.c).not.toBe(read.a);
});
