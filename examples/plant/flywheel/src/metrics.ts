import { isOpen } from './breaker.ts';
import type { PlantState } from './state.ts';

/** What Prometheus reads of the service. */
export function metrics({ epochs, breaker }: PlantState): string {
  return [
    '# TYPE flywheel_epochs_total counter',
    `flywheel_epochs_total ${epochs.total}`,
    '# TYPE flywheel_errors_total counter',
    `flywheel_errors_total ${epochs.errors}`,
    '# TYPE flywheel_circuit_breaker_state gauge',
    `flywheel_circuit_breaker_state ${isOpen(breaker) ? 1 : 0}`,
    '',
  ].join('\n');
}
