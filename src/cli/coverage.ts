import { writeFile } from 'node:fs/promises';
import { readDocument } from '../coverage/document/read.ts';
import { pageOf } from '../coverage/report/page.ts';
import { isWhole, reportOn } from '../coverage/report/report.ts';
import { textOf } from '../coverage/report/text.ts';
import { readRunbook } from '../coverage/runbook.ts';
import { describeRefusal, messageOf, OpsError } from '../errors.ts';
import { stepKinds } from '../runbook/steps/kinds.ts';

interface CoverageOptions {
  /** File to write the page to. */
  readonly html?: string;
}

/** Unlike a line that lacks its place, which ends with 1: nobody knows whether any does. */
const UNREADABLE = 2;

/**
 * Compares each line of a Markdown document that says something with what the runbook of a folder cites of it, and prints what lacks
 * its place. Needs no settings. Ends with exit code 0, with 1 when a line is unplaced or a citation faulty, and with 2 when
 * the document or the runbook cannot be read, or the page not be written.
 */
export async function coverage(document: string, runbook: string, options: CoverageOptions): Promise<void> {
  try {
    const report = reportOn(document, await readDocument(document), readRunbook(runbook, stepKinds));
    if (options.html !== undefined) await writePage(options.html, await pageOf(report));
    console.log(textOf(report));
    process.exitCode = isWhole(report) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    console.error(describeRefusal(error.refusal));
    process.exitCode = UNREADABLE;
  }
}

async function writePage(path: string, page: string): Promise<void> {
  // The other two names on the command line are of files that nobody wants to lose.
  if (!/\.html?$/i.test(path))
    throw unwritten(
      path,
      'Its name does not end in .html.',
      'Name a file for the page, such as coverage.html.',
    );
  try {
    await writeFile(path, page);
  } catch (error) {
    throw unwritten(
      path,
      `${messageOf(error)}.`,
      'Name a file in a folder that is there and may be written to.',
    );
  }
}

function unwritten(path: string, why: string, next: string): OpsError {
  return new OpsError({ code: 'coverage.page', what: `${path} was not written.`, why, next });
}
