import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { compileSearch } from '../../../../src/pattern/search.ts';
import { http } from '../../../../src/runbook/steps/http.ts';
import type { StepContext } from '../../../../src/runbook/steps/step.ts';
import { findIn, type Patterns, patterns } from '../../../../src/runbook/steps/support/find.ts';
import { processorTime } from '../../../support/processor-time.ts';

const BUFFER = { buffer: 'Buffer: (\\S+)' };

describe('a value in what a program prints', () => {
  it.each([
    ['in a line of its own', 'Deploying…\nBuffer: 9xQe\ndone\n', '9xQe'],
    ['in the middle of a line', '[ok] Buffer: 9xQe (3 KB)', '9xQe'],
    ['said twice in the same words', 'Buffer: 9xQe\nBuffer: 9xQe\n', '9xQe'],
    ['behind colours', '\u001b[1mBuffer: \u001b[32m9xQe\u001b[0m\n', '9xQe'],
    ['in a line that was written over', 'Buffer: wait\rBuffer: 9xQe\n', '9xQe'],
    ['behind a carriage return of another system', 'Buffer: 9xQe\r\ndone\r\n', '9xQe'],
    ['behind more than is looked through', `${'x\n'.repeat(40_000)}Buffer: 9xQe`, '9xQe'],
    ['behind a line that is cut', `Buffer: 7aBc${'x'.repeat(40_000)}\nBuffer: 9xQe`, '9xQe'],
  ])('is found %s', (_where, printed, buffer) => {
    expect(findIn(printed, BUFFER)).toEqual({ found: { buffer } });
  });

  it.each([
    ['nowhere', 'Deployed.', 'no line fits Buffer: (\\S+) (buffer)'],
    ['in two forms', 'Buffer: 9xQe\nBuffer: 7aBc', 'its lines give more than one buffer: 9xQe and 7aBc'],
    [
      'in two forms in one line',
      'Buffer: 9xQe Buffer: 7aBc',
      'its lines give more than one buffer: 9xQe and 7aBc',
    ],
    [
      'in a line that is cut alone',
      `Buffer: 9xQe${' '.repeat(40_000)}`,
      'no line fits Buffer: (\\S+) (buffer)',
    ],
    ['too long to be a value', `Buffer: ${'x'.repeat(1_001)}`, 'its buffer is longer than 1000 characters'],
  ])('is not known where it stands %s', (_where, printed, problem) => {
    expect(findIn(printed, BUFFER)).toEqual({ problem });
  });

  it('is as it was printed, whatever stands around it', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9+/=_.:-]{1,60}$/);
    const line = fc.string({ maxLength: 80 }).map((text) => text.replaceAll(/[^ -~]|Buffer/g, ''));
    fc.assert(
      fc.property(word, fc.array(line), fc.array(line), (value, before, after) => {
        const printed = [...before, `Buffer: ${value}`, ...after].join('\n');
        expect(findIn(printed, BUFFER)).toEqual({ found: { buffer: value } });
      }),
    );
  });
});

it('no part of a value is taken for one where what is looked through begins in it', () => {
  const printed = `${'ab12cd34'.repeat(5_000)}\nlast line\n`;
  expect(findIn(printed, { hash: '([0-9a-f]{8,64})' })).toEqual({
    problem: 'no line fits ([0-9a-f]{8,64}) (hash)',
  });
});

describe('a value in the answer of a service', () => {
  const METRICS = '# TYPE epochs_total counter\nepochs_total 42\nerrors_total{kind="rpc"} 3\n';
  const answering = (body: Json): StepContext =>
    ({
      effect: async () => ({ status: 200, body, ms: 1 }),
      output: () => {},
      now: () => new Date(0),
      changes: false,
    }) as unknown as StepContext;
  const spec = (find: Patterns): Json => ({
    ...{ method: 'GET', url: 'https://a.example/metrics', headers: {}, body: null, expect: {}, probe: null },
    find,
  });

  it('is found in lines of text', async () => {
    const find = { epochs: '^epochs_total (\\d+)$', errors: '^errors_total\\{kind="rpc"\\} (\\d+)$' };
    expect(await http.execute(spec(find), answering(METRICS))).toMatchObject({
      status: 'succeeded',
      result: { found: { epochs: '42', errors: '3' } },
    });
  });

  it('is found after a crash as well, in the answer to the probe', async () => {
    const probe = { url: 'https://a.example/refund', expect: { json: { '$.state': 'paid' } } };
    const refund = { ...(spec({ refund: '"refund":"(\\w+)"' }) as object), method: 'POST', probe } as Json;
    expect(await http.probe?.(refund, answering({ state: 'paid', refund: 're_7' }))).toMatchObject({
      status: 'succeeded',
      result: { status: 200, found: { refund: 're_7' } },
    });
  });

  it('is missing where no line has it, and the step says so', async () => {
    expect(await http.execute(spec({ epochs: '^epochs (\\d+)$' }), answering(METRICS))).toMatchObject({
      status: 'failed',
      reason: 'GET https://a.example/metrics: no line fits ^epochs (\\d+)$ (epochs)',
    });
  });
});

describe('what a group of a pattern holds', () => {
  const atom = fc.constantFrom('a', '[ab]', '.', '(?:ab|a)', '\\d', 'b?');
  const repeat = fc.constantFrom('', '+', '*', '+?', '*?', '{1,3}', '{1,3}?', '??');
  const part = fc.tuple(atom, repeat).map(([one, many]) => (one.endsWith('?') ? one : one + many));
  const pattern = fc
    .tuple(
      fc.array(part, { maxLength: 2 }),
      fc.array(part, { minLength: 1, maxLength: 3 }),
      fc.array(part, { maxLength: 2 }),
    )
    .map(([before, group, after]) => `${before.join('')}(${group.join('')})${after.join('')}`);

  it('is what JavaScript has in it, also where it takes as little as it can', () => {
    fc.assert(
      fc.property(
        pattern,
        fc.string({ unit: fc.constantFrom('a', 'b', '1', ' '), maxLength: 12 }),
        (source, text) => {
          const search = compileSearch(source, 100);
          if ('why' in search) throw new Error(search.why);
          const expected = [...text.matchAll(new RegExp(source, 'gu'))].flatMap(([, value]) => value ?? []);
          expect(search.valuesIn(text)).toEqual(expected);
        },
      ),
    );
  });

  it.each([
    ['"buffer":"(.+?)"', '{"buffer":"9xQe","owner":"abc"}', '9xQe'],
    ['Buffer: (.*?) ', 'Buffer: 9xQe (3 KB) by ana', '9xQe'],
  ])('%s takes as little as it can', (source, text, value) => {
    expect(findIn(text, { x: source })).toEqual({ found: { x: value } });
  });
});

describe('a pattern that finds a value', () => {
  const problem = (find: object) =>
    patterns
      .safeParse(find)
      .error?.issues.map(({ message }) => message)
      .join(' ') ?? 'taken';

  it.each([
    ['without a group', 'Buffer: \\S+', 'has no group that says which part is the value'],
    ['with two', '(Buffer): (\\S+)', 'has 2 groups'],
    ['that never ends', '(a', 'is not a regular expression'],
    ['that looks back', '(\\S+) \\1', ''],
    ['that repeats beyond bounds', '((?:a{1,900}){1,900})', ''],
  ])('is refused %s', (_how, pattern, why) => {
    expect(problem({ buffer: pattern })).not.toBe('taken');
    expect(problem({ buffer: pattern })).toContain(why);
  });

  it('is taken with one group, and others that are none', () => {
    expect(problem({ buffer: '(?:Buffer|Address): ([1-9A-HJ-NP-Za-km-z]+)' })).toBe('taken');
  });

  it('is refused beside others that take too long together', () => {
    const long = '([a-z]{1,20})';
    expect(problem({ a: long })).toBe('taken');
    expect(problem(Object.fromEntries('abcdefgh'.split('').map((name) => [name, long])))).toContain(
      'too long',
    );
  });

  it('has something to find', () => {
    expect(problem({})).toContain('names nothing');
  });

  it('takes no longer for a text that was made to be slow', () => {
    const floorMs = processorTime();
    const bare = 'aaaa '.repeat(6_000);
    findIn(bare, { x: '(b+)' });
    const floor = floorMs();
    const spentMs = processorTime();
    findIn(bare, { x: '((?:[a-z0-9]+-?)+)!' });
    // By backtracking it would take years.
    expect(spentMs()).toBeLessThan(200 * Math.max(floor, 5));
  });
});
