import type { ListItem } from '../../chat/card.ts';
import { exactTime } from '../../chat/time-text.ts';
import { cut } from '../../values/cut.ts';
import { quoted } from '../../values/quoted.ts';
import type { Placed, Standing } from '../model/state.ts';

/** What people are called. */
export type Called = (principal: string) => string;

const LINE = 220;

const MARKS: Readonly<Record<Standing, ListItem['mark']>> = {
  locked: 'todo',
  asked: 'todo',
  open: 'todo',
  running: 'doing',
  half: 'doing',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  undue: 'skipped',
};

/** An item in a line: what it is, and how it stands. */
export function itemLine(placed: Placed, called: Called): ListItem {
  const { item, standing } = placed;
  const how = howItStands(placed, called);
  return { mark: MARKS[standing], text: cut(how === '' ? item.title : `${item.title} – ${how}`, LINE) };
}

/** How it stands, and who had a part in it; empty of what simply waits. */
export function howItStands({ item, state, standing }: Placed, called: Called): string {
  const who = state.by === undefined ? 'somebody' : called(state.by);
  const says = state.says ?? '';
  switch (standing) {
    case 'locked':
      return 'later';
    case 'open':
      return '';
    case 'asked':
      return 'is it due?';
    case 'running':
      return `under way, begun by ${who}`;
    case 'half':
      return `${state.first === undefined ? who : called(state.first.by)} says it is done; a second person has to say so`;
    case 'undue':
      return 'not due';
    case 'skipped':
      return `skipped by ${who}: ${quoted(state.reason ?? '')}`;
    case 'failed':
      return state.reason === undefined
        ? `failed${says === '' ? '' : `: ${says}`}`
        : `${who}: ${quoted(state.reason)}`;
    case 'done':
      return doneWords(
        item.work.by === 'answer' ? choiceLabel(item.work.choices, state.outcome) : undefined,
        {
          ...{ who, says },
          isRun: item.work.by === 'action',
          evidence: state.evidence,
          first: state.first && called(state.first.by),
        },
      );
  }
}

function choiceLabel(
  choices: readonly { readonly id: string; readonly label: string }[],
  chosen: string | undefined,
): string {
  return choices.find(({ id }) => id === chosen)?.label ?? '';
}

function doneWords(
  label: string | undefined,
  {
    who,
    says,
    isRun,
    evidence,
    first,
  }: {
    readonly who: string;
    readonly says: string;
    readonly isRun: boolean;
    readonly evidence: string | undefined;
    readonly first: string | undefined;
  },
): string {
  if (label !== undefined) return `${who}: ${label}`;
  if (isRun) return says;
  const both = first === undefined ? who : `${first} and ${who}`;
  return evidence === undefined ? both : `${both}: ${quoted(evidence)}`;
}

/** `12 of 27 done, 1 failed, 2 under way` */
export function countsOf(placed: readonly Placed[]): string {
  const due = placed.filter(({ standing }) => standing !== 'undue');
  const count = (...standings: readonly Standing[]): number =>
    due.filter(({ standing }) => standings.includes(standing)).length;
  return [
    `${count('done')} of ${due.length} done`,
    ...(
      [
        [count('failed'), 'failed'],
        [count('skipped'), 'skipped'],
        [count('running'), 'under way'],
      ] as const
    ).flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`])),
  ].join(', ');
}

export function whenSaid(at: string | undefined): string {
  return at === undefined ? '' : exactTime(new Date(at));
}
