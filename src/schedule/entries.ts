import type { Actor, AuditRecord, NewEntry } from '../audit/entry.ts';
import { entryKinds } from '../audit/words.ts';
import { isEnded, type Occurrence } from './occurrence.ts';
import { OCCURRENCE } from './schedule.ts';

const KINDS = entryKinds(
  {
    'occurrence.due': 'Became due',
    'occurrence.begun': 'What was due began',
    'occurrence.missed': 'It was not done in time',
    'occurrence.done': 'What was due is done',
    'occurrence.failed': 'What was due went wrong',
    'occurrence.skipped': 'What was due was not begun',
    'occurrence.said-done': 'Said that what was due is done',
    'occurrence.said-not-done': 'Said that what was due was not done',
    'schedule.left-out': 'What was due while Keyturn was down was left out',
  },
  ['occurrence.said-done', 'occurrence.said-not-done'],
);

const SERVICE: Actor = 'service/schedule';

export function dueEntry({ id, schedule, dueAt, what }: Occurrence, at: Date): NewEntry {
  const [system = ''] = schedule.split(':');
  return {
    chain: OCCURRENCE.subject(id),
    kind: KINDS['occurrence.due'],
    actor: SERVICE,
    at,
    data: { about: what.title, schedule, due: dueAt.toISOString(), subject: { id: `${system}:schedule` } },
  };
}

/** What became of it, after the change. */
export function movedEntry(occurrence: Occurrence, at: Date): NewEntry {
  const { id, state, run, request, note } = occurrence;
  const kind = state === 'open' || state === 'due' ? 'occurrence.begun' : (`occurrence.${state}` as const);
  return {
    chain: OCCURRENCE.subject(id),
    kind: KINDS[kind],
    actor: SERVICE,
    at,
    data: {
      ...(run === null ? {} : { run }),
      ...(request === null ? {} : { request }),
      ...(note === null ? {} : { note }),
    },
  };
}

export function missedEntry({ id, deadline }: Occurrence, at: Date): NewEntry {
  const data = { deadline: deadline?.toISOString() ?? null };
  return { chain: OCCURRENCE.subject(id), kind: KINDS['occurrence.missed'], actor: SERVICE, at, data };
}

/** Somebody said what became of it. */
export function saidEntry({ id, note }: Occurrence, by: string, done: boolean, at: Date): NewEntry {
  const kind = KINDS[done ? 'occurrence.said-done' : 'occurrence.said-not-done'];
  const data = note === null ? {} : { note };
  return { chain: OCCURRENCE.subject(id), kind, actor: `principal/${by}`, at, data };
}

/** In a chain that all schedules share. */
export function leftOutEntry(schedule: string, from: Date, to: Date, at: Date): NewEntry {
  const data = { schedule, from: from.toISOString(), to: to.toISOString() };
  return { chain: 'schedules', kind: KINDS['schedule.left-out'], actor: SERVICE, at, data };
}

/** Names what the entries of an occurrence tell that must not have happened. */
export function replayOccurrence(
  entries: readonly AuditRecord[],
): readonly { readonly seq: number; readonly problem: string }[] {
  const found: { seq: number; problem: string }[] = [];
  let ended: string | undefined;
  let begun = false;
  for (const [index, { seq, kind }] of entries.entries()) {
    const isBeginning = kind === KINDS['occurrence.due'];
    if (isBeginning !== (index === 0)) {
      const problem = isBeginning ? 'it became due a second time' : `the chain begins with ${kind}`;
      found.push({ seq, problem });
    }
    if (ended !== undefined) found.push({ seq, problem: `${kind} after ${ended}, which is an end` });
    if (kind === KINDS['occurrence.begun']) {
      if (begun) found.push({ seq, problem: 'it began a second time' });
      begun = true;
    }
    if (ENDS.has(kind)) ended = kind;
  }
  return found;
}

const ENDS: ReadonlySet<string> = new Set([
  KINDS['occurrence.done'],
  KINDS['occurrence.failed'],
  KINDS['occurrence.skipped'],
  KINDS['occurrence.said-done'],
  KINDS['occurrence.said-not-done'],
]);

/** The entry of a change of state: an end that nobody said, or a beginning. */
export function entryOf(occurrence: Occurrence, at: Date): NewEntry {
  if (occurrence.by === null || !isEnded(occurrence)) return movedEntry(occurrence, at);
  return saidEntry(occurrence, occurrence.by, occurrence.state === 'done', at);
}
