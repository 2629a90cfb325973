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

/** Several measurements of the same as one. */
export function joined(parts: readonly Throughput[]): Throughput {
  const samples = parts.flatMap((part) => part.samples);
  const seconds = parts.reduce((sum, part) => sum + part.samples.length / part.perSecond, 0);
  return { perSecond: samples.length / seconds, samples };
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
