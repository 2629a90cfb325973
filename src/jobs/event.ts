import type { Json } from '../canonical.ts';

/**
 * What a domain says outward, in the transaction that changes its state. Consumers read the current state of
 * `subject` and must tolerate a repeat: an event is handled at least once.
 */
export interface DomainEvent {
  /** Dotted, e.g. `request.changed`, `run.changed`, `run.output`. */
  readonly kind: string;
  /** `<room noun>/<id>`, e.g. `request/apr-7k2m9q4t`. */
  readonly subject: string;
  readonly at: Date;
  readonly data: { readonly [key: string]: Json };
}
