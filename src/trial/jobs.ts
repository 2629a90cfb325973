import { AsyncResource } from 'node:async_hooks';
import type { DomainEvent } from '../jobs/event.ts';
import type { Jobs, TimerHandler } from '../jobs/port.ts';
import type { Database } from '../store/database.ts';

/** The jobs of one test: nothing of them is kept, and time passes when the test lets it. */
export interface TrialJobs extends Jobs {
  /** What was said, oldest first. */
  readonly events: readonly DomainEvent[];
  /** Whoever works on what is woken. To be told once, before anything is. */
  serve(work: (id: string) => Promise<void>): void;
  /** Resolves when nobody works any more. @throws what somebody failed by. */
  settled(): Promise<void>;
  /** When the next timer of a subject is due; undefined: it has none. */
  nextDue(subject: string): Date | undefined;
  /** Lets every timer fire that is due. */
  fire(db: Database, now: Date, handlers: Readonly<Record<string, TimerHandler>>): Promise<void>;
}

interface Timer {
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: Date;
}

export function trialJobs(): TrialJobs {
  const events: DomainEvent[] = [];
  const timers = new Map<string, Timer>();
  const working = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let work: (id: string) => Promise<void> = async () => {};
  // Whoever wakes somebody does so inside a transaction, and what is begun there must not count as a part of it.
  const begin = AsyncResource.bind((id: string) => {
    const one = work(id)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => working.delete(one));
    working.add(one);
  });
  return {
    events,
    serve(by) {
      work = by;
    },
    async emit(tx, event) {
      tx.afterCommit(() => events.push(event));
    },
    async setTimer(tx, kind, subject, dueAt) {
      tx.afterCommit(() => timers.set(`${kind} ${subject}`, { kind, subject, dueAt }));
    },
    async cancelTimer(tx, kind, subject) {
      tx.afterCommit(() => timers.delete(`${kind} ${subject}`));
    },
    async wake(tx, topic, id) {
      if (topic === 'run') tx.afterCommit(() => begin(id));
    },
    async settled() {
      while (working.size > 0) await Promise.all(working);
      if (failure !== undefined) throw failure.error;
    },
    nextDue(subject) {
      const due = [...timers.values()].filter((timer) => timer.subject === subject);
      return due.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())[0]?.dueAt;
    },
    async fire(db, now, handlers) {
      for (const [key, { kind, subject, dueAt }] of timers) {
        if (dueAt > now) continue;
        timers.delete(key);
        await db.transact(async (tx) => handlers[kind]?.(tx, subject, now));
      }
    },
  };
}
