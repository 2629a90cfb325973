import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayContain, reachOf } from '../../../src/pattern/reach.ts';
import { noRoomFor } from '../../../src/pattern/room.ts';

const PATTERNS = [
  '[a-z]+',
  'v\\d{2,4}(?:-rc)?',
  '(?:ab|c)*',
  '(?i:e)[^a]',
  '\\d{7}|x',
  'a?',
  '.{3}',
  '[\\w.]+@[a-z]{2,}',
  '\\p{L}\\s',
];

describe('what a pattern may match', () => {
  it('is never less than it matches', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...PATTERNS)
          .chain((source) =>
            fc.tuple(
              fc.constant(source),
              fc.stringMatching(new RegExp(`^(?:${source.replace('(?i:e)', '[eE]')})$`, 'u')),
            ),
          ),
        ([source, text]) => {
          const { shortest, longest } = reachOf(source);
          const length = [...text].length;
          expect(length).toBeGreaterThanOrEqual(shortest);
          expect(length).toBeLessThanOrEqual(longest);
          expect(reachOf(source, text).shortest).toBeLessThanOrEqual(length);
          for (const character of text) expect(mayContain(source, character)).toBe(true);
        },
      ),
      { numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 500) },
    );
  });

  it.each<[string, string, number, string]>([
    ['[a-z]+', 'number', 4_000, 'matches nothing of type number'],
    ['\\d+ ms', 'number', 4_000, 'matches nothing of type number'],
    ['[0-9 ]{2} [0-9]', 'number', 9, 'matches nothing of type number'],
    ['a b', 'identifier', 128, 'matches nothing of type identifier'],
    ['[0-9]+', 'email', 4_000, 'matches nothing of type email'],
    ['[a-z.]+', 'url', 4_000, 'matches nothing of type url'],
    ['[]', 'text', 4_000, 'matches no text at all'],
    ['a[]|[]', 'text', 4_000, 'matches no text at all'],
    ['', 'text', 4_000, 'without characters'],
    ['(?:a{0})*', 'text', 4_000, 'without characters'],
    ['[a-z]{5,}', 'text', 4, 'needs at least 5 characters, and 4 are allowed'],
  ])('has no room for any text: %s of type %s in %i characters', (source, type, longest, why) => {
    expect(noRoomFor(source, type, longest)).toContain(why);
  });

  it.each<[string, string, number]>([
    ['[a-z]+|[0-9]+', 'number', 4_000],
    ['-?\\d+(?:\\.\\d+)?', 'number', 4_000],
    ['[^a]*', 'number', 4_000],
    ['\\S+', 'email', 4_000],
    ['(?i:HTTPS:\\/\\/.*)', 'url', 4_000],
    ['[a-z]{5,}', 'text', 5],
    ['[a-z]*', 'text', 1],
    ['(', 'text', 1],
  ])('has room for some: %s of type %s in %i characters', (source, type, longest) => {
    expect(noRoomFor(source, type, longest)).toBeUndefined();
  });
});
