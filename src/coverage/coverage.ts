import type { Citation } from '../runbook/definition/citation/cited.ts';
import type { LineRange } from '../runbook/definition/citation/lines.ts';
import type { DocumentLine } from './document/document.ts';
import { wholesAmong } from './wholes.ts';

export type Standing = 'placed' | 'left out' | 'unplaced' | 'structure';

/** A line of the document and what became of it. */
export interface CoveredLine extends DocumentLine {
  /** Of lines that say something; all others are structure, whoever cites them. */
  readonly standing: Standing;
  /** What cites it or leaves it out, the narrowest first: what cites ten lines means less by each of them. */
  readonly by: readonly Citation[];
  /** It is placed, but only as a part of what is cited as a whole: none of the parts cites it. */
  readonly isLoose: boolean;
}

/** What a runbook makes of each line of its document. */
export function coverageOf(
  lines: readonly DocumentLine[],
  citations: readonly Citation[],
): readonly CoveredLine[] {
  const wholes = wholesAmong(citations);
  return lines.map((line) => {
    const by = citing(line.number, citations);
    const standing = standingOf(line, by);
    return { ...line, standing, by, isLoose: standing === 'placed' && by.every((one) => wholes.has(one)) };
  });
}

function citing(line: number, citations: readonly Citation[]): readonly Citation[] {
  return citations
    .flatMap((citation) => {
      const width = widthAt(line, citation.ranges);
      return width === undefined ? [] : [{ citation, width }];
    })
    .sort((a, b) => a.width - b.width)
    .map(({ citation }) => citation);
}

function standingOf({ kind }: DocumentLine, by: readonly Citation[]): Standing {
  if (kind !== 'operational') return 'structure';
  if (by.some(({ leftOut }) => leftOut === undefined)) return 'placed';
  return by.length === 0 ? 'unplaced' : 'left out';
}

/** How many lines the range has that holds the line; undefined where none does. */
function widthAt(line: number, ranges: readonly LineRange[]): number | undefined {
  const widths = ranges.flatMap(({ from, to }) => (from <= line && line <= to ? [to - from] : []));
  return widths.length === 0 ? undefined : Math.min(...widths);
}
