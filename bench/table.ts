import type { Figure } from './figure.ts';
import { isKept, promiseText } from './verdict.ts';

/** The figures as a Markdown table. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    amount(figure.value, figure),
    figure.floor === undefined ? '' : amount(figure.floor, figure),
    figure.floor === undefined ? '' : round(figure.value / figure.floor),
    promiseText(figure.promise),
    figure.promise === undefined && isKept(figure) ? '' : isKept(figure) ? 'yes' : 'NO',
  ]);
  const head = ['figure', 'measured', 'floor', 'ratio', 'promise', 'kept'];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function amount(value: number, { unit }: Figure): string {
  return unit === 'count' ? value.toLocaleString('en-US') : `${round(value)} ${unit}`;
}

function round(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3).replace(/\.0+$/, '');
}
