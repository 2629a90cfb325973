import { expect, it } from 'vitest';
import { parseYamlFile } from '../../../src/written/yaml-file.ts';

const TEXT = 'people:\n  ana:\n    name: Ana\n    tags: [a, b]\n';

it('knows where each value and each key stands', () => {
  const file = parseYamlFile('x.yaml', TEXT);
  expect(file.value).toEqual({ people: { ana: { name: 'Ana', tags: ['a', 'b'] } } });
  expect(file.place({ path: ['people', 'ana', 'name'] })).toEqual({ file: 'x.yaml', line: 3, column: 11 });
  expect(file.place({ path: ['people', 'ana', 'name'], atKey: true })).toMatchObject({ line: 3, column: 5 });
  expect(file.place({ path: ['people', 'ana', 'tags', 1] })).toMatchObject({ line: 4, column: 15 });
});

it('points at the closest parent of what is missing', () => {
  expect(parseYamlFile('x.yaml', TEXT).place({ path: ['people', 'ana', 'kind'] })).toMatchObject({
    line: 2,
    column: 3,
  });
  expect(parseYamlFile('x.yaml', '').place({ path: ['people'] })).toMatchObject({ line: 1, column: 1 });
});

it.each([
  ['a: [}', 'This [ is never closed'],
  ['a: ]', 'not valid YAML'],
  ['a: 1\na: 2', 'twice'],
  ['a:\n\tb: 1', 'YAML'],
])('reports %j as a problem instead of a value', (text, words) => {
  const { value, problems } = parseYamlFile('x.yaml', text);
  expect(value).toBeUndefined();
  expect(problems[0]?.message).toContain(words);
  expect(problems[0]?.suggestion).not.toBe('');
});

it('refuses a file that is far too long, and aliases that multiply', () => {
  expect(parseYamlFile('x.yaml', `a: ${'x'.repeat(1_000_001)}`).problems[0]?.message).toContain(
    'longer than',
  );
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefgh'.split('').map((n, i) => `${n}: &${n} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
  ];
  expect(parseYamlFile('x.yaml', bomb.join('\n')).problems.length).toBeGreaterThan(0);
});

it.each([
  ['runbook: demo\ntitle: "Demo\nsource: x\n', 2, 8],
  ["runbook: demo\ntitle: 'Demo\nsource: x\n", 2, 8],
  ["a: 'it''s\nb: 1\n", 1, 4],
  ['a: "x\\"\nb: 1\n', 1, 4],
  ['a: 1\n"b: 2\n', 2, 1],
  ['list:\n  - { a: 1, b: "c }\nd: 1\n', 2, 16],
])('points at the quote that opens what never ends: %j', (text, line, column) => {
  const { problems } = parseYamlFile('x.yaml', text);
  expect(problems.find(({ message }) => message.includes('never ends'))).toMatchObject({ line, column });
});
