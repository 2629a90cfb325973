import type { Citation } from '../../runbook/definition/citation/cited.ts';
import { clashesIn } from '../../runbook/definition/citation/clashes.ts';
import { compareProblems, type Position, type Problem } from '../../written/problem.ts';
import { type CoveredLine, coverageOf, type Standing } from '../coverage.ts';
import type { DocumentLine } from '../document/document.ts';
import { faultsIn } from '../faults.ts';
import type { CitingRunbook } from '../runbook.ts';

/** What there is to say about a document and the runbook that was taken from it. */
export interface Report {
  /** As it was named on the command line. */
  readonly document: string;
  readonly runbook: CitingRunbook;
  readonly lines: readonly CoveredLine[];
  /** In the order of files and lines. */
  readonly faults: readonly Problem[];
  placeOf(citation: Citation): Position;
}

export function reportOn(document: string, lines: readonly DocumentLine[], runbook: CitingRunbook): Report {
  const { citations, locate } = runbook;
  const findings = [...faultsIn(lines, citations), ...clashesIn(citations)];
  const faults = findings.map(({ path, message, suggestion }) => ({
    ...locate({ path }),
    message,
    suggestion,
  }));
  return {
    document,
    runbook,
    lines: coverageOf(lines, citations),
    faults: faults.sort(compareProblems),
    placeOf: ({ path }) => locate({ path }),
  };
}

/** Whether each line has its place, and each citation its line. */
export function isWhole({ lines, faults }: Report): boolean {
  return faults.length === 0 && !lines.some(({ standing }) => standing === 'unplaced');
}

export function countOf({ lines }: Report, standing: Standing): number {
  return lines.filter((line) => line.standing === standing).length;
}

/** What is left out, in the order of the document. */
export function leftOutIn({ runbook }: Report): readonly Citation[] {
  return runbook.citations
    .filter(({ leftOut }) => leftOut !== undefined)
    .toSorted((a, b) => (a.ranges[0]?.from ?? 0) - (b.ranges[0]?.from ?? 0));
}
