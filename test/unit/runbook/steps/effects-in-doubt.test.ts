import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { OpsError } from '../../../../src/errors.ts';
import { http } from '../../../../src/runbook/steps/http.ts';
import { shell } from '../../../../src/runbook/steps/shell.ts';
import type { StepContext } from '../../../../src/runbook/steps/step.ts';
import { NOTHING_BEGUN } from '../../../../src/runbook/steps/support/begun.ts';

const INTEGRATIONS = join(import.meta.dirname, '../../../../src/integrations');

const expected = { json: { '$.a': 1 } };
const spec = {
  method: 'POST',
  url: 'https://a.example',
  headers: {},
  body: null,
  expect: expected,
  probe: { url: 'https://a.example', expect: expected },
} as unknown as Json;

const program = {
  argv: ['pay'],
  cwd: '/',
  path: [],
  env: {},
  stdin: null,
  exits: {},
  parse: null,
  probe: null,
  maxOutput: 1_024,
};

function answering(body: Json): StepContext {
  return {
    now: () => new Date(0),
    changes: true,
    output: () => {},
    effect: async () => ({ status: 200, body, ms: 1 }),
  } as unknown as StepContext;
}

describe('an answer that should be JSON and cannot be read', () => {
  it.each(['{"a":1,"a":2}', '<html>', '{"a":1e999999999}'])(
    '%s fails a step that only asks with the reason, and leaves a change in doubt',
    async (body) => {
      expect(await http.execute(spec, answering(body))).toMatchObject({
        status: 'uncertain',
        reason: expect.stringContaining('no JSON that can be read') as string,
      });
      expect(await http.execute(spec, { ...answering(body), changes: false })).toMatchObject({
        status: 'failed',
        reason: expect.stringContaining('no JSON that can be read') as string,
      });
    },
  );

  it('says nothing to a probe: nobody knows what became of the effect', async () => {
    expect(await http.probe?.(spec, answering('{"a":1,"a":2}'))).toBeUndefined();
    expect(await http.probe?.(spec, answering({ a: 2 }))).toMatchObject({ status: 'failed' });
    expect(await http.probe?.(spec, answering({ a: 1 }))).toMatchObject({ status: 'succeeded' });
  });
});

describe('an effect that went out, and of which no whole word came back', () => {
  const refusing = (code: string): StepContext =>
    ({
      now: () => new Date(0),
      changes: true,
      output: () => {},
      effect: async () => {
        throw new OpsError({ code, what: 'It came to nothing.', why: 'Because.', next: 'Look.' });
      },
    }) as unknown as StepContext;
  const source = ['http', 'shell', 'sql'].flatMap((folder) =>
    readdirSync(join(INTEGRATIONS, folder)).map((file) =>
      readFileSync(join(INTEGRATIONS, folder, file), 'utf8'),
    ),
  );
  const codes = source.flatMap((text) => [...text.matchAll(/code: '([^']+)'/g)].map(([, code = '']) => code));
  const doubtful = new Set(codes.filter((code) => !NOTHING_BEGUN.has(code)));

  it('5.9 is in doubt unless its integration says that nothing has begun', () => {
    expect([...doubtful].sort()).toEqual([
      'http.answer-too-long',
      'http.no-answer',
      // Only what reads is redirected.
      'http.redirected-away',
      'http.too-many-redirects',
      'http.unreadable-answer',
      'shell.endless-output',
      'sql.commit-in-doubt',
    ]);
  });

  it.each([...doubtful, 'of.a-later-version'])('5.9 %s leaves an effect in doubt', async (code) => {
    expect(await http.execute(spec, refusing(code))).toMatchObject({ status: 'uncertain' });
    expect(await shell.execute(program, refusing(code))).toMatchObject({ status: 'uncertain' });
  });

  it.each([...NOTHING_BEGUN])('%s is a failure: nothing was done', async (code) => {
    await expect(http.execute(spec, refusing(code))).rejects.toMatchObject({ code });
    await expect(shell.execute(program, refusing(code))).rejects.toMatchObject({ code });
  });

  it.each([200, 204, 301, 302, 303, 307, 308, 500, 502, 503, 504, 599])(
    '5.9 an answer %i leaves an effect in doubt, unless it is expected',
    async (status) => {
      const answered = { ...answering({ a: 1 }), effect: async () => ({ status, body: { a: 1 }, ms: 1 }) };
      const given = { ...(spec as { readonly [name: string]: Json }), expect: { status: 202 } };
      expect(await http.execute(given, answered as StepContext)).toMatchObject({
        status: 'uncertain',
        reason: expect.stringContaining(`status ${status}`) as string,
      });
      const wanted = { ...given, expect: { status } };
      expect(await http.execute(wanted, answered as StepContext)).toMatchObject({ status: 'succeeded' });
      const reading = { ...answered, changes: false };
      expect(await http.execute(given, reading as StepContext)).toMatchObject({ status: 'failed' });
    },
  );

  it.each([
    [{ json: { '$.state': 'done' } }, {}, '$.state is working'],
    [{ within: 10 }, {}, 'the answer took 20 ms'],
    [{}, { find: { id: 'id: (\\w+)' } }, 'no line fits'],
  ])(
    '5.9 an answer with the expected status that tells something else was taken, and leaves doubt: %j %j',
    async (wanted, more, why) => {
      const answered = {
        ...answering({}),
        effect: async () => ({ status: 202, body: { state: 'working' }, ms: 20 }),
      } as StepContext;
      const given = {
        ...(spec as { readonly [name: string]: Json }),
        ...more,
        expect: { status: 202, ...wanted },
      };
      const outcome = await http.execute(given, answered);
      expect(outcome).toMatchObject({
        status: 'uncertain',
        reason: expect.stringContaining('the service took it (status 202), but ') as string,
      });
      expect(outcome).toMatchObject({ reason: expect.stringContaining(why) as string });
      expect(await http.execute(given, { ...answered, changes: false })).toMatchObject({ status: 'failed' });
    },
  );

  it.each([400, 401, 404, 409, 429])(
    '5.9 an answer %i is a failure: it refuses the request',
    async (status) => {
      const answered = { ...answering({ a: 1 }), effect: async () => ({ status, body: { a: 1 }, ms: 1 }) };
      expect(await http.execute(spec, answered as StepContext)).toMatchObject({ status: 'failed' });
    },
  );
});

describe('a program that changes something and ends with another code than 0', () => {
  const ending = (
    exit: number | null,
    exits: Readonly<Record<string, string>>,
    signal: string | null = null,
  ) => {
    const ended = { ...program, exits: { '0': 'ok', ...exits } };
    return shell.execute(ended, {
      now: () => new Date(0),
      changes: true,
      output: () => {},
      lastWords: async () => 'confirmation timed out',
      effect: async () => ({ exit, signal, stdout: '', stderr: '', dropped: 0, ms: 1 }),
    } as unknown as StepContext);
  };

  it('has failed unless the runbook says more', async () => {
    expect(await ending(1, {})).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('exit code 1') as string,
    });
  });

  it('is in doubt after a code of which the runbook says so, with what it printed last', async () => {
    expect(await ending(75, { '75': 'in-doubt' })).toMatchObject({
      status: 'uncertain',
      reason:
        'pay ended with exit code 75: confirmation timed out; after that code nobody knows whether it took effect',
    });
    expect(await ending(1, { '75': 'in-doubt' })).toMatchObject({ status: 'failed' });
  });

  it('is in doubt after every code that is not named where the runbook says so of all others', async () => {
    const exits = { '2': 'failed', '4': 'unchanged', other: 'in-doubt' };
    expect(await ending(1, exits)).toMatchObject({ status: 'uncertain' });
    expect(await ending(2, exits)).toMatchObject({ status: 'failed' });
    expect(await ending(4, exits)).toMatchObject({ status: 'succeeded', outcome: 'unchanged' });
    expect(await ending(0, exits)).toMatchObject({ status: 'succeeded' });
  });

  it('was cut off by a signal, whatever the runbook says of all others', async () => {
    for (const [exit, signal] of [
      [null, 'SIGKILL'],
      [137, null],
    ] as const)
      expect(await ending(exit, { other: 'failed' }, signal)).toMatchObject({
        status: 'uncertain',
        cutOff: 'surely',
      });
  });

  it('shows people before they approve after which codes nobody knows', () => {
    expect(shell.describe({ ...program, exits: { '0': 'ok', '75': 'in-doubt', other: 'failed' } })).toEqual(
      expect.arrayContaining([
        'after exit code 75 nobody knows whether it took effect',
        'any other exit code means failed',
      ]),
    );
  });
});
