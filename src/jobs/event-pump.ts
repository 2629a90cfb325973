import type { Logger } from 'pino';
import { crashPoint } from '../crash-point.ts';
import { messageOf } from '../errors.ts';
import { isPermanent } from '../permanent.ts';
import type { Database, Tx } from '../store/database.ts';
import { everyOne } from '../waiting/every-one.ts';
import type { EventHandler, SubjectsHandler } from './port.ts';
import { deleteEvents, type HeldEvent, holdEvents, postponeEvents, releaseEventsHeldFor } from './store.ts';

/** Most events that one look takes: fewer mean that none is left. */
export const BATCH = 200;
/** Subjects that are handled in one transaction. */
const SUBJECTS = 50;
const HOLD_MS = 30_000;
const MAX_BACKOFF_MS = 60_000;
/** What no retry can cure is kept, and not handled again by a process that is as this one: see `releaseSetAside`. */
const SET_ASIDE_MS = 365 * 86_400_000;
/** Nothing else is held, or put off, for so long. */
const LONG_MS = 86_400_000;

export interface EventPump {
  /** Handlers are called in the order of registration, for events whose kind matches exactly. */
  on(kind: string, handler: EventHandler): void;
  /** One handler for many subjects at a time, for kinds of which only the subject matters. Several may hear of a kind. */
  onSubjects(kinds: readonly string[], handler: SubjectsHandler): void;
  /** Handles what is there now. @returns how many events were taken. */
  runOnce(): Promise<number>;
  /** Lets what was set aside be handled once more: by a process that may be of another version. */
  releaseSetAside(): Promise<void>;
}

/** What was said of one subject by one kind, or by all kinds that a {@link SubjectsHandler} has. */
type Group = readonly HeldEvent[];

/**
 * Hands events to their handlers at least once. Events that say the same of the same subject are merged: a
 * handler reads the current state, so the newest one is enough.
 * @param holdMs how long events stay with a process that gives no sign of life.
 */
export function createEventPump(database: Database, log: Logger, holdMs = HOLD_MS): EventPump {
  const handlers = new Map<string, EventHandler[]>();
  /** In the order of registration. */
  const listeners: { readonly kinds: ReadonlySet<string>; readonly handle: SubjectsHandler }[] = [];
  const forSubjects = new Set<string>();

  /** One transaction for all of them; when one of them fails, each gets its own. */
  async function handleTogether(groups: readonly Group[]): Promise<void> {
    try {
      await inOne(groups);
    } catch (error) {
      if (groups.length === 1) return postpone(groups.flat(), error);
      log.warn({ err: error, subjects: groups.length }, 'events are handled one by one');
      for (const group of groups) await handleTogether([group]);
    }
  }

  async function inOne(groups: readonly Group[]): Promise<void> {
    await database.transact(async (tx) => {
      crashPoint('before-event');
      for (const { kinds, handle } of listeners) {
        const heard = groups.flat().filter(({ kind }) => kinds.has(kind));
        if (heard.length > 0) await handle(tx, [...new Set(heard.map(({ subject }) => subject))]);
      }
      await forget(tx, groups.flat());
    });
    crashPoint('after-event');
  }

  async function handle(group: Group): Promise<void> {
    const newest = group.at(-1);
    if (newest === undefined) return;
    try {
      crashPoint('before-event');
      await everyOne(handlers.get(newest.kind) ?? [], (handler) => handler(newest));
      crashPoint('after-event');
      await database.transact((tx) => forget(tx, group));
    } catch (error) {
      await postpone(group, error);
    }
  }

  async function postpone(group: Group, error: unknown): Promise<void> {
    const newest = group.at(-1);
    if (newest === undefined) return;
    const delayMs = isPermanent(error)
      ? SET_ASIDE_MS
      : Math.min(MAX_BACKOFF_MS, 250 * 2 ** Math.min(newest.tries, 8));
    log.error({ event: newest.kind, subject: newest.subject, delayMs, err: error }, 'event handler failed');
    await database.transact((tx) => postponeEvents(tx, idsOf(group), delayMs));
  }

  /** The work on what was taken: each promise is one part that fails by itself. */
  function workOn(held: readonly HeldEvent[]): readonly Promise<void>[] {
    const [shared, single] = [
      held.filter(({ kind }) => forSubjects.has(kind)),
      held.filter(({ kind }) => !forSubjects.has(kind)),
    ];
    const bySubject = [...Map.groupBy(shared, ({ subject }) => subject).values()];
    return [
      ...inParts(bySubject).map(handleTogether),
      ...[...Map.groupBy(single, ({ kind, subject }) => `${kind} ${subject}`).values()].map(handle),
    ];
  }

  return {
    on(kind, handler) {
      if (forSubjects.has(kind)) throw new Error(`events of kind ${kind} are handled by their subjects`);
      handlers.set(kind, [...(handlers.get(kind) ?? []), handler]);
    },
    onSubjects(kinds, handler) {
      for (const kind of kinds) {
        if (handlers.has(kind)) throw new Error(`events of kind ${kind} are handled one by one`);
        forSubjects.add(kind);
      }
      listeners.push({ kinds: new Set(kinds), handle: handler });
    },
    async runOnce() {
      // One statement is a transaction of its own.
      const held = await database.read((reader) => holdEvents(reader, holdMs, BATCH));
      for (const result of await Promise.allSettled(workOn(held)))
        if (result.status === 'rejected')
          log.error({ reason: messageOf(result.reason) }, 'event left for later');
      return held.length;
    },
    async releaseSetAside() {
      const released = await database.read((reader) => releaseEventsHeldFor(reader, LONG_MS));
      if (released > 0)
        log.warn({ events: released }, 'events that could not be handled before are tried again');
    },
  };
}

function idsOf(group: Group): readonly number[] {
  return group.map(({ id }) => id);
}

async function forget(tx: Tx, group: Group): Promise<void> {
  await deleteEvents(tx, idsOf(group));
}

function inParts(groups: readonly Group[]): readonly (readonly Group[])[] {
  const parts: (readonly Group[])[] = [];
  for (let from = 0; from < groups.length; from += SUBJECTS) parts.push(groups.slice(from, from + SUBJECTS));
  return parts;
}
