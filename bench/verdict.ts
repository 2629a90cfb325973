import type { Bound, Figure } from './figure.ts';

/**
 * Whether a figure keeps its promise. What could not be measured, or has no floor to be compared with, does not; nor does less
 * than nothing, which only a measurement that went wrong gives.
 */
export function isKept({ value, floor, promise }: Figure): boolean {
  if (!Number.isFinite(value) || value < 0) return false;
  if (promise === undefined) return true;
  const limit = promise.of === 'floor' ? promise.value * (floor ?? Number.NaN) : promise.value;
  if (!Number.isFinite(limit)) return false;
  switch (promise.is) {
    case 'at most':
      return value <= limit;
    case 'at least':
      return value >= limit;
    case 'exactly':
      return value === limit;
  }
}

/** The figures that miss what is promised of them. */
export function missed(figures: readonly Figure[]): readonly Figure[] {
  return figures.filter((figure) => !isKept(figure));
}

/** 0 only when something was measured and everything kept. */
export function exitCodeOf(figures: readonly Figure[]): 0 | 1 {
  return figures.length > 0 && missed(figures).length === 0 ? 0 : 1;
}

/** A promise as people read it: "at most 2.5 of the floor". */
export function promiseText(promise: Bound | undefined): string {
  if (promise === undefined) return '';
  const { is, value, of } = promise;
  return `${is} ${value.toLocaleString('en-US')}${of === undefined ? '' : ' of the floor'}`;
}
