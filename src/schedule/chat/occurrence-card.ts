import { REQUEST } from '../../approval/request.ts';
import type { Block, Tone } from '../../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton } from '../../chat/draft.ts';
import { deadline, exactTime } from '../../chat/time-text.ts';
import { logButton } from '../../commands/log-button.ts';
import { RUN } from '../../runbook/run/run.ts';
import { isForPeople, type Occurrence, whatInWords } from '../occurrence.ts';
import { OCCURRENCE } from '../schedule.ts';

/** What of an occurrence stands elsewhere. */
export interface Beside {
  readonly system: string;
  /** What whoever said what became of it is called. */
  readonly by: string;
  /** When the next one of it went well, after this one failed. */
  readonly wellAgain: Date | undefined;
  /** What is to be worked off, where no guide leads through it. */
  readonly items: readonly string[];
  readonly now: Date;
}

/** What was due, for everybody: what to do, by when, and what became of it. */
export function occurrenceCard(occurrence: Occurrence, beside: Beside): CardDraft {
  const { id, what, dueAt, deadline: until, note } = occurrence;
  const { starts } = what;
  const asks = starts.kind === 'watch' && starts.seenBy !== null && 'confirm' in starts.seenBy;
  const { title, tone, status } = verdictOf(occurrence, beside);
  return {
    title,
    tone,
    status,
    blocks: [
      { type: 'text', text: whatInWords(what) },
      ...(asks && 'confirm' in starts.seenBy ? [text(starts.seenBy.confirm)] : []),
      ...(beside.items.length === 0 ? [] : [itemsBlock(beside.items)]),
      ...(note === null ? [] : [text(note)]),
      {
        type: 'fields',
        fields: [
          { label: 'System', value: beside.system },
          { label: 'Due', value: exactTime(dueAt) },
          ...(until === null ? [] : [{ label: 'To be done by', value: deadline(until, beside.now) }]),
        ],
      },
    ],
    controls: [...controlsOf(occurrence), ...shows(occurrence), logButton(OCCURRENCE.subject(id))],
    footer: id,
  };
}

function text(said: string): Block {
  return { type: 'text', text: said };
}

function itemsBlock(items: readonly string[]): Block {
  return {
    type: 'list',
    fold: `${items.length} ${items.length === 1 ? 'item' : 'items'}`,
    items: items.map((item) => ({ mark: 'todo', text: item })),
  };
}

interface Verdict {
  readonly title: string;
  readonly tone: Tone;
  readonly status: string;
}

function verdictOf(occurrence: Occurrence, { by, wellAgain }: Beside): Verdict {
  const { state, what, missedAt, endedAt } = occurrence;
  const named = what.title;
  const at = endedAt === null ? '' : exactTime(endedAt);
  const late = missedAt === null ? '' : ', later than it had to be';
  if (wellAgain !== undefined)
    return {
      ...{ title: `It went wrong, and is well again: ${named}`, tone: 'success' },
      status: `It has been well since ${exactTime(wellAgain)}. Nothing is left to do.`,
    };
  switch (state) {
    case 'done':
      return {
        ...{ title: `Done: ${named}`, tone: 'success' },
        status: by === '' ? `Done ${at}${late}.` : `${by} said so, ${at}${late}.`,
      };
    case 'failed':
      return failedVerdict(occurrence, by, at);
    case 'skipped':
      return missedAt === null && what.starts.kind === 'action'
        ? {
            title: `Not started: ${named}`,
            tone: 'danger',
            status: 'It was due, and was refused. Read why, then start it by hand.',
          }
        : {
            title: `Not done: ${named}`,
            tone: 'warning',
            status: 'It was due again before anybody said that it is done.',
          };
    case 'due':
    case 'open':
      return missedAt === null
        ? { title: `Due: ${named}`, tone: 'neutral', status: 'Do it, then say here that it is done.' }
        : {
            title: `Overdue: ${named}`,
            tone: 'danger',
            status: 'It was not done in time. Do it now, then say so here.',
          };
  }
}

function failedVerdict({ what, missedAt }: Occurrence, by: string, at: string): Verdict {
  const isWatch = what.starts.kind === 'watch';
  if (by !== '')
    return {
      ...{ title: `It did not happen: ${what.title}`, tone: 'danger' },
      status: `${by} said so, ${at}. Find out why, and do it by hand if it is still right.`,
    };
  if (isWatch && missedAt !== null)
    return {
      ...{ title: `Missed: ${what.title}`, tone: 'danger' },
      status: 'Another system was to do it, and nothing shows that it did. Look there.',
    };
  return {
    ...{ title: `It went wrong: ${what.title}`, tone: 'danger' },
    status: `It ended ${at}. Look at what it did, then do it again if that is right.`,
  };
}

function controlsOf({ id, state, what }: Occurrence): readonly DraftControl[] {
  if (state !== 'open' || !isForPeople(what)) return [];
  const said = (label: string, done: boolean, style: 'primary' | 'default'): DraftControl =>
    draftButton(label, 'schedule.say', { occurrence: id, done }, style);
  return what.starts.kind === 'watch'
    ? [said('It happened', true, 'primary'), said('It did not', false, 'default')]
    : [said('It is done', true, 'primary')];
}

/** What it started, by its log. */
function shows({ run, request }: Occurrence): readonly DraftControl[] {
  if (run !== null) return [draftButton('Log of the run', 'log.show', { chain: RUN.subject(run) })];
  if (request === null) return [];
  return [draftButton('Log of the request', 'log.show', { chain: REQUEST.subject(request) })];
}
