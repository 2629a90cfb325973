import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { http } from '../../../../src/runbook/steps/http.ts';
import { shell } from '../../../../src/runbook/steps/shell.ts';
import type { StepContext } from '../../../../src/runbook/steps/step.ts';

const spec = {
  argv: ['pay'],
  cwd: '/',
  path: [],
  env: {},
  stdin: null,
  exits: { '0': 'ok' },
  parse: null,
  probe: null,
  maxOutput: 1_024,
};

/** What the engine hands over where a PIN of four digits stands in a figure. */
function answering(change: object): StepContext {
  const answer = { exit: 0, signal: null, stdout: '{}', dropped: 0, ms: 12, ...change };
  return { changes: true, files: [], effect: async () => answer } as unknown as StepContext;
}

it('is done what a program did, also where the time that it took holds a secret', async () => {
  expect(await shell.execute(spec, answering({ ms: '[secret PIN]' }))).toMatchObject({
    status: 'succeeded',
    result: { ms: '[secret PIN]' },
  });
});

it('takes output for cut where the count of what is missing holds a secret', async () => {
  const parsed = { ...spec, parse: 'json' };
  expect(await shell.execute(parsed, answering({ dropped: '[secret PIN]' }))).toMatchObject({
    status: 'succeeded',
  });
  expect(await shell.execute(parsed, answering({ dropped: '[secret PIN]', stdout: '{' }))).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('too long to be kept'),
  });
});

const request = {
  ...{ method: 'GET', url: 'https://a.example/', headers: {}, body: null, expect: { within: 5_000 } },
  probe: { url: 'https://a.example/', expect: { status: 200, within: 5_000 } },
};

describe('an answer whose time holds a secret', () => {
  const { now, output } = { now: () => new Date(0), output: () => {} };
  const within = (late: object): StepContext => {
    const effect = async (_integration: string, _operation: string, input: Json) => {
      expect(input).toMatchObject({ withinMs: 5_000 });
      return { status: 200, body: '', ms: '[secret PIN]', ...late };
    };
    return { changes: false, effect, now, output } as unknown as StepContext;
  };

  it('came in time or late as whoever measured it says, to the step and to its probe', async () => {
    expect(await http.execute(request, within({ late: false }))).toMatchObject({ status: 'succeeded' });
    expect(await http.probe?.(request, within({ late: false }))).toMatchObject({ status: 'succeeded' });
    expect(await http.execute(request, within({ late: true }))).toMatchObject({ status: 'failed' });
    expect(await http.probe?.(request, within({ late: true }))).toBeUndefined();
  });

  it('is not taken to have come in time where nobody says so', async () => {
    expect(await http.execute(request, within({}))).toMatchObject({ status: 'failed' });
    expect(await http.probe?.(request, within({}))).toBeUndefined();
  });
});
