import type { Finding } from '../../../written/problem.ts';
import type { Citation } from './cited.ts';
import { type LineRange, sharedLines, showRange } from './lines.ts';

/** What citations say against each other, whatever the document says: one line twice, or left out and cited all the same. */
export function clashesIn(citations: readonly Citation[]): readonly Finding[] {
  const leftOut = citations.filter((one) => one.leftOut !== undefined);
  const cited = citations.filter((one) => one.leftOut === undefined);
  return [
    ...citations.flatMap(repeated),
    ...leftOut.flatMap((one, index) => clash(one, leftOut.slice(0, index), 'leave these lines out once')),
    ...leftOut.flatMap((one) => clash(one, cited, 'take the lines out of the one or the other')),
  ];
}

/** An item that is part of another one cites its lines again. The same citation that names a line twice miscounts. */
function repeated({ path, ranges }: Citation): readonly Finding[] {
  return ranges.flatMap((range, index) => {
    const before = sharedWith(range, ranges.slice(0, index));
    if (before === undefined) return [];
    const message = `${showRange(before)} is cited twice here.`;
    return [{ path, message, suggestion: 'Write each line once.' }];
  });
}

function clash(one: Citation, others: readonly Citation[], remedy: string): readonly Finding[] {
  const shared = others.flatMap((other) => {
    const lines = one.ranges.flatMap((range) => sharedWith(range, other.ranges) ?? []);
    return lines.slice(0, 1).map((range) => ({ other, range }));
  });
  const [first, ...more] = shared;
  if (first === undefined) return [];
  const rest = more.length === 0 ? '' : `, and ${more.length} more ${more.length === 1 ? 'does' : 'do'}`;
  const { item, leftOut } = first.other;
  const does = leftOut === undefined ? `${item} cites it` : `'${item}' leaves it out as well`;
  return [
    {
      path: one.path,
      message: `${showRange(first.range)} is left out here, but ${does}${rest}.`,
      suggestion: `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`,
    },
  ];
}

function sharedWith(range: LineRange, others: readonly LineRange[]): LineRange | undefined {
  return others.map((other) => sharedLines(range, other)).find((lines) => lines !== undefined);
}
