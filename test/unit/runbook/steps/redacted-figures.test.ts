import { expect, it } from 'vitest';
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
