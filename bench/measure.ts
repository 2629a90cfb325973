/** One line of the table: a figure, the floor that was measured beside it in the same run, and what is promised. */
export interface Figure {
  readonly what: string;
  readonly unit: 'per second' | 'ms' | 's' | 'MB' | 'ratio';
  readonly value: number;
  /** The same work at its barest, in the same run; absent when the promise is absolute. */
  readonly floor?: number;
  readonly promise: string;
  readonly kept: boolean;
}

/** The value below which the share `p` (0 to 1) of the samples lies. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

export interface Throughput {
  readonly perSecond: number;
  /** Milliseconds of each call. */
  readonly samples: readonly number[];
}

/** Runs `work` for each item, `width` at a time, and times every call. */
export async function throughput<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<Throughput> {
  const samples: number[] = [];
  let next = 0;
  const started = performance.now();
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const item = items[next++] as T;
      const before = performance.now();
      await work(item);
      samples.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return { perSecond: (items.length / (performance.now() - started)) * 1000, samples };
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    `${round(figure.value)} ${figure.unit}`,
    figure.floor === undefined ? '' : `${round(figure.floor)} ${figure.unit}`,
    figure.floor === undefined ? '' : round(figure.value / figure.floor),
    figure.promise,
    figure.kept ? 'yes' : 'NO',
  ]);
  const head = ['figure', 'measured', 'floor', 'ratio', 'promise', 'kept'];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function round(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3).replace(/\.0+$/, '');
}
