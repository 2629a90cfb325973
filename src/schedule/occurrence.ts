import type { Json } from '../canonical.ts';
import type { Starts } from './schedule.ts';

/**
 * `due`: nobody has begun with it. `open`: begun, or people were told. The others are ends: `skipped` was never begun, and of
 * `failed` somebody must know.
 */
export type OccurrenceState = 'due' | 'open' | 'done' | 'failed' | 'skipped';

/** One time at which a schedule was due: there is one of it, whatever happens to the processes. */
export interface Occurrence {
  readonly id: string;
  /** Key of its schedule. */
  readonly schedule: string;
  readonly dueAt: Date;
  readonly state: OccurrenceState;
  /** As it was when it became due: a change of the runbook changes nothing here. */
  readonly what: What;
  /** Where its card belongs. */
  readonly place: Json;
  /** When it was to be done at the latest. */
  readonly deadline: Date | null;
  /** When it was found not to be done by then. */
  readonly missedAt: Date | null;
  readonly endedAt: Date | null;
  /** The run that was started, or that looked. */
  readonly run: string | null;
  /** The request that was opened. */
  readonly request: string | null;
  /** What it waits for, or how it ended, where that is not plain; a sentence. */
  readonly note: string | null;
  /** Principal who said what became of it. */
  readonly by: string | null;
  /** Whether people see a card of it. */
  readonly told: boolean;
}

export interface What {
  readonly title: string;
  readonly starts: Starts;
  readonly calls: readonly string[];
  /** Whether every one is made up for, and none gives way to a later one. */
  readonly all: boolean;
  /** Whether it comes at an interval: a look of which people hear when it does not go well. */
  readonly often: boolean;
}

export function isEnded({ state }: Pick<Occurrence, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'skipped';
}

/** Whether people say themselves what became of it. */
export function isForPeople({ starts }: Pick<What, 'starts'>): boolean {
  if (starts.kind === 'watch') return starts.seenBy !== null && 'confirm' in starts.seenBy;
  return starts.kind !== 'action';
}

/** What it is about, in a sentence. */
export function whatInWords({ starts }: Pick<What, 'starts'>): string {
  switch (starts.kind) {
    case 'action':
      return `${starts.action} is started.`;
    case 'checklist':
    case 'procedure':
      return `The ${starts.kind} "${starts.title}" is due.`;
    case 'reminder':
    case 'watch':
      return starts.text;
  }
}
