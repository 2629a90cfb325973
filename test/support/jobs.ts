import type { DomainEvent } from '../../src/jobs/event.ts';
import type { Jobs } from '../../src/jobs/port.ts';

export interface FakeJobs extends Jobs {
  readonly events: DomainEvent[];
  readonly woken: { topic: string; id: string }[];
  /** `kind subject` -> due */
  readonly timers: Map<string, Date>;
}

/** Remembers what was asked, outside the transaction: for tests of one room alone. */
export function fakeJobs(): FakeJobs {
  const events: DomainEvent[] = [];
  const woken: { topic: string; id: string }[] = [];
  const timers = new Map<string, Date>();
  return {
    events,
    woken,
    timers,
    async emit(_tx, event) {
      events.push(event);
    },
    async setTimer(_tx, kind, subject, dueAt) {
      timers.set(`${kind} ${subject}`, dueAt);
    },
    async cancelTimer(_tx, kind, subject) {
      timers.delete(`${kind} ${subject}`);
    },
    async wake(_tx, topic, id) {
      woken.push({ topic, id });
    },
  };
}
