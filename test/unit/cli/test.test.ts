import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { test } from '../../../src/cli/test.ts';
import { OpsError } from '../../../src/errors.ts';
import { folderWith } from '../runbook/definition/folder.ts';

const RUNBOOK =
  'runbook: demo\ntitle: Demo\nactions: { go: { title: Go, risk: read, steps: [{ id: go, shell: { run: [go] }, effect: pure }] } }\n';
const SETTINGS = 'systems: { demo: { workdir: . } }\n';

/** What it prints, and the exit code that it asks for. */
async function tested(ends: string | undefined, given = 'runbooks/demo', json = false) {
  const folder = folderWith({
    'runbooks/demo/runbook.yaml': RUNBOOK,
    'keyturn.yaml': SETTINGS,
    ...(ends === undefined
      ? {}
      : {
          'runbooks/demo/tests/a.yaml': `tests: { it goes: { action: go, answers: { go: { exit: 0 } }, expect: { ends: ${ends} } } }\n`,
        }),
  });
  const said: string[] = [];
  const spy = vi.spyOn(console, 'log').mockImplementation((text) => void said.push(String(text)));
  const before = process.exitCode;
  try {
    await test(join(folder, given), { json }, { KEYTURN_CONFIG: join(folder, 'keyturn.yaml') });
    return { text: said.join('\n').replaceAll(`${folder}/`, ''), code: process.exitCode };
  } finally {
    process.exitCode = before;
    spy.mockRestore();
  }
}

it('ends with 0 where every test passes, and with 1 where one does not, or there is none', async () => {
  expect(await tested('succeeded')).toMatchObject({
    code: 0,
    text: expect.stringContaining('1 passed') as string,
  });
  expect(await tested('failed')).toMatchObject({
    code: 1,
    text: expect.stringContaining('a.yaml:1:') as string,
  });
  expect(await tested('no-such-end')).toMatchObject({ code: 1 });
  expect(await tested(undefined)).toMatchObject({
    code: 1,
    text: expect.stringContaining('tests/*.yaml') as string,
  });
});

it('says the same to programs', async () => {
  const { text } = await tested('failed', undefined, true);
  expect(JSON.parse(text)).toMatchObject({
    passed: false,
    tests: [
      {
        ...{ runbook: 'demo', name: 'it goes', action: 'go', passed: false },
        ...{ file: 'runbooks/demo/tests/a.yaml', line: 1 },
        problems: [{ message: 'It is succeeded, not failed.', line: 1 }],
      },
    ],
  });
});

it('refuses what is no runbook', async () => {
  await expect(tested('succeeded', 'runbooks/dmo')).rejects.toThrow(OpsError);
});
