import type { CardDraft } from '../../chat/draft.ts';
import { exactTime } from '../../chat/time-text.ts';
import type { CommandContext } from '../../commands/command.ts';
import { SCHEDULES } from '../key.ts';
import type { ScheduleView } from '../service.ts';
import { askedSystem, nothingScheduled } from './asked-system.ts';

/** As many dates as are read on a phone. */
const MOST = 15;
const EACH = 5;
/** What comes more often is told with its next date alone, or nothing else would be. */
const OFTEN_MS = 3_600_000;

/** The dates that come, the first one first. @throws OpsError for whoever may not look */
export async function nextCard(context: CommandContext, typed: string): Promise<CardDraft> {
  const { system, title } = await askedSystem(context, typed);
  const views = await SCHEDULES.in(context.services).list(system, EACH);
  if (views.length === 0) return nothingScheduled(title);
  const dates = views
    .filter(({ idle }) => idle === undefined)
    .flatMap((view) => datesOf(view).map((at) => ({ at, schedule: view.schedule })))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const rows = dates
    .slice(0, MOST)
    .map(({ at, schedule }) => [
      exactTime(at),
      schedule.title,
      ...(system === undefined ? [schedule.system] : []),
    ]);
  const head = ['When', 'What', ...(system === undefined ? ['System'] : [])];
  return {
    title: `What is due next in ${title}`,
    tone: 'neutral',
    status: rows[0] === undefined ? 'Nothing comes by a calendar.' : `The next one: ${rows[0].join(', ')}`,
    blocks: rows.length === 0 ? [] : [{ type: 'table', head, rows }],
    controls: [],
    ...(dates.length > MOST ? { footer: `The first ${MOST} of the dates that come.` } : {}),
  };
}

function datesOf({ next }: ScheduleView): readonly Date[] {
  const [first, second] = next;
  const isOften =
    first !== undefined && second !== undefined && second.getTime() - first.getTime() < OFTEN_MS;
  return isOften ? [first] : next;
}
