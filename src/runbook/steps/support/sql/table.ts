import { cut } from '../../../../values/cut.ts';
import { rowsInWords } from './describe.ts';

/** Characters of a cell that are shown; later steps have all of it. */
const WIDEST = 60;

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** There were more rows than were taken. */
  readonly more: boolean;
}

/** Rows as a table of text, and how many there are. */
export function tableOf({ columns, rows, more }: Table): string {
  const cells = [columns.map(cellText), ...rows.map((row) => row.map(cellText))];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => lengthOf(row[column]))));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join(' | ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  const rule = widths.map((width) => '-'.repeat(width)).join('-+-');
  const count = more
    ? `more than ${rowsInWords(rows.length)}: these are the first`
    : rowsInWords(rows.length);
  return [...(columns.length === 0 ? [] : [head, rule, ...body]), `(${count})`, ''].join('\n');
}

/** What would break the table, cannot be seen, or reads like something else than a text. */
const ODD = /^$|^\s|\s$|^null$|^"|\||[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const UNSEEN = /[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu;

/** A value in one line: `null` where there is none, and in quotation marks where it could be taken for something else. */
function cellText(value: string | null): string {
  if (value === null) return 'null';
  const shown = ODD.test(value) ? JSON.stringify(value).replaceAll(UNSEEN, escaped) : value;
  return cut(shown, WIDEST);
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function lengthOf(cell = ''): number {
  return [...cell].length;
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - lengthOf(cell));
}
