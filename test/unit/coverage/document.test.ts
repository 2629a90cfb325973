import { describe, expect, it } from 'vitest';
import { documentLines, type LineKind } from '../../../src/coverage/document/document.ts';

/** The lines of a document, each behind what it should be taken for: `+` says something, `#` structure, nothing blank. */
function judged(marked: string): { readonly expected: LineKind[]; readonly found: LineKind[] } {
  const rows = marked.split('\n').map((row) => ({ mark: row.charAt(0), text: row.slice(2) }));
  const kinds: Readonly<Record<string, LineKind>> = { '+': 'operational', '#': 'structure', '': 'blank' };
  return {
    expected: rows.map(({ mark }) => kinds[mark] ?? 'blank'),
    found: documentLines(rows.map(({ text }) => text).join('\n')).map(({ kind }) => kind),
  };
}

/** The numbers of the lines that say something. */
function saying(text: string): readonly number[] {
  return documentLines(text).flatMap(({ number, kind }) => (kind === 'operational' ? [number] : []));
}

describe('a line of a Markdown document', () => {
  it.each([
    [
      'of a paragraph says something, of a heading not',
      '# # Title\n\n+ one\n+ two\n\n# Under\n# -----\n\n# ***',
    ],
    ['of a list says something, at any depth', '+ - a\n+   - b\n+ 1. c\n+    lazy\n\n+ - [ ] d\n# -'],
    ['of code says something, its fences not', '# ```sh\n+ # look\n\n+ run\n# ```\n\n# ~~~\n+ ```\n# ~~~'],
    ['of code that is never closed says something', 'x\n\n# ```\n+ run\n\n+ stop'.replace('x', '+ x')],
    ['of indented code says something, whatever it begins with', '+ a\n\n+     ```\n+     run\n+     ```'],
    ['of a table says something below its head', '# | a | b |\n# |---|---|\n+ | 1 | 2 |\n+ | 3 | 4 |'],
    ['of a quotation is what it quotes', '+ > one\n# >\n# > # Head\n# > ```\n# >\n+ > run\n# > ```'],
    [
      'of a footnote says something, a target of links not',
      '+ [^1]: once a day\n\n# [a]: https://a.example\n#   "A"',
    ],
    [
      'of HTML says something, a comment not',
      '+ <div>\n+ run\n+ </div>\n\n# <!-- a\n#  b -->\n\n+ <!-- a --> b <!-- c -->',
    ],
    ['of front matter gives structure', '# ---\n# title: x\n# tags:\n#  - a\n# ---\n\n+ one'],
    ['with nothing to see is blank', '+ one\n  \u00a0\u200b\n  \f\n+ two'],
  ])('%s', (_what, marked) => {
    const { expected, found } = judged(marked);
    expect(found).toEqual(expected);
  });

  it('is counted as editors count: what ends a line elsewhere stands inside of it', () => {
    const odd = 'one\f\u2028two\u2029\u0085three\vfour';
    for (const end of ['\n', '\r\n', '\r'])
      expect(saying([odd, '', '# Head', '- a', ''].join(end))).toEqual([1, 4]);
    expect(documentLines(`${odd}\n`).map(({ text }) => text)).toEqual([odd]);
  });

  it('is counted where bytes were once read in another encoding', () => {
    const mojibake = Buffer.from('“run” – 5 Å…').toString('latin1');
    expect(saying(`# A\n\n- ${mojibake}\n- b\n`)).toEqual([3, 4]);
  });

  it('is a heading behind a form feed, which begins a page', () => {
    expect(saying('one\n\n\f# Two\n')).toEqual([1]);
  });

  it('is read in little time, whatever stands in it', () => {
    const started = performance.now();
    expect(saying(`${'*a'.repeat(20_000)}\na ${'`'.repeat(500)} ${'['.repeat(20_000)}`)).toEqual([1, 2]);
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});
