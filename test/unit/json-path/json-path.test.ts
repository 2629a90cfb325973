import fc from 'fast-check';
import { JSONPathEnvironment } from 'json-p3';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/canonical.ts';
import { OpsError } from '../../../src/errors.ts';
import { compilePath } from '../../../src/json-path/json-path.ts';
import { jsonMismatches } from '../../../src/runbook/steps/support/expectation.ts';
import { readJson } from '../../../src/values/json.ts';
import { processorTime } from '../../support/processor-time.ts';

const BOUND_MS = 3_000;

function first(path: string, body: Json): Json | undefined {
  const compiled = compilePath(path);
  if ('why' in compiled) throw new Error(`${path} ${compiled.why}`);
  return compiled.first(body);
}

function read(text: string): Json {
  const result = readJson(text);
  if (!('value' in result)) throw new Error(text);
  return result.value;
}

describe('a JSONPath compares numbers as they were written', () => {
  const body = read(
    '{"items":[{"price":1.50,"n":1},{"price":2.5,"n":9007199254740993},{"price":1e400,"n":9007199254740992}],' +
      '"limit":1.500,"same":{"a":[1.0]},"other":{"a":[1]}}',
  );

  it.each([
    ['$.items[?@.price == 1.5].n', 1],
    ['$.items[?@.price == 1.500].n', 1],
    ['$.items[?@.price > 1].n', 1],
    ['$.items[?@.price >= 1.5].n', 1],
    ['$.items[?@.n == 9007199254740993].price', 2.5],
    ['$.items[?@.n < 9007199254740993 && @.n > 1].n', 9007199254740992],
    ['$.items[?@.n == 9007199254740992].price', { $exact: '1e400' }],
    ['$.items[?@.price > 1e399].n', 9007199254740992],
    ['$.items[?@.price != 1.5].price', 2.5],
    ['$.items[?@.price == $.limit].n', 1],
    ['$[?@ == $.other].a[0]', { $exact: '1.0' }],
  ])('%s finds the right one', (path, found) => {
    expect(first(path, body)).toEqual(found);
  });

  it.each(['$.items[1].n.*', '$.items[1].n["$exact"]', '$.items[1].n..*', '$.items[1].n[?@ == "x"]'])(
    '%s sees nothing inside a number',
    (path) => {
      expect(first(path, body)).toBeUndefined();
    },
  );

  it('counts and measures no number as an object', () => {
    expect(first('$.items[?length(@.price) == 1]', body)).toBeUndefined();
    expect(first('$[?count(@..*) == 2]', body)).toEqual({ a: [{ $exact: '1.0' }] });
  });

  it('with a fraction as the refusal of 0.25 says', () => {
    const problem = compilePath('$[?@ == 0.25]');
    expect('instead' in problem && problem.instead).toBe('Write 25e-2.');
    expect(first('$[?@ == 25e-2]', read('[0.250]'))).toEqual({ $exact: '0.250' });
  });

  it('whatever two decimals are compared', () => {
    const digits = fc.bigInt({ min: 1n, max: 10n ** 25n });
    const decimal = fc.tuple(digits, fc.nat(3)).map(([whole, zeros]) => ({
      text: `${whole}${zeros === 0 ? '' : `.${'0'.repeat(zeros)}`}`,
      whole,
    }));
    fc.assert(
      fc.property(decimal, decimal, fc.boolean(), (a, other, twins) => {
        const b = twins ? { ...other, whole: a.whole, text: `${a.whole}.0` } : other;
        const one = read(`[${a.text}]`);
        for (const [operator, holds] of [
          ['==', a.whole === b.whole],
          ['<', a.whole < b.whole],
          ['>=', a.whole >= b.whole],
        ] as const) {
          expect(first(`$[?@ ${operator} ${b.text}]`, one) !== undefined).toBe(holds);
        }
      }),
    );
  });
});

it('a path finds what the library finds where no number needs care', () => {
  const leaf = fc.oneof(
    fc.constantFrom('a', 'b', 'ab', ''),
    fc.integer({ min: -2, max: 2 }),
    fc.boolean(),
    fc.constant(null),
  );
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('node'), { maxKeys: 3 }),
    ),
  }));
  const singular = fc.constantFrom('@', '@.a', '@.b', '@[0]', '@[-1]', '$.a', '$[1]', '@.a.b');
  const literal = fc.constantFrom('1', '0', '-1', '"a"', "'ab'", 'true', 'null');
  const value = fc.oneof(
    singular,
    literal,
    singular.map((path) => `length(${path})`),
    fc.constantFrom('count(@.*)', 'value(@.a)', 'count(@..a)'),
  );
  const operator = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
  const test = fc.oneof(
    fc.tuple(value, operator, value).map((parts) => parts.join(' ')),
    singular,
    singular.map((path) => `!${path}`),
    fc.constantFrom("match(@.a, 'a|b')", "search(@, 'b')", "!match(@, '[ab]+')", '@..b', '@[?@.a]'),
  );
  const filter = fc
    .tuple(test, fc.constantFrom('&&', '||'), test, fc.nat(2))
    .map(([one, joint, other, kind]) => {
      if (kind === 0) return `?${one}`;
      return kind === 1 ? `?${one} ${joint} ${other}` : `?!(${one} ${joint} ${other})`;
    });
  const slice = fc.tuple(
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: -5, max: 5 }),
    fc.integer({ min: -2, max: 2 }),
  );
  const selector = fc.oneof(
    fc.constantFrom('"a"', '0', '1', '-1', '*', '::-1', '1:', ':2'),
    slice.map((parts) => parts.join(':')),
    filter,
  );
  const segment = fc.oneof(
    fc.constantFrom('.a', '.b', '..a', '.*', '..*'),
    fc.array(selector, { minLength: 1, maxLength: 2 }).map((all) => `[${all.join(',')}]`),
    selector.map((one) => `..[${one}]`),
  );
  const path = fc.array(segment, { maxLength: 3 }).map((segments) => `$${segments.join('')}`);
  // RFC 9535, 2.4.6: what is no text matches nothing. The library takes a list of one text for that text.
  const library = new JSONPathEnvironment();
  for (const name of ['match', 'search']) {
    const its = library.functionRegister.get(name) as { call(text: unknown, pattern: unknown): unknown };
    const call = its.call.bind(its);
    its.call = (text, pattern) => typeof text === 'string' && call(text, pattern);
  }
  fc.assert(
    fc.property(path, node, (text, body) => {
      const [expected] = library.query(text, body as never).values();
      expect(first(text, body as Json)).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

describe('a JSONPath answers in bounded time', () => {
  const letters = `${'a'.repeat(28)}!`;

  it.each([
    ["$.items[?match(@.s, '([a-z]+)*')].s", undefined],
    ["$.items[?search(@.s, '^([a-z]+)*$')].s", undefined],
    ["$.items[?search(@.s, '(a|aa)+!')].s", letters],
    ["$.items[?search(@.s, 'a{28}')].s", letters],
  ])('%s', (path, found) => {
    const spentMs = processorTime();
    expect(first(path, { items: [{ s: letters }] })).toBe(found);
    expect(spentMs()).toBeLessThan(BOUND_MS);
  });

  it.each([
    ['$..*..*..*..*..x', nested(90)],
    ['$[*,*,*,*,*,*][?@ == 1]', [Array.from({ length: 300_000 }, (_, index) => -index)]],
    ['$[?@..[?@..[?@..x]]]', nested(90)],
    ['$[?@ == $]', Array.from({ length: 100_000 }, () => Array.from({ length: 20 }, () => 1))],
    ["$[?search(@, '(a|b){1,200}c')]", Array.from({ length: 2_000 }, () => 'ab'.repeat(500))],
  ])('%s on a large answer says that nobody knows instead of searching on', (path, body) => {
    const spentMs = processorTime();
    let thrown: unknown;
    let found: Json | undefined;
    try {
      found = first(path, body as Json);
    } catch (error) {
      thrown = error;
    }
    expect(spentMs()).toBeLessThan(BOUND_MS);
    expect(found).toBeUndefined();
    if (thrown !== undefined) expect((thrown as OpsError).code).toBe('json-path.too-much');
  });

  it('and an expectation that cannot be looked up is no mismatch: it is thrown', () => {
    expect(() => jsonMismatches(nested(90), { '$..*..*..*..*..x': 1 }, new Date(0))).toThrow(OpsError);
  });
});

describe('a JSONPath is refused with another way to write it where', () => {
  it.each([
    ["$[?match(@, '(?=a)b')]", 'looks ahead'],
    ["$[?!(@.a && search(@.b[?match(@, '(a)\\\\1')], 'x'))]", 'JSONPath'],
    ["$[?@.a[?match(@, '(a)\\\\1')]]", 'refers back'],
    ["$[?search(@, '(a{1,900}){1,900}')]", 'bounded time'],
    ['$[?match(@.a, @.b)]', 'from the answer'],
    ['$[?@.n == 1e999999999]', 'no number'],
    ['$[?@.n < 0.05]', 'begins with a zero'],
    ['$[?@.n = 1]', 'no JSONPath'],
    ['items[0]', 'no JSONPath'],
    [`$${'.a'.repeat(1_000)}`, 'has 2001 characters'],
  ])('%s', (path, why) => {
    const problem = compilePath(path);
    expect('why' in problem && problem.why).toContain(why);
    expect('instead' in problem && problem.instead).not.toBe('');
  });
});

/** Objects inside each other, within what is read. */
function nested(depth: number): Json {
  let value: Json = { a: 1 };
  for (let level = 0; level < depth; level += 1) value = { a: value, b: [value === null ? 0 : level] };
  return value;
}
