import { parseEntryBody } from '../../../audit/entry.ts';
import type { Naming } from './overtaken.ts';

/** Two people have said that an emergency has ended of which no record is left that says so. */
export const DECLARED_ENDED = 'run.declared-ended';

/** A run that has begun, as the log tells it: whoever alters its row must not hide it. */
export interface Begun extends Naming {
  readonly run: string;
  /** The entry of the log with which it began: their order is that in which they were written. */
  readonly id: string;
  readonly at: Date;
  /** The body of the first entry of its chain. */
  readonly first: string;
  /** The state in which it ended, as the log says; null: it says nothing of an end. */
  readonly ended: string | null;
  /** Its state, as its row has it; null: there is none. */
  readonly state: string | null;
  /** Its row is gone, or says something else of it than the log. */
  readonly altered: boolean;
}

/** What the log says of how somebody asked for a run. */
export interface AskedFor {
  readonly title: string;
  /** The principal who did. */
  readonly by: string;
  /** In their words. Absent: they gave none. */
  readonly reason?: string;
}

export function askedForIn({ run, first }: Pick<Begun, 'run' | 'first'>): AskedFor {
  const queued = parseEntryBody(first);
  const reason = queued?.data.reason;
  return {
    title: String(queued?.data.title ?? queued?.data.action ?? run),
    by: (queued?.actor ?? '').replace(/^principal\//, ''),
    ...(typeof reason === 'string' ? { reason } : {}),
  };
}
