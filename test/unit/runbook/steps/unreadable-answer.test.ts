import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { OpsError } from '../../../../src/errors.ts';
import { http } from '../../../../src/runbook/steps/http.ts';
import { shell } from '../../../../src/runbook/steps/shell.ts';
import type { StepContext } from '../../../../src/runbook/steps/step.ts';

const expected = { json: { '$.a': 1 } };
const spec = {
  method: 'POST',
  url: 'https://a.example',
  headers: {},
  body: null,
  expect: expected,
  probe: { url: 'https://a.example', expect: expected },
} as unknown as Json;

function answering(body: Json): StepContext {
  return {
    now: () => new Date(0),
    output: () => {},
    effect: async () => ({ status: 200, body, ms: 1 }),
  } as unknown as StepContext;
}

describe('an answer that should be JSON and cannot be read', () => {
  it.each(['{"a":1,"a":2}', '<html>', '{"a":1e999999999}'])(
    '%s fails the step with the reason',
    async (body) => {
      expect(await http.execute(spec, answering(body))).toMatchObject({
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
      output: () => {},
      effect: async () => {
        throw new OpsError({ code, what: 'It came to nothing.', why: 'Because.', next: 'Look.' });
      },
    }) as unknown as StepContext;
  const program = {
    argv: ['pay'],
    cwd: '/',
    path: [],
    env: {},
    exits: {},
    json: null,
    probe: null,
  } as unknown as Json;

  it.each(['http.no-answer', 'http.answer-too-long', 'http.unreadable-answer'])(
    '5.9 %s leaves a request in doubt: it may have been acted on',
    async (code) => {
      expect(await http.execute(spec, refusing(code))).toMatchObject({ status: 'uncertain' });
    },
  );

  it('5.9 a program that was stopped because it printed without an end is in doubt', async () => {
    expect(await shell.execute(program, refusing('shell.endless-output'))).toMatchObject({
      status: 'uncertain',
    });
  });

  it.each(['http.no-connection', 'http.not-listed'])('%s is a failure: nothing was sent', async (code) => {
    await expect(http.execute(spec, refusing(code))).rejects.toMatchObject({ code });
  });
});
