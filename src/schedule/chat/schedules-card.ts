import type { ListItem } from '../../chat/card.ts';
import type { CardDraft } from '../../chat/draft.ts';
import { exactTime } from '../../chat/time-text.ts';
import type { CommandContext } from '../../commands/command.ts';
import { SCHEDULES } from '../key.ts';
import { isEnded, type Occurrence } from '../occurrence.ts';
import type { ScheduleView } from '../service.ts';
import { askedSystem, nothingScheduled } from './asked-system.ts';

/** What is due when, by system, with what became of it last. @throws OpsError for whoever may not look */
export async function schedulesCard(context: CommandContext, typed: string): Promise<CardDraft> {
  const { system, title } = await askedSystem(context, typed);
  const views = await SCHEDULES.in(context.services).list(system, 1);
  if (views.length === 0) return nothingScheduled(title);
  const bad = views.filter(({ last }) => last !== undefined && isBad(last)).length;
  return {
    title: `Schedules of ${title}`,
    tone: bad === 0 ? 'neutral' : 'warning',
    status: bad === 0 ? 'Nothing is overdue.' : `${bad} of them: overdue, or the last one went wrong.`,
    blocks: [{ type: 'list', items: views.map((view) => itemOf(view, system === undefined)) }],
    controls: [],
  };
}

function itemOf({ schedule, idle, next, last }: ScheduleView, isOfAll: boolean): ListItem {
  const of = isOfAll ? ` (${schedule.system})` : '';
  const [first] = next;
  const parts = [
    `${schedule.title}${of}: ${schedule.when}.`,
    ...(idle === undefined
      ? [first === undefined ? nothingNext(last) : `Next ${exactTime(first)}.`]
      : [`Not kept: ${idle}.`]),
    ...(last === undefined ? [] : [lastInWords(last)]),
  ];
  return { mark: markOf(last), text: parts.filter(Boolean).join(' ') };
}

function nothingNext(last: Occurrence | undefined): string {
  return last !== undefined && !isEnded(last) ? '' : 'No date comes any more.';
}

function markOf(last: Occurrence | undefined): ListItem['mark'] {
  if (last === undefined) return 'bullet';
  if (isBad(last)) return 'failed';
  return isEnded(last) ? 'done' : 'doing';
}

function lastInWords({ state, dueAt, endedAt, missedAt, note }: Occurrence): string {
  const due = exactTime(dueAt);
  if (state === 'done') return `Last done ${exactTime(endedAt ?? dueAt)}.`;
  if (state === 'failed') return `The last one, due ${due}, went wrong.`;
  if (state === 'skipped') return `The last one, due ${due}, was not done.`;
  if (missedAt !== null) return `Overdue since ${due}.`;
  return state === 'open' ? `Due since ${due}, and begun.` : `Due since ${due}. ${note ?? ''}`;
}

function isBad({ state, missedAt }: Occurrence): boolean {
  return state === 'failed' || (missedAt !== null && state !== 'done');
}
