import { oneLine } from '../../../../chat/safe-text.ts';

// A phone shows about so many characters of a code block in one line.
const WIDEST = 60;

/** A table in aligned columns where that is narrow enough, otherwise a line a row with bars. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((cells) => cells.map(oneLine));
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => lengthOf(cells[column] ?? ''))));
  const total = widths.reduce((sum, width) => sum + width + 2, 0);
  if (total > WIDEST) return lines.map((cells) => cells.join(' | ')).join('\n');
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell + padding(cell, widths[column] ?? 0))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

function padding(cell: string, width: number): string {
  return ' '.repeat(Math.max(0, width - lengthOf(cell)) + 2);
}

function lengthOf(text: string): number {
  return [...text].length;
}
