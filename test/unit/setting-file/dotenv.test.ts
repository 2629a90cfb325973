import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../src/setting-file/formats.ts';
import { changeIn } from './changing.ts';

const change = changeIn('dotenv');

describe('a value of a dotenv file', () => {
  it.each([
    ['A=1\nB=2\n', 'A=9\nB=2\n'],
    ['export A=1\n', 'export A=9\n'],
    ['  A = 1   # one\n', '  A = 9   # one\n'],
    ['A="1"\r\nB=2\r\n', 'A="9"\r\nB=2\r\n'],
    ["A='1' # one", "A='9' # one"],
    ['A=`1`', 'A=`9`'],
    ['A=\nB=2', 'A=9\nB=2'],
    ['A="one\r\nA=2\r\n"\r\nB=3', 'A="9"\r\nB=3'],
    ['B="\nA=2\n"\nA=1', 'B="\nA=2\n"\nA=9'],
    ['# A=0\nA=1', '# A=0\nA=9'],
    ['A: 1\n', 'A: 9\n'],
    ['A="1" and more\nB=2', 'A=9\nB=2'],
    ['A=1 #2\n', 'A=9 #2\n'],
    ['A="" # fill in\n', 'A="9" # fill in\n'],
    ["A='1#2'\n", "A='9'\n"],
    ['no line\nA=1', 'no line\nA=9'],
  ])('is changed where it stands: %j', (text, expected) => {
    expect(change(text, 'A', '9')).toBe(expected);
  });

  it.each([
    ['A=1', 'a b', "A='a b'"],
    ['A=1', "it's", 'A="it\'s"'],
    ['A="1"', 'a "b"', 'A=\'a "b"\''],
    ['A="1"', 'pa$$word', "A='pa$$word'"],
    ['A="1"', '', 'A=""'],
    ['A=1', '#tag', "A='#tag'"],
    ['A=1', 'C:\\new', "A='C:\\new'"],
  ])('of %j becomes %j in quotes that keep it', (text, to, expected) => {
    expect(change(text, 'A', to)).toBe(expected);
  });

  it.each(['two\nlines', 'it\'s $5 "now"', "ends in ' and \\"])('cannot become %j', (to) => {
    expect(change('A=1', 'A', to)).toMatch(/^refused: /);
  });

  it.each([
    'A=1#2\n',
    'B=1\nA=https://a.example/#top',
    'A="1"#2',
    'A= # fill in',
    'A=#2',
    'export A=\t#2\r\n',
  ])('is refused where only some programs take a # for a comment: %j', (text) => {
    expect(change(text, 'A', '9')).toMatch(/refused: In line \d some programs read the # as a part of A/);
    expect(change(`${text}\nC=1`, 'C', '9')).toBe(`${text}\nC=9`);
  });

  it.each([
    ['A=1\nB=2\nA=3', 'A stands there twice, in the lines 1 and 3'],
    ['#A=1\nB=2', 'The file has no A. It stands in line 1, commented out.'],
    ['B=2', 'The file has no A.'],
    ['', 'The file has no A.'],
  ])('is refused where nobody can tell which it is: %j', (text, why) => {
    expect(change(text, 'A', '9')).toContain(why);
  });

  it.each([
    ['B=2', 'B=2\nA=9\n'],
    ['B=2\r\n', 'B=2\r\nA=9\r\n'],
    ['#A=1\r\nB=2', '#A=1\r\nB=2\r\nA=9\r\n'],
    ['', 'A=9\n'],
  ])('that is missing is added at the end where the runbook says so: %j', (text, expected) => {
    expect(change(text, 'A', '9', { add: true })).toBe(expected);
  });

  it('is called by the name of a variable', () => {
    expect(change('A=1', '/a', '9')).toContain('is no name of a variable');
  });

  it('that was added is taken away with its line', () => {
    expect(FORMATS.dotenv.remove?.('B=2\r\nA="1\r\n2" # x\r\nC=3', 'A')).toBe('B=2\r\nC=3');
  });
});
