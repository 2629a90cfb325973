import { type DraftControl, draftButton } from '../chat/draft.ts';
import { duration, exactTime } from '../chat/time-text.ts';
import { RUN } from '../runbook/run/run.ts';
import type { LastWorked } from '../runbook/service.ts';
import type { Reply } from './command.ts';
import type { ActionView, PeoplePort, RunPort } from './services.ts';

type PastRun = NonNullable<LastWorked['runs']['worked']>;
type LiveRun = NonNullable<LastWorked['runs']['underWay']>;
type Asked = Pick<ActionView, 'ref' | 'hasDryRun'>;
interface Deps {
  readonly runs: Pick<RunPort, 'lastWorked'>;
  readonly people: Pick<PeoplePort, 'named'>;
}

/** When an action last worked, and what of it runs now. */
export interface Worked {
  /** In sentences: of its real runs, and of its rehearsals where it can be rehearsed. */
  readonly lines: readonly string[];
  /** To what runs now. */
  readonly ways: readonly DraftControl[];
}

/** When an action last worked, looked up now. Wherever an action is offered, it is said with these words. */
export async function lastWorked(deps: Deps, action: Asked): Promise<Worked> {
  const { at, of } = await told(deps, [action]);
  return { lines: of.flatMap((one) => lastWorkedLines(action, one, at)), ways: of.flatMap(waysTo) };
}

/** The same in a few words for each action of a list, of real runs only. */
export async function lastWorkedEach(
  deps: Deps,
  actions: readonly (Asked & Pick<ActionView, 'title'>)[],
): Promise<{ readonly words: readonly string[]; readonly ways: readonly DraftControl[] }> {
  if (actions.length === 0) return { words: [], ways: [] };
  const { at, of } = await told(deps, actions);
  const ways = of.flatMap(({ runs }, index) => wayTo(runs.underWay, `Show: ${actions[index]?.title ?? ''}`));
  return { words: of.map((one) => lastWorkedShort(one, at)), ways: ways.slice(0, WAYS) };
}

/** More are found with /ops status. */
const WAYS = 3;

/** What the runs say, with people by their names. */
async function told({ runs, people }: Deps, actions: readonly Asked[]) {
  const { at, of } = await runs.lastWorked(actions.map(({ ref }) => ref));
  const live = of.flatMap((one) => [one.runs.underWay, one.rehearsals.underWay]);
  const by = [...new Set(live.flatMap((run) => run?.by ?? []))];
  if (by.length === 0) return { at, of };
  const names = await people.named(by);
  const named = (past: LastWorked['runs']): LastWorked['runs'] => ({
    ...past,
    underWay: past.underWay && {
      ...past.underWay,
      by: names.get(past.underWay.by)?.name ?? past.underWay.by,
    },
  });
  return {
    at,
    of: of.map(({ runs: real, rehearsals }) => ({ runs: named(real), rehearsals: named(rehearsals) })),
  };
}

function waysTo({ runs, rehearsals }: LastWorked): readonly DraftControl[] {
  return [...wayTo(runs.underWay, 'Show what runs'), ...wayTo(rehearsals.underWay, 'Show the rehearsal')];
}

function wayTo(run: LiveRun | undefined, label: string): readonly DraftControl[] {
  return run === undefined ? [] : [draftButton(label, 'subject.open', { subject: RUN.subject(run.id) })];
}

/**
 * A form that asks for what an action takes, and says what that takes back and when it last worked; any other answer as it is.
 * @param takesBack the emergencies that stand, a sentence each
 */
export function sayingLastWorked(reply: Reply, { lines }: Worked, takesBack: readonly string[]): Reply {
  if (reply.type !== 'form') return reply;
  const { form } = reply;
  const intro = [...takesBack, form.intro, ...lines].filter(Boolean).join('\n');
  return { ...reply, form: { ...form, intro } };
}

/** @param now as seen from when */
export function lastWorkedLines(
  { hasDryRun }: Pick<ActionView, 'hasDryRun'>,
  { runs, rehearsals }: LastWorked,
  now: Date,
): readonly string[] {
  return [
    ...sentences(runs, now, {
      never: 'Never run here.',
      live: 'It is under way',
      worked: 'Last worked',
      failed: 'Failed when last run,',
      neverWorked: 'it never worked here',
    }),
    ...(hasDryRun
      ? [
          ...sentences(rehearsals, now, {
            never: 'Never rehearsed here.',
            live: 'A rehearsal is under way',
            worked: 'Last rehearsed well',
            failed: 'Failed when last rehearsed,',
            neverWorked: 'no rehearsal of it ever went well here',
          }),
        ]
      : []),
  ];
}

function lastWorkedShort({ runs: { worked, failed, underWay } }: LastWorked, now: Date): string {
  if (underWay !== undefined) return `under way, asked for by ${underWay.by}`;
  if (failed !== undefined) return `failed ${ago(failed, now)}`;
  if (worked !== undefined) return `${endedWords(worked) ?? 'worked'} ${ago(worked, now)}`;
  return 'never run here';
}

interface Words {
  readonly never: string;
  readonly live: string;
  readonly worked: string;
  readonly failed: string;
  readonly neverWorked: string;
}

/** What runs now comes first, and then what ran before it, where anything did. */
function sentences(past: LastWorked['runs'], now: Date, words: Words): readonly string[] {
  const { worked, failed, underWay } = past;
  if (underWay === undefined) return [sentence(past, now, words)];
  const { by, id, since } = underWay;
  const live = `${words.live}: ${by} asked for it ${ago({ at: since }, now)} (${id}; /ops audit show of:${id}).`;
  return worked === undefined && failed === undefined ? [live] : [live, sentence(past, now, words)];
}

function sentence({ worked, failed }: LastWorked['runs'], now: Date, words: Words): string {
  if (failed === undefined)
    return worked === undefined ? words.never : `${lastly(worked, words)} ${when(worked, now)}.`;
  const before =
    worked === undefined ? words.neverWorked : `${lowerFirst(lastly(worked, words))} ${when(worked, now)}`;
  return `${words.failed} ${when(failed, now)}; ${before}.`;
}

/** A run that nobody may call good is told by its outcome. */
function lastly(run: PastRun, { worked }: Words): string {
  const ended = endedWords(run);
  return ended === undefined ? worked : `Last ${ended},`;
}

function endedWords({ endedAs }: PastRun): string | undefined {
  return endedAs === undefined ? undefined : `ended as ${endedAs}`;
}

function when(run: PastRun, now: Date): string {
  const version = run.isEarlier ? ', in an earlier version of its runbook' : '';
  return `${ago(run, now)} (${run.id}, ${exactTime(run.at)})${version}`;
}

function ago({ at }: Pick<PastRun, 'at'>, now: Date): string {
  const ms = now.getTime() - at.getTime();
  return ms < MINUTE_MS ? 'just now' : `${duration(Math.floor(ms / MINUTE_MS) * MINUTE_MS)} ago`;
}

const MINUTE_MS = 60_000;

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
