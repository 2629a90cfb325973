import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed, putBack } from '../../../src/setting-file/change.ts';
import { FORMATS, type FormatName } from '../../../src/setting-file/formats.ts';

/** A file in pieces, one of them the value, and how its key is called. */
interface Written {
  readonly before: string;
  readonly value: string;
  readonly after: string;
}

const ending = fc.constantFrom('\n', '\r\n');
const words = fc.string({
  unit: fc.constantFrom(...'abz09 äß"\'#\\$-_.:') as fc.Arbitrary<string>,
  maxLength: 12,
});
/** A value that all of these formats can hold. */
const wanted = fc.string({
  unit: fc.constantFrom(...'abz09 äß#-_.:/@') as fc.Arbitrary<string>,
  maxLength: 20,
});
const other = fc.integer({ min: 0, max: 99 });

const lines = (line: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc.array(line, { maxLength: 5 });

function fileOf(
  line: (n: number, text: string) => string,
  value: fc.Arbitrary<string>,
  comment: string,
  head: string,
) {
  const around = fc.oneof(
    fc.tuple(other, words).map(([n, text]) => line(n, text)),
    words.map((text) => `${comment} ${text.replaceAll(/[\\]/g, '')}`),
    fc.constant(''),
  );
  return fc
    .record({ above: lines(around), below: lines(around), value, eol: ending, last: fc.boolean() })
    .map(
      ({ above, below, value: raw, eol, last }): Written => ({
        before: [...unique(above, 'a'), head].join(eol),
        value: raw,
        after: ['', ...unique(below, 'b')].join(eol) + (last ? eol : ''),
      }),
    );
}

/** No key stands in a file twice. */
function unique(all: readonly string[], mark: string): readonly string[] {
  return all.map((line, index) => line.replace('KEY', `k${mark}${index}`));
}

const json = fc
  .record({ n: other, text: words, value: words, pad: fc.constantFrom(' ', '\n  ', '\r\n\t') })
  .map(
    ({ n, text, value, pad }): Written => ({
      before: `{${pad}"x": ${n},${pad}// ${text}\n"t": ${JSON.stringify(text)},${pad}"wanted":${pad}`,
      value: JSON.stringify(value),
      after: `,${pad}"y": [${n}, ${n}.50]${pad}}`,
    }),
  );

/** Behind a backslash a quote does not close. */
const QUOTED = words.map((text) => `'${text.replaceAll(/['\\]/g, '')}'`);
const FILES: Readonly<Record<FormatName, { readonly key: string; readonly file: fc.Arbitrary<Written> }>> = {
  dotenv: {
    key: 'WANTED',
    file: fileOf(
      (n, text) => `KEY="${n}${text.replaceAll(/["\\]/g, '')}" # ${n}`,
      QUOTED,
      '#',
      'export WANTED=',
    ),
  },
  yaml: {
    key: '/wanted',
    file: fileOf((n, text) => `KEY:  ${JSON.stringify(text)}   # ${n}`, QUOTED, '#', 'wanted:   '),
  },
  toml: {
    key: '/wanted',
    file: fileOf((n, text) => `KEY  = ${JSON.stringify(text)} # ${n}`, QUOTED, '#', 'wanted = '),
  },
  json: { key: '/wanted', file: json },
};

describe.each(Object.entries(FILES))('a change of a %s file', (name, { key, file }) => {
  const format = FORMATS[name as FormatName];

  it('leaves everything but the value byte for byte as it was', () => {
    fc.assert(
      fc.property(file, wanted, ({ before, value, after }, to) => {
        const text = before + value + after;
        const place = format.find(text, key);
        expect(place).toMatchObject({ start: before.length, end: before.length + value.length });
        const now = changed(text, format, { key, to, add: false });
        expect(now.startsWith(before)).toBe(true);
        expect(now.endsWith(after)).toBe(true);
        expect(format.find(now, key)?.text).toBe(to);
      }),
      { numRuns: 200 },
    );
  });

  it('is put back byte for byte', () => {
    fc.assert(
      fc.property(file, wanted, ({ before, value, after }, to) => {
        const text = before + value + after;
        const now = changed(text, format, { key, to, add: false });
        expect(putBack(now, format, key, text)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it('never throws anything but a refusal, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), wanted, (text, to) => {
        try {
          const now = changed(text, format, { key, to, add: true });
          expect(format.find(now, key)?.text).toBe(to);
        } catch (error) {
          expect(error).toMatchObject({ refusal: { code: expect.stringMatching(/^setting\./) as string } });
        }
      }),
      { numRuns: 300 },
    );
  });
});
