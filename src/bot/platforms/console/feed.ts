import type { Database } from '../../../store/database.ts';
import type { Message } from './message.ts';
import { changedAfter } from './store.ts';

/** Tells open pages what changed, from the table alone: nothing is lost between two connections. */
export interface Feed {
  /** Something was committed in this process. */
  poke(): void;
  /** Everything after `rev`, in order, then what comes, until `signal` aborts. An empty batch means: still here. */
  follow(rev: number, viewer: string, signal: AbortSignal): AsyncGenerator<readonly Message[]>;
}

const BATCH = 200;

/** @param pollMs how soon changes of other processes on the same database are seen. */
export function createFeed(db: Database, pollMs: number): Feed {
  const waiting = new Set<() => void>();
  return {
    poke() {
      for (const wake of waiting) wake();
    },
    async *follow(from, viewer, signal) {
      let rev = from;
      while (!signal.aborted) {
        // Listening starts before the query, so that a change committed during it is not slept through.
        const changed = changeOrTimeout(waiting, pollMs, signal);
        const batch = await db.read((reader) => changedAfter(reader, rev, viewer, BATCH));
        rev = batch.at(-1)?.rev ?? rev;
        yield batch;
        if (batch.length < BATCH) await changed;
      }
    },
  };
}

async function changeOrTimeout(waiting: Set<() => void>, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting.add(resolve);
  signal.addEventListener('abort', () => resolve(), { once: true });
  const timer = setTimeout(resolve, ms);
  await promise;
  clearTimeout(timer);
  waiting.delete(resolve);
}
