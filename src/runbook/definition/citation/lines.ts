/** Lines of a document, counted from 1, both ends included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** The ranges that a citation such as `L12, L14-16` names, in its order; none where it is no citation. */
export function rangesIn(citation: string): readonly LineRange[] {
  return [...citation.matchAll(/L(\d+)(?:-(\d+))?/g)].map(([, from, to = from]) => ({
    from: Number(from),
    to: Number(to),
  }));
}

/** The ranges that lines in ascending order make: 3, 4, 5, 9 are L3-5 and L9. */
export function rangesOf(lines: readonly number[]): readonly LineRange[] {
  const ranges: LineRange[] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last?.to === line - 1) ranges[ranges.length - 1] = { from: last.from, to: line };
    else ranges.push({ from: line, to: line });
  }
  return ranges;
}

/** As it is cited: `L12`, `L14-16`. */
export function showRange({ from, to }: LineRange): string {
  return from === to ? `L${from}` : `L${from}-${to}`;
}

/** The lines that both have; undefined where there are none. */
export function sharedLines(a: LineRange, b: LineRange): LineRange | undefined {
  const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
  return from > to ? undefined : { from, to };
}
