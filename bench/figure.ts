/** What a figure must keep to: so much of its own unit, or so many times the floor that was measured beside it. */
export interface Bound {
  readonly is: 'at most' | 'at least' | 'exactly';
  readonly value: number;
  /** `floor`: `value` times the floor of the same run, which holds on any machine. Absent: in the figure's unit. */
  readonly of?: 'floor';
}

/** One line of the table: a figure, the floor that was measured beside it in the same run, and what is promised. */
export interface Figure {
  readonly what: string;
  readonly unit: 'per second' | 'ms' | 's' | 'MB' | 'count';
  readonly value: number;
  /** The same work at its barest, in the same run; absent when there is none. */
  readonly floor?: number;
  /** Absent: told, and not promised. */
  readonly promise?: Bound;
}

export function atMost(value: number, of?: 'floor'): Bound {
  return bound('at most', value, of);
}

export function atLeast(value: number, of?: 'floor'): Bound {
  return bound('at least', value, of);
}

export function exactly(value: number): Bound {
  return bound('exactly', value, undefined);
}

function bound(is: Bound['is'], value: number, of: 'floor' | undefined): Bound {
  return of === undefined ? { is, value } : { is, value, of };
}
