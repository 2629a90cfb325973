import type { Logger } from 'pino';
import { crashPoint } from '../crash-point.ts';
import { messageOf } from '../errors.ts';
import type { Database } from '../store/database.ts';
import type { EventHandler } from './port.ts';
import { deleteEvents, type HeldEvent, holdEvents, postponeEvents } from './store.ts';

const BATCH = 200;
const HOLD_MS = 30_000;
const MAX_BACKOFF_MS = 60_000;

export interface EventPump {
  /** Handlers are called in the order of registration, for events whose kind matches exactly. */
  on(kind: string, handler: EventHandler): void;
  /** Handles what is there now. @returns how many events were taken. */
  runOnce(): Promise<number>;
}

/**
 * Hands events to their handlers at least once. Events that say the same of the same subject are merged: a
 * handler reads the current state, so the newest one is enough.
 * @param holdMs how long events stay with a process that gives no sign of life.
 */
export function createEventPump(database: Database, log: Logger, holdMs = HOLD_MS): EventPump {
  const handlers = new Map<string, EventHandler[]>();

  async function handle(group: readonly HeldEvent[]): Promise<void> {
    const newest = group.at(-1);
    if (newest === undefined) return;
    const ids = group.map((event) => event.id);
    try {
      crashPoint('before-event');
      for (const handler of handlers.get(newest.kind) ?? []) await handler(newest);
      crashPoint('after-event');
      await database.transact((tx) => deleteEvents(tx, ids));
    } catch (error) {
      const delayMs = Math.min(MAX_BACKOFF_MS, 250 * 2 ** Math.min(newest.tries, 8));
      log.error({ event: newest.kind, subject: newest.subject, delayMs, err: error }, 'event handler failed');
      await database.transact(async (tx) => {
        const now = await tx.now();
        await postponeEvents(tx, ids, new Date(now.getTime() + delayMs));
      });
    }
  }

  return {
    on(kind, handler) {
      handlers.set(kind, [...(handlers.get(kind) ?? []), handler]);
    },
    async runOnce() {
      const held = await database.transact(async (tx) => {
        const now = await tx.now();
        return holdEvents(tx, now, new Date(now.getTime() + holdMs), BATCH);
      });
      const groups = Map.groupBy(held, (event) => `${event.kind} ${event.subject}`);
      const results = await Promise.allSettled([...groups.values()].map(handle));
      for (const result of results)
        if (result.status === 'rejected')
          log.error({ reason: messageOf(result.reason) }, 'event left for later');
      return held.length;
    },
  };
}
