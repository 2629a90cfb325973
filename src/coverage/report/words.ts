import { basename } from 'node:path';
import type { Citation } from '../../runbook/definition/citation/cited.ts';
import { showRange } from '../../runbook/definition/citation/lines.ts';
import { countOf, type Report } from './report.ts';

/** `action cache/clear, Look at it`: who cites. */
export function whoOf({ item, part }: Citation): string {
  return part === undefined ? item : `${item}, ${part}`;
}

/** `L12, L14-16` */
export function linesOf({ ranges }: Citation): string {
  return ranges.map(showRange).join(', ');
}

/** What it came to, in one sentence. */
export function summaryOf(report: Report): string {
  const counts = [
    `${counted(countOf(report, 'placed'), 'line')} placed`,
    `${countOf(report, 'left out')} left out`,
    `${countOf(report, 'unplaced')} unplaced`,
    counted(report.faults.length, 'faulty citation'),
  ];
  return `${report.document} in ${report.runbook.id}: ${counts.join(', ')}.`;
}

/** Whoever compares with another document than the runbook means is told: nearly every line would be at fault. */
export function otherDocument({ document, runbook }: Report): string | undefined {
  if (basename(document) === basename(runbook.document)) return undefined;
  return `The runbook names ${runbook.document} as its document; this is another file, or has another name.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
