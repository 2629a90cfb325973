import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Param } from '../../../../src/runbook/definition/construct/param.ts';
import { BadParams, checkParams } from '../../../../src/runbook/plan/param.ts';
import { checkAnswer } from '../../../../src/runbook/run/answer.ts';
import type { Prompt } from '../../../../src/runbook/steps/step.ts';
import { KNOWN } from '../../../support/known.ts';
import { processorTime } from '../../../support/processor-time.ts';

function check(param: Partial<Param> & Pick<Param, 'type'>, text: string) {
  const { values, problems } = checkParams({ p: { description: 'The value', ...param } }, { p: text }, KNOWN);
  return problems[0] ?? values.p;
}

describe('what a message shows of a value', () => {
  const messageOf = (text: string): string => {
    const { problems } = checkParams(
      { p: { type: 'integer', description: 'The value' } },
      { p: text },
      KNOWN,
    );
    return problems[0]?.message ?? '';
  };

  it('is every character that one can see, and the number of the one that is hidden', () => {
    expect(messageOf('Störung in Genève 東京 🔥\u202Etxt')).toContain(
      '"Störung in Genève 東京 🔥\\u{202e}txt"',
    );
  });

  it('holds nothing hidden and loses nothing visible, whatever was typed', () => {
    const visible = fc.constantFrom(...'aé ü ß ñ 京 ж ع 🔥 ½ €'.split(' '));
    const hidden = fc.constantFrom('\u202e', '\u200b', '\u0007', '\u00ad', '\u{e0041}', '\u3164', '\u2028');
    fc.assert(
      fc.property(
        fc.array(visible, { maxLength: 12 }),
        hidden,
        fc.array(visible, { maxLength: 12 }),
        (a, h, b) => {
          const number = (h.codePointAt(0) ?? 0).toString(16).padStart(h === '\u0007' ? 4 : 0, '0');
          const escaped = h === '\u0007' ? `\\u${number}` : `\\u{${number}}`;
          expect(messageOf(`x${a.join('')}${h}${b.join('')}x`)).toContain(
            `"x${a.join('')}${escaped}${b.join('')}x"`,
          );
        },
      ),
    );
  });
});

describe('types of parameters', () => {
  it.each<[Partial<Param> & Pick<Param, 'type'>, string, unknown]>([
    [{ type: 'text' }, '  some text ', 'some text'],
    [{ type: 'longtext' }, 'a\nb\tc', 'a\nb\tc'],
    [{ type: 'integer', min: 1, max: 9 }, '9', 9],
    [{ type: 'number' }, '-0.5', -0.5],
    [{ type: 'boolean' }, 'Yes', true],
    [{ type: 'boolean' }, 'off', false],
    [{ type: 'choice', choices: ['a', 'b'] }, 'b', 'b'],
    [{ type: 'duration' }, '1h30m', '1h30m'],
    [{ type: 'datetime' }, '2024-01-15T10:00:00+01:00', '2024-01-15T10:00:00+01:00'],
    [{ type: 'url' }, 'https://rpc.example.com', 'https://rpc.example.com'],
    [{ type: 'email' }, 'ops@example.com', 'ops@example.com'],
    [{ type: 'solana-address' }, '11111111111111111111111111111111', '11111111111111111111111111111111'],
    [
      { type: 'solana-address' },
      '4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T',
      '4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T',
    ],
    [{ type: 'evm-address' }, `0x${'ab'.repeat(20)}`, `0x${'ab'.repeat(20)}`],
    [
      { type: 'evm-address' },
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    ],
    [{ type: 'integer' }, '9007199254740993', { $exact: '9007199254740993' }],
    [{ type: 'number' }, '1.10', { $exact: '1.10' }],
    [{ type: 'integer', default: 5 }, '   ', 5],
    [{ type: 'integer', default: '5' }, '', 5],
    [{ type: 'text', default: 5 }, '', '5'],
    [{ type: 'identifier' }, 'custom_metric-1', 'custom_metric-1'],
  ])('%j accepts %j', (param, text, value) => {
    expect(check(param, text)).toEqual(value);
  });

  it.each<[Partial<Param> & Pick<Param, 'type'>, string, string]>([
    [{ type: 'text' }, 'two\nlines', 'hidden character U+000A'],
    [{ type: 'text' }, 'evil\u202Etxt', 'hidden character U+202E'],
    [{ type: 'text' }, 'zero\u200Bwidth', 'hidden character U+200B'],
    [{ type: 'longtext' }, 'bell\u0007', 'hidden character U+0007'],
    [{ type: 'text', maxLength: 5 }, 'abcdef', 'has 6 characters'],
    [{ type: 'text' }, 'x'.repeat(4_001), 'has 4001 characters'],
    [{ type: 'text', pattern: '[a-z]+' }, 'a1', 'does not match'],
    [{ type: 'integer' }, '1.5', 'not a whole number'],
    [{ type: 'integer' }, '007', 'not a whole number'],
    [{ type: 'integer', max: { $exact: '9007199254740992' } }, '9007199254740993', 'too big'],
    [{ type: 'datetime' }, '2024-02-30T00:00:00Z', 'on a day that exists'],
    [{ type: 'datetime' }, '2024-01-15T09:00:00', 'with its zone'],
    [{ type: 'evm-address' }, '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD', 'wrong checksum'],
    [{ type: 'text' }, '\u3164 \u200b\u2800', 'p is missing'],
    [{ type: 'text' }, 'a\0b', 'zero character'],
    [{ type: 'text' }, 'a\ud800', 'half of a character'],
    [{ type: 'integer', max: 9 }, '10', 'too big'],
    [{ type: 'number' }, 'NaN', 'not a number'],
    [{ type: 'number' }, '1e3', 'not a number'],
    [{ type: 'boolean' }, 'maybe', 'neither true nor false'],
    [{ type: 'choice', choices: ['devnet', 'testnet'] }, 'devnt', 'not one of the choices'],
    [{ type: 'duration' }, '10', 'not a duration'],
    [{ type: 'datetime' }, '2024-01-15 09:00', 'not a time with its zone'],
    [{ type: 'datetime' }, '2024-13-45T09:00:00Z', 'not a time with its zone'],
    [{ type: 'url' }, 'javascript:alert(1)', 'not a web address'],
    [{ type: 'url' }, 'https://user:pw@example.com', 'user name or password'],
    [{ type: 'url' }, 'https://user@example.com', 'user name or password'],
    [{ type: 'url' }, 'https://@example.com', 'user name or password'],
    [{ type: 'url' }, 'https://:@example.com', 'user name or password'],
    [{ type: 'url' }, 'https://example.com\\@evil.example', 'backslash'],
    [{ type: 'url' }, 'https:example.com', 'not a web address'],
    [{ type: 'url' }, 'https:///example.com', 'not a web address'],
    [{ type: 'email' }, '-rf@example.com', 'not an e-mail address'],
    [{ type: 'solana-address' }, '0OIl', 'not a Solana address'],
    [{ type: 'solana-address' }, 'TWSTxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'not a Solana address'],
    [{ type: 'evm-address' }, '0x12', 'not an EVM address'],
    [{ type: 'identifier' }, '-rf', 'not an identifier'],
    [{ type: 'identifier' }, 'a b', 'not an identifier'],
  ])('%j refuses %j', (param, text, why) => {
    expect(check(param, text)).toMatchObject({ param: 'p', message: expect.stringContaining(why) });
    expect((check(param, text) as { suggestion: string }).suggestion).not.toBe('');
  });

  it.each<[Param['type'], fc.Arbitrary<string>]>([
    ['url', fc.webUrl({ withFragments: true, withQueryParameters: true })],
    [
      'url',
      fc.constantFrom(
        'HTTPS://RPC.Example.COM',
        'http://0x7f.1/a b',
        'http://a.example:80/../b/./%7e?q=ä#',
        'https://bücher.example',
      ),
    ],
    [
      'datetime',
      fc
        .tuple(
          fc.constantFrom('T', ' ', 't'),
          fc.constantFrom('', ':05', ':05.1', ':05.120'),
          fc.constantFrom('Z', 'z', '+05:30', '-00:00'),
        )
        .map(([between, second, zone]) => `2024-02-29${between}09:00${second}${zone}`),
    ],
    ['duration', fc.constantFrom('90s', '1h30m', '0090s', '24h')],
    ['email', fc.constantFrom('Ops@Example.COM')],
    ['evm-address', fc.constantFrom(`0x${'AB'.repeat(20)}`)],
    ['text', fc.constantFrom('1.10', '0x10', 'Yes', 'é', 'e\u0301')],
  ])('a %s goes on exactly as it was typed', (type, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(check({ type }, ` ${text} `)).toBe(text);
      }),
    );
  });

  it('offers the nearest choice', () => {
    expect(check({ type: 'choice', choices: ['devnet', 'testnet'] }, 'devnt')).toMatchObject({
      suggestion: "Did you mean 'devnet'?",
    });
  });

  it('shows what was given without letting it bend the message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const found = check({ type: 'integer' }, text) as { message?: string } | number | undefined;
        if (typeof found !== 'object' || found.message === undefined) return;
        expect(found.message).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/,
        );
      }),
      { numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 500) },
    );
  });
});

describe('a pattern that froze the process', () => {
  it.each([
    ['([a-z0-9]+-?)+', 28],
    ['([a-z]+)*', 29],
    ['(a|aa)+', 60],
    ['(x+x+)+y', 40],
  ])('is answered at once, as a parameter and in a form: %s', (pattern, letters) => {
    const letter = pattern.startsWith('(x') ? 'x' : 'a';
    const text = `${letter.repeat(letters)}!`;
    const fields = [{ name: 'p', label: 'P', type: 'text', required: true, pattern }];
    const prompt = { text: 'Q', choices: [], fields, of: [], notRequester: false } as unknown as Prompt;
    const spentMs = processorTime();
    expect(check({ type: 'text', pattern }, text)).toMatchObject({
      message: expect.stringContaining(`does not match ${pattern}`) as string,
    });
    expect(checkAnswer(prompt, { p: text }, KNOWN)).toMatchObject({
      refusal: { mistakes: { p: expect.stringContaining('does not match') as string } },
    });
    expect(spentMs()).toBeLessThan(500);
  });
});

describe('a set of parameters', () => {
  const declared: Record<string, Param> = {
    buffer: { type: 'solana-address', description: 'Address of the buffer' },
    lines: { type: 'integer', description: 'How many', default: 200 },
    note: { type: 'text', description: 'A note', required: false },
  };

  it('fills defaults and leaves out what is optional', () => {
    const { values, problems } = checkParams(declared, { buffer: '1'.repeat(32), note: '' }, KNOWN);
    expect(problems).toEqual([]);
    expect(values).toEqual({ buffer: '1'.repeat(32), lines: 200 });
  });

  it('names every bad parameter at once, an unknown one with the nearest name', () => {
    const { problems } = checkParams(declared, { bufer: 'x', lines: 'many' }, KNOWN);
    expect(problems.map((problem) => problem.param)).toEqual(['bufer', 'buffer', 'lines']);
    expect(problems[0]?.suggestion).toBe("Did you mean 'buffer'?");
    expect(problems[1]?.message).toBe('buffer is missing.');
    expect(new BadParams('demo:act', problems).refusal).toMatchObject({ code: 'plan.params' });
  });

  it('does not take inherited names for parameters', () => {
    expect(checkParams({}, { constructor: 'x', toString: 'y' }, KNOWN).problems).toHaveLength(2);
    expect(Object.keys(checkParams(declared, { constructor: 'x' }, KNOWN).values)).toEqual(['lines']);
  });
});
