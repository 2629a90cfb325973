import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documentLines } from '../../../src/coverage/document/document.ts';
import { reportOn } from '../../../src/coverage/report/report.ts';
import { textOf } from '../../../src/coverage/report/text.ts';
import { readRunbook } from '../../../src/coverage/runbook.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { folderWith } from '../runbook/definition/folder.ts';

const PAGE = readFileSync(join(projectRoot, 'docs/coverage.md'), 'utf8');

function block(fence: string, language: string): string {
  const [, text] = PAGE.split(`\n${fence}${language}\n`);
  return text?.split(`\n${fence}\n`)[0] ?? '';
}

it('the page about coverage prints what the command does of its document and its runbook', () => {
  const folder = folderWith({
    'runbooks/desk/runbook.yaml': block('```', 'yaml runbooks/desk/runbook.yaml'),
  });
  const runbook = readRunbook(join(folder, 'runbooks/desk'), stepKinds);
  const report = reportOn('desk.md', documentLines(block('````', 'md desk.md')), runbook);
  expect(textOf(report).replaceAll(`${folder}/`, '')).toBe(block('```', 'text'));
});
