import { formatDuration } from '../duration.ts';
import { cronTimes } from '../values/cron.ts';
import type { Recurrence } from './recurrence.ts';
import type { Schedule, Starts } from './schedule.ts';

/** What of a runbook says when something is due. */
export interface ScheduledRunbook {
  readonly id: string;
  readonly schedules: Readonly<Record<string, Written>>;
  readonly checklists: Readonly<
    Record<string, { readonly title: string; readonly dueWithin?: number | undefined }>
  >;
  readonly procedures: Readonly<Record<string, { readonly title: string }>>;
}

interface Written {
  readonly title: string;
  readonly cron?: string | undefined;
  readonly every?: number | undefined;
  readonly afterCompletion?: number | undefined;
  readonly date?: string | undefined;
  readonly continuous?: true | undefined;
  readonly timezone: string;
  readonly missed: Schedule['missed'];
  readonly starts: {
    readonly checklist?: string | undefined;
    readonly action?: string | undefined;
    readonly procedure?: string | undefined;
    readonly reminder?: string | undefined;
    readonly watch?: string | undefined;
  };
  readonly within?: number | undefined;
  readonly seenBy?:
    | { readonly action?: string | undefined; readonly confirm?: string | undefined }
    | undefined;
  readonly calls?: readonly string[] | undefined;
  readonly onlyAfter?: string | undefined;
}

/** The schedules of a runbook, in the order of their names. */
export function schedulesOf(runbook: ScheduledRunbook): readonly Schedule[] {
  const keyOf = (id: string): string => `${runbook.id}:${id}`;
  return Object.entries(runbook.schedules)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, written]) => ({
      key: keyOf(id),
      system: runbook.id,
      title: written.title,
      recurrence: recurrenceOf(written),
      when: whenInWords(written),
      timezone: written.timezone,
      missed: written.missed,
      starts: startsOf(runbook, written),
      withinMs: written.within ?? runbook.checklists[written.starts.checklist ?? '']?.dueWithin ?? null,
      calls: written.calls ?? [],
      onlyAfter: written.onlyAfter === undefined ? null : keyOf(written.onlyAfter),
    }));
}

function recurrenceOf({ cron, every, afterCompletion, date, timezone }: Written): Recurrence {
  if (cron !== undefined) return { kind: 'cron', cron, timezone };
  if (every !== undefined) return { kind: 'every', ms: every };
  if (afterCompletion !== undefined) return { kind: 'after', ms: afterCompletion };
  if (date !== undefined) return { kind: 'once', at: beginningOfDay(date, timezone) };
  return { kind: 'never' };
}

/** Where a day has no midnight, it begins when the clock goes on. */
function beginningOfDay(date: string, timezone: string): Date {
  const [, month, day] = date.split('-').map(Number);
  const noon = new Date(`${date}T12:00:00Z`);
  const near = new Date(noon.getTime() - 2 * 86_400_000);
  return cronTimes(`0 0 ${day} ${month} *`, timezone).after(near) ?? noon;
}

function whenInWords({ cron, every, afterCompletion, date, timezone }: Written): string {
  if (cron !== undefined) return `cron ${cron} (${timezone})`;
  if (every !== undefined) return `every ${formatDuration(every)}`;
  if (afterCompletion !== undefined) return `${formatDuration(afterCompletion)} after it was done last`;
  return date === undefined ? 'all the time' : `on ${date} (${timezone})`;
}

function startsOf({ id: system, checklists, procedures }: ScheduledRunbook, written: Written): Starts {
  const { action, checklist, procedure, reminder, watch = '' } = written.starts;
  if (action !== undefined) return { kind: 'action', action: `${system}:${action}` };
  if (checklist !== undefined)
    return { kind: 'checklist', id: checklist, title: checklists[checklist]?.title ?? checklist };
  if (procedure !== undefined)
    return { kind: 'procedure', id: procedure, title: procedures[procedure]?.title ?? procedure };
  if (reminder !== undefined) return { kind: 'reminder', text: reminder };
  return { kind: 'watch', text: watch, seenBy: seenByOf(system, written.seenBy) };
}

function seenByOf(system: string, seenBy: Written['seenBy']): (Starts & { kind: 'watch' })['seenBy'] {
  if (seenBy?.action !== undefined) return { action: `${system}:${seenBy.action}` };
  return seenBy?.confirm === undefined ? null : { confirm: seenBy.confirm };
}
