import type { EventHandler, SubjectsHandler, TimerHandler, WakeHandler } from './port.ts';
import type { JobsRuntime } from './service.ts';

/**
 * A room as the composition root sees it: what it does when something is due, said, asked for or left behind, and how it
 * begins. Each room says its own; nothing else has to know.
 */
export interface Room {
  /** By kind of timer. */
  readonly timers?: Readonly<Record<string, TimerHandler>>;
  /** By kind of event. */
  readonly events?: Readonly<Record<string, EventHandler>>;
  /** For kinds of events of which only the subject matters: all of a burst is handled at once. */
  readonly bursts?: { readonly kinds: readonly string[]; readonly handle: SubjectsHandler };
  /** By topic. */
  readonly wakeUps?: Readonly<Record<string, WakeHandler>>;
  /** By name: each finds what lost its wake-up, or what time alone changes, and begins the work on it in the background. */
  readonly sweeps?: Readonly<Record<string, () => Promise<void>>>;
  /** What keeps it from its work, in sentences; empty when nothing does. */
  problems?(): readonly string[];
  /** For a database that one process has to itself, before the start: what was held is held by a process that is gone. */
  abandonLeases?(): Promise<void>;
}

/** What of the jobs takes handlers. */
export interface Registering extends Pick<JobsRuntime, 'onSweep'> {
  readonly timers: Pick<JobsRuntime['timers'], 'on'>;
  readonly events: Pick<JobsRuntime['events'], 'on' | 'onSubjects'>;
  readonly wakeUps: Pick<JobsRuntime['wakeUps'], 'on'>;
}

/**
 * Hands all that the rooms do to the jobs. An event may be of interest to several.
 * @throws Error on two that handle one timer, wake-up or sweep: a mistake in the wiring.
 */
export function connect(jobs: Registering, rooms: readonly Room[]): void {
  for (const { timers = {}, events = {}, bursts, wakeUps = {}, sweeps = {} } of rooms) {
    for (const [kind, handler] of Object.entries(timers)) jobs.timers.on(kind, handler);
    for (const [kind, handler] of Object.entries(events)) jobs.events.on(kind, handler);
    if (bursts !== undefined) jobs.events.onSubjects(bursts.kinds, bursts.handle);
    for (const [topic, handler] of Object.entries(wakeUps)) jobs.wakeUps.on(topic, handler);
    for (const [name, sweep] of Object.entries(sweeps)) jobs.onSweep(name, sweep);
  }
}
