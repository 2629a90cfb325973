import { duration, exactTime } from '../chat/time-text.ts';
import type { LastWorked } from '../runbook/service.ts';
import type { Reply } from './command.ts';
import type { ActionView, RunPort } from './services.ts';

type PastRun = NonNullable<LastWorked['runs']['worked']>;
type Asked = Pick<ActionView, 'ref' | 'hasDryRun'>;

/**
 * When an action last worked, in sentences, looked up now. Wherever an action is offered, it is said with these words.
 * @returns one sentence of its real runs, and one of its rehearsals where it can be rehearsed
 */
export async function lastWorked(
  runs: Pick<RunPort, 'lastWorked'>,
  action: Asked,
): Promise<readonly string[]> {
  const { at, of } = await runs.lastWorked([action.ref]);
  return of.flatMap((one) => lastWorkedLines(action, one, at));
}

/** The same in a few words for each action of a list, of real runs only. */
export async function lastWorkedEach(
  runs: Pick<RunPort, 'lastWorked'>,
  actions: readonly Asked[],
): Promise<readonly string[]> {
  if (actions.length === 0) return [];
  const { at, of } = await runs.lastWorked(actions.map(({ ref }) => ref));
  return of.map((one) => lastWorkedShort(one, at));
}

/** A form that asks for what an action takes, and says when the action last worked; any other answer as it is. */
export function sayingLastWorked(reply: Reply, lines: readonly string[]): Reply {
  if (reply.type !== 'form') return reply;
  const { form } = reply;
  return { ...reply, form: { ...form, intro: [form.intro, ...lines].filter(Boolean).join('\n') } };
}

/** @param now as seen from when */
export function lastWorkedLines(
  { hasDryRun }: Pick<ActionView, 'hasDryRun'>,
  { runs, rehearsals }: LastWorked,
  now: Date,
): readonly string[] {
  return [
    sentence(runs, now, {
      never: 'Never run here.',
      worked: 'Last worked',
      failed: 'Failed when last run,',
      neverWorked: 'it never worked here',
    }),
    ...(hasDryRun
      ? [
          sentence(rehearsals, now, {
            never: 'Never rehearsed here.',
            worked: 'Last rehearsed well',
            failed: 'Failed when last rehearsed,',
            neverWorked: 'no rehearsal of it ever went well here',
          }),
        ]
      : []),
  ];
}

function lastWorkedShort({ runs: { worked, failed } }: LastWorked, now: Date): string {
  if (failed !== undefined) return `failed ${ago(failed, now)}`;
  if (worked !== undefined) return `${endedWords(worked) ?? 'worked'} ${ago(worked, now)}`;
  return 'never run here';
}

interface Words {
  readonly never: string;
  readonly worked: string;
  readonly failed: string;
  readonly neverWorked: string;
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

function ago({ at }: PastRun, now: Date): string {
  const ms = now.getTime() - at.getTime();
  return ms < MINUTE_MS ? 'just now' : `${duration(Math.floor(ms / MINUTE_MS) * MINUTE_MS)} ago`;
}

const MINUTE_MS = 60_000;

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
