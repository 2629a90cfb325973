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

const RUNS = 40;
const MINUTES_BETWEEN = 53;

/** What ran during the last 35 hours, oldest first. */
export function history(state: PlantState, now: Date): readonly LogEvent[] {
  return Array.from({ length: RUNS }, (_, index) => event(state, now, RUNS - index));
}

function event(state: PlantState, now: Date, ago: number): LogEvent {
  const creates = ago % 2 === 0;
  const identifier = creates ? 'tokens:create' : 'tokens:list';
  const breaks = creates && ago <= 6 && (!state.backend.works || hasFault(state, 'error-rate'));
  return {
    kind: 'Completion',
    identifier,
    udfType: creates ? 'Mutation' : 'Query',
    timestamp: Math.floor(now.getTime() / 1_000) - ago * MINUTES_BETWEEN * 60,
    executionTime: creates ? 0.084 : 0.021,
    error: breaks ? 'Uncaught TypeError: cannot read properties of undefined' : null,
    requestId: `request-${ago}`,
  };
}
