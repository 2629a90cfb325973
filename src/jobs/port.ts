import type { Tx } from '../store/database.ts';
import type { DomainEvent } from './event.ts';

/** What a domain room may ask of the jobs room; every call belongs to the caller's transaction. */
export interface Jobs {
  /** Says an event. Delivered after the commit, at least once and in no order: whoever handles it reads the state of now. */
  emit(tx: Tx, event: DomainEvent): Promise<void>;
  /** Sets (or moves) the one live timer of this kind and subject. Never fires early; fires after a restart. */
  setTimer(tx: Tx, kind: string, subject: string, dueAt: Date): Promise<void>;
  cancelTimer(tx: Tx, kind: string, subject: string): Promise<void>;
  /**
   * Asks a worker to look at `id` after the commit. Only a hint: the sweeper finds what lost its wake-up.
   * @param whom `everybody` where another process may be at work on it and has to hear. Default: this process.
   */
  wake(tx: Tx, topic: string, id: string, whom?: 'us' | 'everybody'): Promise<void>;
}

/** Handles one due timer inside its own transaction; `now` is the database's clock after the row was locked. */
export type TimerHandler = (tx: Tx, subject: string, now: Date) => Promise<void>;
/** Handles one event; must be idempotent. Throwing keeps the event for a later try. */
export type EventHandler = (event: DomainEvent) => Promise<void>;
/**
 * Handles everything that was said of some subjects, in the transaction that forgets it; must be idempotent, and must
 * do nothing outside of the transaction. Throwing keeps the events for a later try, each subject by itself.
 */
export type SubjectsHandler = (tx: Tx, subjects: readonly string[]) => Promise<void>;
/** Works on whatever `id` needs; called concurrently in several processes, so it must take its own lease. */
export type WakeHandler = (id: string) => Promise<void>;
