import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testReport } from '../../../src/cli/test.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { expectation, testFile } from '../../../src/trial/written.ts';
import { pageOf } from '../../support/pages/examples.ts';
import { folderWith } from '../runbook/definition/folder.ts';
import { shown } from './running.ts';

const PAGE = pageOf('tests.md', readFileSync(join(projectRoot, 'docs/runbook/tests.md'), 'utf8'));

it('the page about tests prints what the command says of its runbook and its tests', async () => {
  const files = PAGE.examples.flatMap(({ language, text }) => {
    const [, name] = /^yaml (\S+)$/.exec(language) ?? [];
    return name === undefined ? [] : [[name, text] as const];
  });
  const settings = 'systems: { mill: { workdir: . } }\nroles: { miller: { members: [] } }\n';
  const folder = folderWith({ ...Object.fromEntries(files), 'keyturn.yaml': settings });
  const env = { KEYTURN_CONFIG: join(folder, 'keyturn.yaml') };
  const report = await testReport(join(folder, 'runbooks/mill'), env);
  const said = PAGE.examples.find(({ language }) => language === 'text');
  expect(`${shown(report, folder)}\n`).toBe(said?.text);
});

it('the page about tests explains every key of one', () => {
  const [, trial] = Object.values(testFile.shape.tests.def).filter((part) => typeof part === 'object');
  expect(trial).toBeDefined();
  for (const key of [...Object.keys(testFile.shape), ...Object.keys(expectation.shape)])
    expect(PAGE.explained).toContain(key);
});
