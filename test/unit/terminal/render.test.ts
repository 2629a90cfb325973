import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRenderer, rendered } from '../../../src/terminal/render.ts';
import { processorTime } from '../../support/processor-time.ts';

describe('what a terminal shows', () => {
  it.each([
    ['plain lines', 'a\nb\tc\r\n', 'a\nb\tc\n'],
    ['colours', '\u001b[1;31mred\u001b[0m and \u009b32mgreen', 'red and green'],
    ['a carriage return', '10%\r20%\r100%\n', '100%\n'],
    ['what a carriage return does not cover', 'abcdef\rXY\n', 'XYcdef\n'],
    ['backspaces', 'abc\b\bX\n', 'aXc\n'],
    ['more backspaces than characters', 'a\b\b\bb', 'b'],
    ['erasing to the end of the line', 'abcdef\r\u001b[Kx', 'x'],
    ['erasing to its beginning', 'abcdef\u001b[3D\u001b[1Kx', '   xef'],
    ['erasing a line', 'abc\u001b[2K\rx', 'x'],
    ['moving to the right', 'ab\u001b[3Cc', 'ab   c'],
    ['a column', 'abc\u001b[2Gx', 'axc'],
    ['deleting characters', 'abcdef\r\u001b[2Px', 'xdef'],
    ['a title', '\u001b]0;title\u0007text', 'text'],
    ['a link, without its address', '\u001b]8;;https://example.com\u001b\\here\u001b]8;;\u001b\\!', 'here!'],
    ['a device control string', '\u001bPq#0;2;0;0;0\u001b\\text', 'text'],
    ['a string that never ends', '\u001b]0;title\ntext', '0;title\ntext'],
    ['lone escapes', 'a\u001b', 'a'],
    ['a bell and other controls', 'a\u0007b\u0001c\u007f', 'abc'],
    ['a cursor that goes up, as new lines', 'one\ntwo\n\u001b[2A\u001b[Kthree\n', 'one\ntwo\nthree\n'],
    ['a long line', 'x'.repeat(10_000), 'x'.repeat(10_000)],
  ])('%s', (_what, printed, shown) => {
    expect(rendered(printed)).toBe(shown);
  });

  it('is the same however it comes in pieces', () => {
    const piece = fc.constantFrom(
      'a',
      'bc',
      '\n',
      '\r',
      '\r\n',
      '\b',
      '\t',
      '\u001b',
      '[',
      ']',
      '31m',
      'K',
      '\u001b[2K',
      '\u001b[1P',
      '\u001b[3C',
      '\u001b]8;;x',
      '\u001b\\',
      '\u0007',
      '\u009b',
      '\u009c',
      '\u001b[A',
      '😀',
      '\u001bP',
      'x'.repeat(5_000),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const renderer = createRenderer();
        const shown = pieces.map((text) => renderer.push(text)).join('') + renderer.end();
        expect(shown).toBe(rendered(pieces.join('')));
        expect(shown).not.toMatch(/[\u0001-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
    );
  });

  it('shows a line under way once, and what changes it on a line of its own', () => {
    const renderer = createRenderer();
    expect(renderer.push('Continue? ')).toBe('');
    expect(renderer.settle()).toBe('Continue? ');
    expect(renderer.push('yes\n')).toBe('yes\n');
    expect(renderer.push('10%') + renderer.settle()).toBe('10%');
    expect(renderer.push('\r20%') + renderer.settle()).toBe('\n');
    expect(renderer.push('\r30%\n')).toBe('30%\n');
  });

  it.each([
    ['beginnings of strings', '\u001b]'],
    ['beginnings of strings in one character', '\u009d'],
    ['beginnings of sequences', '\u001b[1'],
    ['a long line that is covered again and again', `\rX`],
    ['lines that are erased again and again', '\u001b[4000CX\r\u001b[1K'],
    ['characters that are deleted again and again', '\u001b[4000CX\r\u001b[P'],
  ])('takes time as the text grows: %s', (_what, unit) => {
    const time = (length: number) => {
      const text = 'x'.repeat(4_000) + unit.repeat(length / unit.length);
      const spentMs = processorTime();
      rendered(text);
      return spentMs();
    };
    time(20_000);
    const small = Math.max(time(100_000), 5);
    expect(time(800_000)).toBeLessThan(small * 40);
  });
});
