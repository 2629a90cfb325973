import { rangesOf, showRange } from '../../runbook/definition/citation/lines.ts';
import { formatProblem } from '../../runbook/definition/lint.ts';
import { showHidden } from '../../runbook/plan/hidden-characters.ts';
import { cut } from '../../values/cut.ts';
import { countOf, leftOutIn, type Report } from './report.ts';
import { linesOf, otherDocument, summaryOf } from './words.ts';

/** Characters of a line that a terminal has room for beside its place. */
const ROOM = 100;
const WAY_FORWARD =
  'Cite each unplaced line with what stands for it, or leave it out with a reason (`leftOut`).';

/** For a terminal: what lacks its place, what is cited wrongly, what is left out and why, and a sentence about all of it. */
export function textOf(report: Report): string {
  const other = otherDocument(report);
  const parts = [
    unplacedLines(report),
    report.faults.map(formatProblem),
    leftOutIn(report).map((one) => `left out: ${linesOf(one)}: ${oneLine(one.leftOut ?? '')}`),
    [
      ...looseLines(report),
      ...(other === undefined ? [] : [other]),
      summaryOf(report),
      ...(countOf(report, 'unplaced') === 0 ? [] : [WAY_FORWARD]),
    ],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function unplacedLines({ document, lines }: Report): readonly string[] {
  return lines
    .filter(({ standing }) => standing === 'unplaced')
    .map(({ number, text }) => `${document}:${number}: unplaced: ${cut(oneLine(text), ROOM)}`);
}

function looseLines({ lines }: Report): readonly string[] {
  const loose = lines.filter(({ isLoose }) => isLoose).map(({ number }) => number);
  if (loose.length === 0) return [];
  return [`Placed by a whole, and by none of its parts: ${rangesOf(loose).map(showRange).join(', ')}.`];
}

/** A document may hold what would move the cursor of whoever reads about it. */
function oneLine(text: string): string {
  return showHidden(text.replace(/\s+/gu, ' ').trim());
}
