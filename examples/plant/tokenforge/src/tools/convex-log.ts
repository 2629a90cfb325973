import { hasFault } from '../faults.ts';
import type { PlantState } from '../state.ts';

/** One execution of a function, as the tool prints it with --jsonl. Times are seconds of Unix. */
export interface LogEvent {
  readonly kind: 'Completion';
  readonly identifier: string;
  readonly udfType: 'Query' | 'Mutation';
  readonly timestamp: number;
  readonly executionTime: number;
  readonly error: string | null;
  readonly requestId: string;
}

interface Pace {
  readonly runs: number;
  readonly minutesBetween: number;
}

/** The last 35 hours. */
const USUAL: Pace = { runs: 40, minutesBetween: 53 };
const BUSY: Pace = { runs: 2_000, minutesBetween: 1 };

/** What ran, oldest first. */
export function history(state: PlantState, now: Date): readonly LogEvent[] {
  if (hasFault(state, 'log-silent')) return [];
  const pace = hasFault(state, 'log-busy') ? BUSY : USUAL;
  return Array.from({ length: pace.runs }, (_, index) => event(state, pace, now, pace.runs - index));
}

function event(state: PlantState, { minutesBetween }: Pace, now: Date, ago: number): LogEvent {
  const creates = ago % 2 === 0;
  const identifier = creates ? 'tokens:create' : 'tokens:list';
  const breaks = creates && ago <= 6 && (!state.backend.works || hasFault(state, 'error-rate'));
  return {
    kind: 'Completion',
    identifier,
    udfType: creates ? 'Mutation' : 'Query',
    timestamp: Math.floor(now.getTime() / 1_000) - ago * minutesBetween * 60,
    executionTime: creates ? 0.084 : 0.021,
    error: breaks ? 'Uncaught TypeError: cannot read properties of undefined' : null,
    requestId: `request-${ago}`,
  };
}
