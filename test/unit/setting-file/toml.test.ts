import { describe, expect, it } from 'vitest';
import { changeIn } from './changing.ts';

const change = changeIn('toml');

describe('a value of a TOML file', () => {
  it.each([
    ['a = 1 # one\r\n\r\n[t]\r\nb   = 2\r\n', '/t/b', '9', 'a = 1 # one\r\n\r\n[t]\r\nb   = 9\r\n'],
    ['"a.b" = "x"', '/a.b', 'y "z"', '"a.b" = "y \\"z\\""'],
    ["a = 'x'", '/a', 'C:\\y', "a = 'C:\\y'"],
    ['a.b = { c = 1, d.e = [1, "x"] }', '/a/b/d/e/1', 'y', 'a.b = { c = 1, d.e = [1, "y"] }'],
    [
      '[[l]]\na = 1\n[[l]]\na = 2\n[l.s]\nb = 3\n',
      '/l/1/s/b',
      '4',
      '[[l]]\na = 1\n[[l]]\na = 2\n[l.s]\nb = 4\n',
    ],
    [
      '[[l]]\na = 1\n[[l.m]]\nb = 2\n[[l.m]]\nb = 3\n',
      '/l/0/m/1/b',
      '4',
      '[[l]]\na = 1\n[[l.m]]\nb = 2\n[[l.m]]\nb = 4\n',
    ],
    ['a = 12345678901', '/a', '9007199254740993', 'a = 9007199254740993'],
    ['a = 1', '/a', '-9223372036854775808', 'a = -9223372036854775808'],
    ['a = 2024-01-01T00:00:00Z', '/a', '2025-02-03T04:05:06Z', 'a = 2025-02-03T04:05:06Z'],
    ['a = 2024-01-01', '/a', '2025-02-03', 'a = 2025-02-03'],
    ['a = 0.5', '/a', '1.0', 'a = 1.0'],
    ['a = true', '/a', 'false', 'a = false'],
    ['a = """\nx\ny"""\nb = 1', '/a', 'z', 'a = "z"\nb = 1'],
  ])('is changed where it stands: %j', (text, key, to, expected) => {
    expect(change(text, key, to)).toBe(expected);
  });

  it.each([
    ['a = 0.5', '1', 'which TOML keeps apart'],
    ['a = 1', '9223372036854775808', 'has more than the 64 bits'],
    ['a = 1', '-9223372036854775809', 'has more than the 64 bits'],
    ['a = 2024-01-01', '2024-02-30', 'would not be read as it is written'],
    ['a = 2024-01-01', 'tomorrow', 'holds a time'],
    ['a = 1\na = 2', '3', 'The file is no TOML'],
    ['[a]\nb = 1', '3', 'The file has no /a'],
    ['a = { b = 1 }', '3', 'leads to a list or a table'],
  ])('is refused where it is not clear what would change: %j', (text, to, why) => {
    expect(change(text, '/a', to)).toContain(why);
  });
});
