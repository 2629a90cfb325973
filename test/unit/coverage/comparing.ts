import { documentLines } from '../../../src/coverage/document/document.ts';
import { type Report, reportOn } from '../../../src/coverage/report/report.ts';
import { readRunbook } from '../../../src/coverage/runbook.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { folderWith } from '../runbook/definition/folder.ts';

/** What is said of a document and of a runbook with these collections, which begin on line 4 of `a.yaml`. */
export function compared(document: string, collections: string): Report {
  const text = `runbook: desk\ntitle: Desk\nsource: desk.md\n${collections}`;
  const folder = folderWith({ 'desk/a.yaml': text });
  return reportOn('desk.md', documentLines(document), readRunbook(`${folder}/desk`, stepKinds));
}
