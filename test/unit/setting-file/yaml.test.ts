import { describe, expect, it } from 'vitest';
import { changeIn } from './changing.ts';

const change = changeIn('yaml');

describe('a value of a YAML file', () => {
  it.each([
    ['a: 1 # one\r\nb: 2\r\n', '/a', '9', 'a: 9 # one\r\nb: 2\r\n'],
    ['a:\n  - b: "x"   # here\n    c: 2\n', '/a/0/b', 'y z', 'a:\n  - b: "y z"   # here\n    c: 2\n'],
    ["a: 'x'", '/a', "it's", "a: 'it''s'"],
    ['{a: {b: [1, x]}}', '/a/b/1', 'z', '{a: {b: [1, z]}}'],
    ['a/b: {~c: 1}', '/a~1b/~0c', '2', 'a/b: {~c: 2}'],
    ['1: x', '/1', 'z', '1: z'],
    ['a:\nb: 1', '/a', 'x', 'a: x\nb: 1'],
    ['a: 12345678901234567890', '/a', '12345678901234567891', 'a: 12345678901234567891'],
    ['a: true', '/a', 'false', 'a: false'],
    ['---\na: x\n...\n', '/a', 'z', '---\na: z\n...\n'],
    ['a: x\nc: &anchor 1\nd: *anchor\n', '/a', 'z', 'a: z\nc: &anchor 1\nd: *anchor\n'],
    ['a: "1"', '/a', '2', 'a: "2"'],
  ])('is changed where it stands: %j', (text, key, to, expected) => {
    expect(change(text, key, to)).toBe(expected);
  });

  it.each(['yes', 'off', 'null', '0755', '12:30', '1_000', 'a: b', '# no', '*x', 'ä'])(
    'stands in quotes where another reader would take %j for something else',
    (to) => {
      expect(change('a: x', '/a', to)).toBe(`a: ${JSON.stringify(to)}`);
    },
  );

  it.each([
    ['a: &x 1\nb: *x', '/a', 'is used elsewhere as *x'],
    ['a: &x 1\nb: *x', '/b', 'is *x'],
    ['a: &x {k: 1}\nb: *x', '/b/k', 'leads through *x'],
    ['a: &x {k: 1}\nb: *x', '/a/k', 'is used elsewhere as *x'],
    ['a: &x {k: 1}\nb: {<<: *x, l: 2}', '/b/k', 'may come from elsewhere by <<'],
    ['a: 1\n---\na: 2\n', '/a', 'several YAML documents'],
    ['a: 1\nb: 2\na: 3', '/a', 'Map keys must be unique at line 3'],
    ['a: |\n  x\n  y\n', '/a', 'is a block of lines, in line 1'],
    ['a: !vault x', '/a', 'has the tag !vault'],
    ['a: [1, 2]', '/a', 'leads to a list or a map'],
    ['a: 1\n# b: 2\n', '/b', 'The file has no /b. It stands in line 2, commented out.'],
    ['', '/a', 'it is empty'],
    ['a: [', '/a', 'The file is no YAML that can be read'],
    ['a: 1', 'a.b', 'does not say where the value stands'],
    ['a: 1', '/a', 'holds a whole number'],
  ])('is refused where it is not clear what would change: %j', (text, key, why) => {
    expect(change(text, key, 'x')).toContain(why);
  });

  it.each([
    'yes',
    'NO',
    'on',
    'Off',
    'y',
    '12:30',
    '2026-03-01',
    '1_000',
    '0b11',
    '0755',
    '0o17',
    '1e3',
    '1.5e3',
  ])(
    'is refused where programs read %s without quotes as different things, and taken behind quotes',
    (old) => {
      expect(change(`a: ${old} # b\n`, '/a', '7')).toContain(`refused: ${old} stands there without quotes`);
      expect(change(`a: '${old}' # b\n`, '/a', 'no')).toBe("a: 'no' # b\n");
    },
  );

  it.each([
    ['a: true', 'false'],
    ['a: yesterday', 'tomorrow'],
    ['a: 8080:80', '8081:80'],
    ['a: 0', '1'],
    ['a: 0.5', '0.25'],
  ])('is changed where every program reads the same: %j', (text, to) => {
    expect(change(text, '/a', to)).toMatch(/^a: /);
  });

  it.each(['1e5', '1.5e3', '2E+4'])('never becomes %s, which some programs read as a text', (to) => {
    expect(change('a: 0.5', '/a', to)).toContain(`refused: ${to} has an exponent`);
    expect(change('a: ~', '/a', to, { kind: 'number' })).toContain('has an exponent');
  });

  it('is a number where the runbook says so and nothing stands there yet', () => {
    expect(change('a: ~', '/a', '5', { kind: 'integer' })).toBe('a: 5');
    expect(change('a: ~', '/a', '5')).toBe('a: "5"');
  });

  it('is a whole number that becomes a fraction only where the runbook says so', () => {
    expect(change('a: 1', '/a', '0.5', { kind: 'number' })).toBe('a: 0.5');
    expect(change('a: 1', '/a', '0.5')).toContain('holds a whole number');
  });
});
