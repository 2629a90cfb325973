import type { Citation } from '../runbook/definition/citation/cited.ts';
import { type LineRange, showRange } from '../runbook/definition/citation/lines.ts';
import type { Finding } from '../written/problem.ts';
import type { DocumentLine } from './document/document.ts';

const SHIFTED = 'Cite the lines that say it: lines may have moved since.';

/** Citations that the document does not bear out: of lines that it does not have, or on which it says nothing. */
export function faultsIn(lines: readonly DocumentLine[], citations: readonly Citation[]): readonly Finding[] {
  return citations.flatMap((citation) => faultsOf(lines, citation));
}

function faultsOf(lines: readonly DocumentLine[], { path, ranges }: Citation): readonly Finding[] {
  const outside = ranges.filter(({ to }) => to > lines.length);
  if (outside.length > 0) return outside.map((range) => ({ path, ...beyond(range, lines.length) }));
  const blank = ranges.filter((range) => within(lines, range).every(({ kind }) => kind === 'blank'));
  if (blank.length > 0) return blank.map((range) => ({ path, ...saysNothing(range, 'is blank') }));
  const says = ranges.some((range) => within(lines, range).some(({ kind }) => kind === 'operational'));
  return says
    ? []
    : ranges.slice(0, 1).map((range) => ({ path, ...saysNothing(range, 'has only headings and the like') }));
}

function beyond(range: LineRange, count: number): Omit<Finding, 'path'> {
  const message = `${showRange(range)} lies outside of the document, which ends with L${count}.`;
  return { message, suggestion: SHIFTED };
}

function saysNothing(range: LineRange, why: string): Omit<Finding, 'path'> {
  return { message: `${showRange(range)} ${why} in the document.`, suggestion: SHIFTED };
}

function within(lines: readonly DocumentLine[], { from, to }: LineRange): readonly DocumentLine[] {
  return lines.slice(from - 1, to);
}
