import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../../src/runbook/engine/redact.ts';

const RUNS = Number(process.env.KEYTURN_PROPERTY_RUNS ?? 200);
const SECRET = 'p4ss/w0rd+with "quotes" & more';

function redactor(value = SECRET) {
  const made = createRedactor();
  made.add('DB', value);
  return made;
}

describe('redaction', () => {
  it.each([
    ['as it is', SECRET],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in URL-safe base64', Buffer.from(SECRET).toString('base64url')],
    ['in base64 behind a user name', Buffer.from(`user:${SECRET}`).toString('base64')],
    ['in base64 behind a longer one', Buffer.from(`admin:${SECRET}\n`).toString('base64')],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in a form', new URLSearchParams({ a: SECRET }).toString()],
    ['in JSON', JSON.stringify({ a: SECRET })],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
  ])('5.11 finds a secret %s', (_how, printed) => {
    const shown = redactor().text(`before ${printed} after`);
    expect(shown).toContain('[secret DB]');
    expect(shown).not.toContain(printed.slice(8, -8));
    expect(shown.startsWith('before ')).toBe(true);
    expect(shown.endsWith(' after')).toBe(true);
  });

  it('5.11 finds each line of a secret of several lines', () => {
    const shown = redactor('-----BEGIN KEY-----\nabcdefgh\nijklmnop\n').text('x abcdefgh y ijklmnop');
    expect(shown).toBe('x [secret DB] y [secret DB]');
  });

  it('5.11 finds the longer one of two secrets that begin alike', () => {
    const two = redactor('abcd');
    two.add('LONG', 'abcdefgh');
    const stream = two.stream();
    expect(stream.push('abcd') + stream.push('efgh!') + stream.end()).toBe('[secret LONG]!');
    expect(two.text('abcdx')).toBe('[secret DB]x');
  });

  it('5.11 finds a secret wherever the stream is cut', () => {
    const safe = fc.string({ unit: fc.constantFrom('x', 'y', ' ', '\n') });
    const pieces = fc.array(fc.oneof(safe, fc.constant(SECRET), fc.constant(SECRET.slice(0, 9))), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(pieces, fc.array(fc.nat({ max: 60 }), { maxLength: 20 }), (parts, cuts) => {
        const made = redactor();
        const text = parts.join('');
        const stream = made.stream();
        let shown = '';
        let from = 0;
        for (const cut of cuts) {
          shown += stream.push(text.slice(from, from + cut));
          from += cut;
        }
        shown += stream.push(text.slice(from)) + stream.end();
        expect(shown).toBe(text.replaceAll(SECRET, '[secret DB]'));
        expect(made.text(text)).toBe(shown);
      }),
      { numRuns: RUNS },
    );
  });

  it('leaves text alone when there are no secrets', () => {
    expect(createRedactor().stream().push('plain')).toBe('plain');
  });

  it('5.11 goes through whole results', () => {
    expect(redactor('hunter22').json({ a: ['x hunter22'], hunter22: 1, n: null })).toEqual({
      a: ['x [secret DB]'],
      '[secret DB]': 1,
      n: null,
    });
  });
});
