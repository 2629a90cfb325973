import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, type Redactor } from '../../../src/redaction/redactor.ts';
import { jsonText } from '../../../src/values/json.ts';
import { readNumber } from '../../../src/values/number.ts';
import { processorTime } from '../../support/processor-time.ts';

const RUNS = Number(process.env.KEYTURN_PROPERTY_RUNS ?? 200);
const SECRET = 'p4ss/w0rd+with "quotes" & more';

function redactor(values: Readonly<Record<string, string>> | string = SECRET): Redactor {
  const named = typeof values === 'string' ? { DB: values } : values;
  return createRedactor(Object.entries(named).map(([name, value]) => ({ value, shown: `[secret ${name}]` })));
}

async function streamed(made: Redactor, pieces: readonly string[]): Promise<string> {
  const stream = made.stream();
  let shown = '';
  for (const piece of pieces) shown += await stream.push(piece);
  return shown + stream.end();
}

/** Pieces of a text, cut after so many characters each. */
function cutUp(text: string, cuts: readonly number[]): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const cut of cuts) {
    pieces.push(text.slice(from, from + cut));
    from += cut;
  }
  return [...pieces, text.slice(from)];
}

const bytesOf = (text: string) => [...Buffer.from(text)];
const hexOf = (byte: number) => byte.toString(16).padStart(2, '0');
const unicodeOf = (text: string, written: (code: string, point: number) => string) =>
  [...text]
    .map((character) => {
      const point = character.codePointAt(0) ?? 0;
      return point < 0x7f && point > 0x1f ? character : written(point.toString(16), point);
    })
    .join('');
const halves = (_code: string, point: number) =>
  [...String.fromCodePoint(point)]
    .join('')
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const wrapped = (text: string, width: number, between = '\n') =>
  (text.match(new RegExp(`[^]{1,${width}}`, 'g')) ?? []).join(between);

/** RFC 2045: so many units a line, each a character or a byte; a byte stands as itself where that may be. */
function quotedPrintable(
  text: string,
  width: number,
  must: (byte: number) => boolean = (byte) => byte === 0x3d || byte < 0x20 || byte > 0x7e,
  softEnd = '=\n',
): string {
  const units = bytesOf(text).map((byte) =>
    must(byte) ? `=${hexOf(byte).toUpperCase()}` : String.fromCharCode(byte),
  );
  const lines = Array.from({ length: Math.ceil(units.length / width) }, (_, line) =>
    units.slice(line * width, (line + 1) * width).join(''),
  );
  return lines.join(softEnd);
}

/** The forms in which programs print a text. Each is applied to a secret alone. */
const TRANSFORMS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'percent, as JavaScript encodes it': encodeURIComponent,
  'percent, every byte, lower case': (text) =>
    bytesOf(text)
      .map((byte) => `%${hexOf(byte)}`)
      .join(''),
  'percent, every byte, upper case': (text) =>
    bytesOf(text)
      .map((byte) => `%${hexOf(byte).toUpperCase()}`)
      .join(''),
  'percent, in mixed case': (text) =>
    bytesOf(text)
      .map((byte, at) => `%${at % 2 ? hexOf(byte) : hexOf(byte).toUpperCase()}`)
      .join(''),
  'percent, twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'a form': (text) => new URLSearchParams({ a: text }).toString().slice(2),
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
  'base64 behind one byte': (text) => Buffer.from(`u${text}\n`).toString('base64'),
  'base64 behind two bytes': (text) => Buffer.from(`u:${text}!`).toString('base64'),
  'base64, wrapped': (text) => wrapped(Buffer.from(text).toString('base64'), 5),
  'base64, wrapped and indented as in YAML': (text) =>
    wrapped(Buffer.from(text).toString('base64'), 6, '\r\n    '),
  'base64, wrapped, in JSON': (text) => inJson(wrapped(Buffer.from(text).toString('base64'), 6)),
  'base64, of JSON': (text) => Buffer.from(JSON.stringify({ a: text })).toString('base64'),
  'hexadecimal, lower case': (text) => Buffer.from(text).toString('hex'),
  'hexadecimal, upper case': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'hexadecimal, with colons': (text) => bytesOf(text).map(hexOf).join(':'),
  'hexadecimal, as a dump': (text) => wrapped(Buffer.from(text).toString('hex'), 4, ' '),
  'hexadecimal, as C has it': (text) =>
    bytesOf(text)
      .map((byte) => `0x${hexOf(byte)}`)
      .join(', '),
  'JSON of JavaScript': inJson,
  'JSON in JSON': (text) => inJson(inJson(text)),
  'JSON of Python': (text) => unicodeOf(inJson(text), halves),
  'JSON of Go': (text) =>
    inJson(text).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026'),
  'bytes of Python': (text) =>
    bytesOf(text)
      .map((byte) =>
        byte === 0x5c ? '\\\\' : byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hexOf(byte)}`,
      )
      .join(''),
  'octal, as git quotes': (text) =>
    bytesOf(text)
      .map((byte) =>
        byte === 0x5c || byte === 0x22
          ? `\\${String.fromCharCode(byte)}`
          : byte > 0x1f && byte < 0x7f
            ? String.fromCharCode(byte)
            : `\\${byte.toString(8).padStart(3, '0')}`,
      )
      .join(''),
  'octal, every byte': (text) =>
    bytesOf(text)
      .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
      .join(''),
  'octal in braces': (text) =>
    [...text].map((character) => `\\o{${character.codePointAt(0)?.toString(8)}}`).join(''),
  'code points in braces, as JavaScript has them': (text) =>
    [...text].map((character) => `\\u{${character.codePointAt(0)?.toString(16)}}`).join(''),
  'code points in braces, with zeros': (text) =>
    [...text].map((character) => `\\u{${character.codePointAt(0)?.toString(16).padStart(8, '0')}}`).join(''),
  'code points in braces, as Perl has them': (text) =>
    [...text].map((character) => `\\x{${character.codePointAt(0)?.toString(16)}}`).join(''),
  'code points in braces, where needed': (text) =>
    unicodeOf(text.replaceAll('\\', '\\\\'), (code) => `\\x{${code}}`),
  'code points by name': (text) =>
    [...text].map((character) => `\\N{U+${character.codePointAt(0)?.toString(16).toUpperCase()}}`).join(''),
  'code points in braces, in JSON': (text) =>
    inJson([...text].map((character) => `\\x{${character.codePointAt(0)?.toString(16)}}`).join('')),
  'quoted-printable, every byte': (text) => quotedPrintable(text, 1_000, () => true),
  'quoted-printable, where needed': (text) => quotedPrintable(text, 1_000),
  'quoted-printable, with soft line ends': (text) => quotedPrintable(text, 3),
  'quoted-printable, with soft line ends of mail': (text) => quotedPrintable(text, 4, undefined, '=\r\n'),
  'quoted-printable, with blanks before the line ends': (text) =>
    quotedPrintable(text, 4, undefined, '= \t\r\n'),
  'quoted-printable, in lower case': (text) =>
    quotedPrintable(text, 6).replaceAll(/=[0-9A-F]{2}/g, (byte) => byte.toLowerCase()),
  'quoted-printable, in JSON': (text) => inJson(quotedPrintable(text, 5)),
  'quoted-printable, of percent': (text) => quotedPrintable(encodeURIComponent(text), 7),
  'quoted-printable, of JSON': (text) => quotedPrintable(inJson(text), 7),
  'HTML, with zeros': (text) =>
    [...text].map((character) => `&#${String(character.codePointAt(0)).padStart(9, '0')};`).join(''),
  'HTML, hexadecimal with zeros': (text) =>
    [...text].map((character) => `&#x${character.codePointAt(0)?.toString(16).padStart(8, '0')};`).join(''),
  'HTML, by name': (text) =>
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;')
      .replaceAll('/', '&sol;')
      .replaceAll('é', '&eacute;'),
  'HTML, decimal': (text) => [...text].map((character) => `&#${character.codePointAt(0)};`).join(''),
  'HTML, hexadecimal': (text) =>
    [...text].map((character) => `&#x${character.codePointAt(0)?.toString(16).toUpperCase()};`).join(''),
  'quoted for a shell': (text) => `'${text.replaceAll("'", `'\\''`)}'`,
  'in double quotes of a shell': (text) => `"${text.replaceAll(/["$`\\]/g, '\\$&')}"`,
  'escaped for a shell': (text) => text.replaceAll(/[^a-zA-Z0-9]/gu, '\\$&').replaceAll('\\\n', "'\n'"),
  'wrapped at a width': (text) => wrapped(text, 5),
  'with colours in it': (text) => [...text].join('\u001b[1;31m'),
  'with a link in it': (text) => `${text.slice(0, 3)}\u001b]8;;https://example.com/\u001b\\${text.slice(3)}`,
  'with carriage returns in it': (text) => wrapped(text, 4, '\r'),
  'with zero-width spaces in it': (text) => [...text].join('\u200b'),
  'with marks on it': (text) => [...text].join('\u0301'),
  'in the other form of Unicode': (text) => text.normalize('NFD'),
};

/** What people and machines make: any characters, with enough that is neither blank nor quote. */
const secrets = fc
  .oneof(
    fc.string({ minLength: 6, maxLength: 40 }),
    fc.string({ minLength: 6, maxLength: 40, unit: fc.constantFrom(...'abc019/+=_-%&<>é€😀"\'\\ $\t') }),
    fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' }),
    fc.base64String({ minLength: 8, maxLength: 300 }),
  )
  .filter(
    (text) => /^(?:[^a-z0-9]*[a-z0-9]){6}/i.test(text.replaceAll(/[\s'"`\\^+]/g, '')) && text.isWellFormed(),
  );

describe('redaction', () => {
  it.each(Object.entries(TRANSFORMS))('5.11 finds a secret: %s', async (_how, transform) => {
    for (const secret of [SECRET, 'é€😀-p4ss<w0rd>&/x', 'hunter22']) {
      const printed = transform(secret);
      const shown = redactor(secret).text(`before ${printed} after`);
      expect(shown).toMatch(/^before ['"]?.{0,10}\[secret DB\]/s);
      expect(shown).toMatch(/ after$/);
      expect(shown.length).toBeLessThan(45);
    }
  });

  it('5.11 shows no secret, whichever it is, however printed and wherever the stream is cut', async () => {
    const any = fc.constantFrom(...Object.keys(TRANSFORMS));
    await fc.assert(
      fc.asyncProperty(
        secrets,
        any,
        fc.array(fc.nat({ max: 30 }), { maxLength: 30 }),
        async (secret, how, cuts) => {
          const made = redactor(secret);
          const printed = TRANSFORMS[how]?.(secret) ?? '';
          const text = `begin ${printed} end`;
          const shown = await streamed(made, cutUp(text, cuts));
          expect(shown).toContain('[secret DB]');
          expect(made.text(text)).toContain('[secret DB]');
          // What is left around it is too little to be of use.
          const left = shown.split('[secret DB]').reduce((sum, part) => sum + part.length, 0);
          expect(left).toBeLessThan('begin  end'.length + Math.max(32, printed.length * 0.35));
        },
      ),
      { numRuns: RUNS * 5 },
    );
  });

  it('5.11 finds a secret wherever the stream is cut, and leaves the rest as it is', async () => {
    const safe = fc.string({ unit: fc.constantFrom('x', 'y', ' ', '\n') });
    const pieces = fc.array(fc.oneof(safe, fc.constant(SECRET), fc.constant(SECRET.slice(0, 9))), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(pieces, fc.array(fc.nat({ max: 60 }), { maxLength: 20 }), async (parts, cuts) => {
        const text = `${parts.join('')}.`;
        const shown = await streamed(redactor(), cutUp(text, cuts));
        expect(shown).toBe(text.replaceAll(SECRET, '[secret DB]'));
        expect(redactor().text(text)).toBe(shown);
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['before a mark that combines', 'secret\u0301'],
    ['behind one', '\u0301secret'],
    ['between them', '\u0301secret\u0301\u0308'],
    ['with some in it', 's\u0301ecr\u0308et'],
  ])('finds a secret %s', (_where, printed) => {
    expect(redactor('secret').text(`a ${printed} b`)).toMatch(/^a \u0301?\[secret DB\][\u0301\u0308]* b$/);
  });

  it('5.11 finds each line of a secret of several lines', () => {
    const shown = redactor('-----BEGIN KEY-----\nabcdefgh\nijklmnop\n').text('x abcdefgh y ijklmnop');
    expect(shown).toBe('x [secret DB] y [secret DB]');
  });

  it('5.11 finds the longer one of two secrets that begin alike', async () => {
    const two = redactor({ DB: 'abcd', LONG: 'abcdefgh' });
    expect(await streamed(two, ['abcd', 'efgh!'])).toBe('[secret LONG]!');
    expect(two.text('abcdx')).toBe('[secret DB]x');
  });

  it('5.11 leaves nothing of a secret that contains another, or that overlaps one', () => {
    expect(redactor({ IN: 'abcdef', OUT: 'xxabcdefyy' }).text('1 xxabcdefyy 2')).toBe('1 [secret OUT] 2');
    expect(redactor({ A: 'abcdefgh', B: 'efghijkl' }).text('1 abcdefghijkl 2')).toBe('1 [secret A] 2');
  });

  it('5.11 takes out the beginning of a secret where a text was cut in it', async () => {
    expect(redactor().text('token p4ss/w0')).toBe('token [secret DB]');
    expect(redactor().text('token p4ss')).toBe('token p4ss');
    expect(await redactor().json(['token p4ss/w0', 'rd'])).toEqual(['token [secret DB]', 'rd']);
  });

  it('leaves text alone when there are no secrets', async () => {
    expect(await streamed(redactor({}), ['plain'])).toBe('plain');
    expect(redactor({ EMPTY: '' }).text('plain')).toBe('plain');
  });

  it('5.11 finds a secret in the digits of a number, however it is written, and leaves other numbers as they were', async () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{5,30}$/);
    const around = fc.stringMatching(/^[0-9]{0,8}$/);
    await fc.assert(
      fc.asyncProperty(
        digits,
        around,
        around,
        fc.nat(),
        fc.nat(3),
        async (secret, before, after, at, zeros) => {
          const all = (before + secret + after).replace(/^0+/, '');
          const point = 1 + (at % all.length);
          const cut = `${all.slice(0, point)}.${all.slice(point)}0`;
          const written = [
            all,
            `-${all}`,
            cut,
            `${cut}e${zeros}`,
            `${cut}E+7`,
            `0.00${all}`,
            `${all}e-3`,
            `${all}e1`,
          ];
          for (const number of written) {
            const value = readNumber(number);
            expect(value).toBeDefined();
            const shown = await redactor({ PIN: secret }).json({ n: [value ?? null] });
            expect(jsonText(shown)).not.toContain('$exact');
            expect((shown as { n: unknown[] }).n[0]).toEqual(expect.stringContaining('[secret PIN]'));
          }
          const others = written.map((number) => readNumber(number) ?? null);
          expect(await redactor({ DB: 'hunter22' }).json(others)).toEqual(others);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('5.11 leaves JSON that a program printed readable where a number in it was a secret', async () => {
    const made = redactor({ PIN: '9007199254740993', DB: 'hunter22' });
    const printed = '{"pin": 9007199254740993, "half": 900719925474.0993, "db": "hunter22", "n": 1.10}';
    const shown = '{"pin":"[secret PIN]","half":"[secret PIN]","db":"[secret DB]","n":1.10}';
    expect(await made.json({ stdout: printed })).toEqual({ stdout: shown });
    expect(await made.json({ stdout: `> x hunter22\n${printed}\n` })).toEqual({
      stdout: `> x [secret DB]\n${shown}`,
    });
    // Where it stays JSON, it stays as it was printed.
    expect(await made.json('{ "db":  "hunter22" }')).toBe('{ "db":  "[secret DB]" }');
    expect(await made.json('{ oops 9007199254740993')).toBe('{ oops [secret PIN]');
  });

  it('5.11 finds a secret whose last zeros an exponent stands for', async () => {
    const made = redactor({ PIN: '48021300' });
    expect(await made.json([readNumber('4.80213e7') ?? null, readNumber('4.80213E+7') ?? null])).toEqual([
      '[secret PIN]',
      '[secret PIN]',
    ]);
    expect(await made.json(readNumber('1e99999') ?? null)).toEqual({ $exact: '1e99999' });
  });

  it.each([
    [
      'a JSON object',
      '{"type": "account", "key": "abcdefgh"}',
      'It is:\n{"type": "account", "key": "abcdefgh"}',
    ],
    ['a key of numbers', '[12,34,56,78]', '[12,34,56,78]'],
    ['a key of numbers inside of a document', '[12,34,56,78]', '{"a":"x","key":[12,34,56,78],"b":"y"}'],
    ['what goes from one text into the next', 'ab","cd', '["ab","cd", 1]'],
    ['a number with what stands before it', ':12345', '{"n":12345}'],
  ])('5.11 keeps a secret out of printed JSON that is %s', async (_what, secret, printed) => {
    const made = redactor({ KEY: secret, PIN: '480213' });
    expect(await made.json({ stdout: printed })).toEqual({ stdout: made.text(printed) });
    expect(made.text(printed)).toContain('[secret KEY]');
    const both = await made.json(`{"pin":480213,"key":${JSON.stringify(secret)}}`);
    expect(JSON.parse(String(both))).toEqual({ pin: '[secret PIN]', key: '[secret KEY]' });
  });

  it('5.11 goes through whole results: texts, keys and numbers', async () => {
    const made = redactor({ DB: 'hunter22', PIN: '480213' });
    expect(await made.json({ a: ['x hunter22', 480213, 7, true], hunter22: 1, n: null })).toEqual({
      a: ['x [secret DB]', '[secret PIN]', 7, true],
      '[secret DB]': 1,
      n: null,
    });
    expect(await made.json({ hunter22: 1, hunter22hunter22: 2, 'hunter22 ': 3 })).toMatchObject({
      '[secret DB]': 1,
    });
  });

  it('keeps lines of JSON what they are', () => {
    const line = JSON.stringify({ msg: 'a\nnabcdefg "x', path: 'C:\\nabcdefg' });
    expect(() => JSON.parse(redactor('nabcdefg').text(line)) as unknown).not.toThrow();
  });
});

describe('the time that redaction takes', () => {
  const text = Array.from(
    { length: 16_000 },
    (_, line) => `${line} GET /api/v1/items?page=${line}&x=%20 200 12ms "ok"\n`,
  ).join('');
  const made = (count: number) =>
    redactor(
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`S${at}`, `${at}-${'k3y'.repeat(20)}-${at * 7919}`]),
      ),
    );

  async function measured(
    made: Redactor,
    printed: string,
  ): Promise<{ readonly ms: number; readonly block: number }> {
    let block = 0;
    let sinceBeat = processorTime();
    const beat = setInterval(() => {
      block = Math.max(block, sinceBeat());
      sinceBeat = processorTime();
    }, 1);
    const spentMs = processorTime();
    await streamed(made, [printed]);
    clearInterval(beat);
    return { ms: spentMs(), block };
  }

  it('does not grow with the number of secrets, and grows with the text as the text does', async () => {
    const [few, many] = [made(5), made(300)];
    const mega = text.slice(0, 1_000_000 - 1);
    await streamed(many, [mega.slice(0, 200_000)]);
    const quarter = await measured(few, mega.slice(0, 250_000));
    const whole = await measured(few, mega);
    const crowd = await measured(many, mega);
    expect(whole.ms / quarter.ms).toBeLessThan(12);
    expect(crowd.ms / whole.ms).toBeLessThan(5);
    // No slice holds up the others for long: a small part of the whole.
    expect(crowd.block).toBeLessThan(Math.max(100, crowd.ms / 5));
  });

  it.each([
    ['a secret that nearly comes', 'a'.repeat(400_000), { S: `${'a'.repeat(2_000)}b` }],
    ['a secret of one letter', 'a'.repeat(400_000), { S: 'a'.repeat(64), T: 'a'.repeat(2_000) }],
    ['beginnings of strings of terminals', '\u001b]'.repeat(200_000), { S: 'hunter22hunter' }],
    [
      'beginnings of strings of terminals, in one character',
      '\u009d'.repeat(400_000),
      { S: 'hunter22hunter' },
    ],
    ['percent signs', '%25'.repeat(130_000), { S: 'hunter22hunter' }],
    ['backslashes', '\\'.repeat(400_000), { S: 'hunter22hunter' }],
    ['blanks behind a beginning', `h${' '.repeat(400_000)}`, { S: 'hunter22hunter' }],
    ['entities', '&#'.repeat(200_000), { S: 'hunter22hunter' }],
  ])('stays in the same bounds for %s', async (_what, printed, values) => {
    const plain = await measured(redactor('hunter22hunter'), text.slice(0, printed.length));
    const worst = await measured(redactor(values), printed);
    expect(worst.ms).toBeLessThan(Math.max(plain.ms, 30) * 25);
  });
});
