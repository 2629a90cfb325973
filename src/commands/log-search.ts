import type { LogFound, LogLine, LogQuery } from '../audit/found.ts';
import type { Block } from '../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton } from '../chat/draft.ts';
import { labelsWithin } from '../chat/fit.ts';
import { exactTime } from '../chat/time-text.ts';
import { parseDuration } from '../duration.ts';
import { OpsError } from '../errors.ts';
import { cut } from '../values/cut.ts';
import { readInstant } from '../values/instant.ts';
import type { Services } from './command.ts';
import { systemNamed } from './system-named.ts';

/** What was typed, by the names of the options. */
export type AskedOfLog = { readonly [name: string]: string };

const LABEL = 75;
const MENU = 25;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
const EARLIEST = Date.parse('1970-01-01T00:00Z');

/** @throws OpsError when a time cannot be read, or there is no such system. */
export function readLogSearch(
  services: Pick<Services, 'catalogue'>,
  { by, system, since, until, text }: AskedOfLog,
  now: Date,
): LogQuery {
  const given = (value: string | undefined): string | undefined => value?.trim() || undefined;
  const [who, where, from, to, words] = [by, system, since, until, text].map(given);
  const [begin, end] = [from && momentOf('since', from, now), to && endOf(to, now)];
  if (begin && end && begin > end) throw upsideDown(begin, end);
  return {
    ...(who === undefined ? {} : { by: who }),
    ...(where === undefined ? {} : { system: systemNamed(services, where).id }),
    ...(begin ? { since: begin } : {}),
    ...(end ? { until: end } : {}),
    ...(words === undefined ? {} : { text: words }),
  };
}

/** "Nothing was found" would be read as evidence. */
function upsideDown(begin: Date, end: Date): OpsError {
  return new OpsError({
    code: 'log.upside-down',
    what: 'Nothing was looked for.',
    why: `The search would end (${exactTime(end)}) before it begins (${exactTime(begin)}).`,
    next: 'Swap them: since is the earlier one. How long ago counts back from now, so since:2h until:1h is the hour before the last.',
  });
}

/** A day ends with its last moment. */
function endOf(typed: string, now: Date): Date {
  const moment = momentOf('until', typed, now);
  return DAY.test(typed) ? new Date(moment.getTime() + DAY_MS - 1) : moment;
}

/** @throws OpsError when it is no moment since 1970 */
function momentOf(option: string, typed: string, now: Date): Date {
  const moment = readMoment(typed, now);
  if (moment !== undefined) return moment;
  throw new OpsError({
    code: 'log.time',
    what: `${option}:${cut(typed, 100)} is not a time.`,
    why: 'It names neither a length of time nor a moment since 1970.',
    next: HOW_TIMES_ARE_TYPED,
  });
}

export const HOW_TIMES_ARE_TYPED =
  'Write how long ago (30m, 2h, 7d), a day (2026-11-29), or a moment (2026-11-29 03:05 UTC).';

/** A length of time ago (`2h`), a day, or a moment with its zone, since 1970; undefined for anything else. */
export function readMoment(typed: string, now: Date): Date | undefined {
  const ago = parseDuration(without(typed, ' ago'));
  const moment =
    ago === undefined
      ? readInstant(DAY.test(typed) ? `${typed}T00:00Z` : withZone(typed))
      : new Date(now.getTime() - ago);
  // What no calendar has, no database can be asked for.
  return moment !== undefined && moment.getTime() >= EARLIEST ? moment : undefined;
}

function withZone(typed: string): string {
  const bare = without(typed, ' UTC');
  return bare === typed ? typed : `${bare}Z`;
}

function without(typed: string, end: string): string {
  return typed.toLowerCase().endsWith(end.toLowerCase()) ? typed.slice(0, -end.length) : typed;
}

/** What was found, the newest first, with the way to each thing's own log. */
export async function logFoundCard(
  services: Pick<Services, 'audit'>,
  query: LogQuery,
  asked: AskedOfLog,
): Promise<CardDraft> {
  const { lines, before } = await services.audit.search(query);
  return {
    title: 'Found in the log',
    tone: 'neutral',
    status: statusOf(lines, before),
    blocks: lines.length === 0 ? [] : [listOf(lines)],
    controls: [
      ...waysTo(lines),
      ...(before === undefined
        ? []
        : [draftButton('Older', 'log.older', { asked: fixed(asked, query), before })]),
    ],
    footer: footerOf(asked),
  };
}

/** What is older goes on from where the search began, however much later somebody asks for it. */
export function fixed(asked: AskedOfLog, { since, until }: Pick<LogQuery, 'since' | 'until'>): AskedOfLog {
  return {
    ...asked,
    ...(since === undefined ? {} : { since: since.toISOString() }),
    ...(until === undefined ? {} : { until: until.toISOString() }),
  };
}

function statusOf(lines: LogFound['lines'], before: number | undefined): string {
  const [newest, oldest] = [lines.at(0), lines.at(-1)];
  if (newest === undefined || oldest === undefined)
    return before === undefined ? 'Nothing was found.' : 'Nothing was found so far; there are older entries.';
  const count = lines.length === 1 ? 'One entry' : `${lines.length} entries, the newest first`;
  return before === undefined ? `${count}.` : `${count}; there are older ones.`;
}

function listOf(lines: LogFound['lines']): Block {
  return {
    type: 'list',
    items: lines.map((line) => ({
      mark: 'bullet',
      text: `${exactTime(line.at)}: ${line.sentence}${whereOf(line)}`,
    })),
  };
}

/** What it happened to, where the sentence does not say so itself. */
function whereOf({ about, sentence, chain }: LogLine): string {
  const thing = about ?? chain;
  return sentence.includes(thing) ? '' : ` [${thing}]`;
}

function waysTo(lines: LogFound['lines']): readonly DraftControl[] {
  const things = [...new Map(lines.map((line) => [line.chain, line])).values()].slice(0, MENU);
  if (things.length === 0) return [];
  const labels = labelsWithin(
    things.map(({ about, chain }) => about ?? chain),
    LABEL,
  );
  const options = things.map(({ chain }, index) => ({ value: chain, label: labels[index] ?? '' }));
  return [
    { type: 'select', label: 'Show all of one of them', options, intent: { kind: 'log.show', data: {} } },
  ];
}

function footerOf(asked: AskedOfLog): string {
  const given = Object.entries(asked).filter(([, value]) => value.trim() !== '');
  const searched = given.map(([name, value]) => `${name}:${value.trim()}`).join(' ');
  return searched === ''
    ? 'All entries. Narrow it: /ops audit search by: system: since: text:'
    : `Searched for ${searched}`;
}
