import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, compileRe2, patternMismatch } from '../../../src/pattern/pattern.ts';
import { processorTime } from '../../support/processor-time.ts';

/** Longer than any text that a person can give. */
const LONG = 100_000;
const BOUND_MS = 1_500;

describe('a pattern of an author', () => {
  it.each([
    ['([a-z0-9]+-?)+', 'a'],
    ['([a-z]+)*', 'a'],
    ['(a|aa)+', 'a'],
    ['(a|a?)+', 'a'],
    ['(.*a){10}zz', 'a'],
    ['(\\w+\\s?)*', 'ab '],
    ['(x+x+)+y', 'x'],
    ['[^@]+@([^.]+[.]?)+', 'a@'],
    ['(?:\\d{1,3}[.]?)*', '1'],
  ])('%s runs in linear time over long texts that do not match', (source, piece) => {
    const text = `${piece.repeat(LONG / piece.length)}!`;
    const spentMs = processorTime();
    patternMismatch(source, text);
    expect(spentMs()).toBeLessThan(BOUND_MS);
  });

  it('of any shape that is taken answers for its longest text within a bounded time', () => {
    const repeat = fc.constantFrom('*', '+', '?', '{0,9}', '{1,30}');
    const { pattern } = fc.letrec((tie) => ({
      atom: fc.constantFrom('a', 'b', '.', '[ab]', '[^c]', '\\w'),
      group: fc.tuple(tie('pattern'), repeat).map(([inner, times]) => `(${inner})${times}`),
      piece: fc.oneof({ maxDepth: 4 }, tie('atom'), tie('group')),
      pattern: fc.oneof(
        fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).map((all) => all.join('')),
        fc.array(tie('piece'), { minLength: 2, maxLength: 3 }).map((all) => all.join('|')),
      ),
    }));
    const texts = fc.array(fc.constantFrom('a', 'b'), { minLength: 4_000, maxLength: 4_000, size: 'max' });
    fc.assert(
      fc.property(pattern as fc.Arbitrary<string>, texts, (source, letters) => {
        const compiled = compilePattern(source, letters.length);
        fc.pre(!('why' in compiled));
        const spentMs = processorTime();
        compiled.matches(letters.join(''));
        expect(spentMs()).toBeLessThan(BOUND_MS);
      }),
      { numRuns: 60 },
    );
  });

  it('matches the same texts as JavaScript', () => {
    const atom = fc.constantFrom(
      ...[
        'a',
        'b',
        'K',
        '.',
        '\\.',
        '\\d',
        '\\D',
        '\\w',
        '\\W',
        '\\s',
        '\\S',
        '[a-c]',
        '[^a-c]',
        '[\\s\\d]',
        '[\\S]',
      ],
      ...[
        '[^\\S]',
        '[^]',
        '[]',
        '\\b',
        '\\B',
        '^',
        '$',
        '\\u00e9',
        '\\u{1F600}',
        '\\t',
        '\\cJ',
        '\\0',
        '\\x41',
        '\\/',
      ],
      ...['\\p{L}', '\\P{L}', '[\\p{Lu}-]', '\\p{Script=Greek}', '[[(]', '[\\]\\\\^]', '(?i:k)', '(?<n>a)'],
    );
    const { pattern } = fc.letrec((tie) => ({
      piece: fc.oneof(
        { maxDepth: 3 },
        atom,
        fc
          .tuple(tie('pattern'), fc.constantFrom('', '*', '+?', '?', '{2}', '{0,3}', '{1,}'))
          .map(([inner, times]) => `(${inner})${times}`),
      ),
      pattern: fc.oneof(
        fc.array(tie('piece'), { maxLength: 4 }).map((all) => all.join('')),
        fc.array(tie('piece'), { minLength: 2, maxLength: 3 }).map((all) => all.join('|')),
      ),
    }));
    const letter = fc.constantFrom(
      ...['a', 'b', 'c', 'K', 'k', 'A', '1', '_', ' ', '\n', '\r', '\t', '\v', '\u00a0', '\u2028', '\ufeff'],
      ...['é', 'É', 'α', '😀', '.', '-', '[', ']', '(', '\\', '/', '^', '\0', '\u212a'],
    );
    const text = fc.array(letter, { maxLength: 5 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(pattern as fc.Arbitrary<string>, text, (source, given) => {
        const compiled = compilePattern(source, 4_000);
        fc.pre(!('why' in compiled));
        expect(compiled.matches(given)).toBe(new RegExp(`^(?:${source})$`, 'u').test(given));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['(?=.*[0-9])[a-z0-9]+', 'looks ahead', 'character by character'],
    ['(?!-)[a-z-]+', 'looks ahead', 'character by character'],
    ['(?<!-)b', 'looks behind', 'character by character'],
    ['(a)\\1', 'refers back', 'Write out'],
    ['(?<x>a)\\k<x>', 'refers back', 'Write out'],
    ['a{1001}', 'repeats something 1001 times', 'at most 1000'],
    ['(a{40}){40}', 'bounded time', 'multiply'],
    ['(a{1,30}b{1,30}){1,30}', 'takes too long for texts of 4000 characters', 'maxLength'],
    ['(?s:.)', 'changes its flags', '[^]'],
    ['(?i)a', 'not a regular expression (character', '(?i:…)'],
    ['(unclosed', 'not a regular expression (character', 'backslash'],
    ['\\p{Emoji}', 'not known here', 'short name'],
    ['\\p{Script=Zzzz}', '', ''],
    ['\\ud83d', 'surrogate', 'u{1F600}'],
    ['a'.repeat(501), '501 characters', 'at most 500'],
  ])('%s is refused with its reason and another way to write it', (source, why, instead) => {
    const refused = compilePattern(source, 4_000);
    expect(refused).toMatchObject({
      why: expect.stringContaining(why) as string,
      instead: expect.stringContaining(instead) as string,
    });
  });

  it('of any text at all is taken or refused, and never throws', () => {
    const source = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc
        .array(fc.constantFrom(...'()[]{}\\^$.|?*+-abpPku<>=!:0123,&~'.split('')), { maxLength: 25 })
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(source, fc.string({ maxLength: 20 }), (one, text) => {
        const compiled = compilePattern(one, 4_000);
        if ('why' in compiled) expect(compiled.why).not.toBe('');
        else expect(compiled.matches(text)).toBe(new RegExp(`^(?:${one})$`, 'u').test(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it('that was stored before it would be refused matches nothing, and says why', () => {
    expect(patternMismatch('(?=a)a', 'a')).toContain('looks ahead');
  });
});

it('is compiled once for all who ask in one go, and not kept for others', async () => {
  const ask = () => compileRe2('[a-z]+', 10, 'forgotten');
  const first = ask();
  expect(ask()).toBe(first);
  await Promise.resolve();
  expect(ask()).not.toBe(first);
});
