import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Card } from '../../../src/chat/card.ts';
import { neutralize, safeCard, safeUrl, visible } from '../../../src/chat/safe-text.ts';

const numRuns = Number(process.env.KEYTURN_PROPERTY_RUNS ?? 300);

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('@everyone', '@here', '<@U1>', '<!channel>', '<#C1>', '<https://evil.example|bank>'),
      fc.constantFrom(
        '[bank](https://evil.example)',
        '```',
        '\u202e',
        '\u200b',
        '\u2066',
        '\ufeff',
        '\ud800',
        '\r\n',
      ),
      fc.constantFrom(
        '\u0000',
        '\u001b[31m',
        '\u{e0041}',
        '\u00ad',
        '\u2028',
        '👩‍💻',
        'ü',
        '<',
        '@',
        ']',
        '(',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('safe text', () => {
  it.each([
    ['evil\u202Etxt.exe', 'evil\\u202Etxt.exe'],
    ['a\u200Bb', 'a\\u200Bb'],
    ['tag\u{E0041}', 'tag\\u{E0041}'],
    ['\u001b[31mred', '\\u001B[31mred'],
    ['half \ud83d', 'half \\uD83D'],
    ['line\r\nline\tx', 'line\nline\tx'],
    ['plain ü 日本 ✅ ⚠️', 'plain ü 日本 ✅ ⚠️'],
  ])('5.17 shows what hides in %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('5.17 leaves nothing hidden, whatever comes', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = visible(text);
        expect(shown).not.toMatch(
          /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--[\t\n\u{fe0f}]]/v,
        );
        expect(visible(shown)).toBe(shown);
      }),
      { numRuns },
    );
  });

  it('5.17 breaks every mention and disguised link, and changes nothing that is read', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const safe = neutralize(text);
        expect(safe).not.toMatch(/@[^\s\u2060]|<[@#!/:a-zA-Z]|\]\(|```/u);
        expect(safe.replaceAll('\u2060', '')).toBe(visible(text));
      }),
      { numRuns },
    );
  });

  it('5.17 lets only web addresses be links', () => {
    expect(safeUrl('https://example.org/a?b')).toBe('https://example.org/a?b');
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'https://bank@evil.example', 'nonsense']) {
      expect(safeUrl(url)).toBeUndefined();
    }
  });

  it('5.17 makes every text of a card safe and keeps its nonces', () => {
    const evil = 'x\u202Ey\nz';
    const card: Card = {
      title: evil,
      tone: 'neutral',
      status: evil,
      footer: evil,
      blocks: [
        { type: 'text', text: evil },
        { type: 'code', text: evil, label: evil },
        { type: 'fields', fields: [{ label: evil, value: evil }] },
        { type: 'list', items: [{ mark: 'todo', text: evil }] },
        { type: 'table', head: [evil], rows: [[evil]] },
      ],
      controls: [
        { type: 'button', nonce: 'n1', label: evil, style: 'primary' },
        { type: 'link', url: 'javascript:alert(1)', label: 'x' },
        { type: 'select', nonce: 'n2', label: evil, options: [{ value: 'v', label: evil }] },
      ],
    };
    const safe = safeCard(card);
    expect(JSON.stringify(safe)).not.toContain('\u202E');
    expect(safe.title).toBe('x\\u202Ey z');
    expect(safe.controls.map((control) => ('nonce' in control ? control.nonce : ''))).toEqual(['n1', 'n2']);
  });
});
