import { describe, expect, it } from 'vitest';
import { changeIn } from './changing.ts';

const change = changeIn('json');

describe('a value of a JSON file', () => {
  it.each([
    ['{\r\n  // one\r\n  "a": 1, /* x */\r\n}', '/a', '9', '{\r\n  // one\r\n  "a": 9, /* x */\r\n}'],
    ['{"a": {"b": ["x", "y"]}}', '/a/b/1', 'a "b"\\', '{"a": {"b": ["x", "a \\"b\\"\\\\"]}}'],
    ['{"a/b": 1.10}', '/a~1b', '1.20', '{"a/b": 1.20}'],
    ['{"a": 9007199254740993}', '/a', '12345678901234567891', '{"a": 12345678901234567891}'],
    ['{"a": 1e3}', '/a', '1E-400', '{"a": 1E-400}'],
    ['{"a": false}', '/a', 'true', '{"a": true}'],
    ['{"a": null}', '/a', 'x', '{"a": "x"}'],
    ['{"": 1, "a": {"": "x"}}', '/a/', 'y', '{"": 1, "a": {"": "y"}}'],
  ])('is changed where it stands: %j', (text, key, to, expected) => {
    expect(change(text, key, to)).toBe(expected);
  });

  it.each([
    ['{"a": 1, "a": 2}', '/a', 'stands there twice, in the lines 1 and 1'],
    ['{"b": {"a": 1},\n"b": {"a": 1}}', '/b/a', 'stands there twice, in the lines 1 and 2'],
    ['{"a": {}}', '/a', 'leads to an object'],
    ['{"a": []}', '/a', 'leads to a list'],
    ['{"a": [1]}', '/a/01', 'The file has no /a/01'],
    ['{\n// "a": 1\n}', '/a', 'It stands in line 2, commented out.'],
    ['{"a": 1', '/a', 'CloseBraceExpected in line 1'],
    ['', '/a', 'The file is no JSON'],
    ['{"a": 1}', '/a', 'holds a whole number'],
    ['{"a": true}', '/a', 'holds true or false'],
    ['{"a": 1}', 'a', 'does not say where the value stands'],
  ])('is refused where it is not clear what would change: %j', (text, key, why) => {
    expect(change(text, key, 'x')).toContain(why);
  });
});
