import { isOpen } from './breaker.ts';
import type { PlantState } from './state.ts';

/** What Prometheus reads of the service. */
export function metrics({ epochs, breaker }: PlantState): string {
  return [
    '# HELP flywheel_epochs_total Epochs that were executed.',
    '# TYPE flywheel_epochs_total counter',
    `flywheel_epochs_total ${epochs.total}`,
    '# HELP flywheel_errors_total Errors of epochs.',
    '# TYPE flywheel_errors_total counter',
    `flywheel_errors_total ${epochs.errors}`,
    '# HELP flywheel_circuit_breaker_state 0 closed, 1 open.',
    '# TYPE flywheel_circuit_breaker_state gauge',
    `flywheel_circuit_breaker_state ${isOpen(breaker) ? 1 : 0}`,
    '# TYPE process_start_time_seconds gauge',
    `process_start_time_seconds ${Math.floor(Date.now() / 1_000 - process.uptime())}`,
    '',
  ].join('\n');
}
