import type { Item, Sheet } from '../sheet/sheet.ts';
import type { Hindrance, Move } from './move.ts';
import {
  type GuideState,
  type ItemState,
  isThrough,
  type Placed,
  type Standing,
  standings,
} from './state.ts';

/** Who made a move, and when: a principal, or Keyturn itself. */
export interface Moment {
  readonly by: string;
  /** ISO, on the database's clock. */
  readonly at: string;
}

/** What a move makes of a guide, or why it is not made. Pure: the log replays by it. */
export function applyMove(
  sheet: Sheet,
  state: GuideState,
  move: Move,
  moment: Moment,
): GuideState | Hindrance {
  if (state.phase !== 'open') return { hindrance: 'over' };
  const next = change(sheet, state, move, moment);
  if ('hindrance' in next || next.phase !== 'open') return next;
  return isThrough(standings(sheet, next)) ? { ...next, phase: 'completed' } : next;
}

function change(sheet: Sheet, state: GuideState, move: Move, moment: Moment): GuideState | Hindrance {
  switch (move.do) {
    case 'handed-over':
      return move.principal === state.owner ? { hindrance: 'owner' } : { ...state, owner: move.principal };
    case 'abandoned':
      return ended(state, 'abandoned', move.reason);
    case 'concluded':
      return sheet.kind === 'troubleshooting'
        ? ended(state, 'completed', move.reason)
        : { hindrance: 'to-its-end' };
    case 'begun':
      return eachOf(sheet, state, move.items, (placed) => begin(placed, move.awaits, moment));
    case 'decided':
      return eachOf(
        sheet,
        state,
        move.results.map(({ item }) => item),
        (placed) => decide(placed, move, moment),
      );
    default:
      return eachOf(sheet, state, [move.item], (placed) => touch(placed, move, moment));
  }
}

function ended(state: GuideState, phase: 'completed' | 'abandoned', reason: string): GuideState | Hindrance {
  return reason.trim() === '' ? { hindrance: 'no-reason' } : { ...state, phase, conclusion: reason };
}

/** All of them change, or none does. */
function eachOf(
  sheet: Sheet,
  state: GuideState,
  ids: readonly string[],
  work: (placed: Placed) => ItemState | Hindrance,
): GuideState | Hindrance {
  const placed = new Map(standings(sheet, state).map((one) => [one.item.id, one]));
  const items: Record<string, ItemState> = { ...state.items };
  for (const id of ids) {
    const one = placed.get(id);
    if (one === undefined) return { hindrance: 'no-item', item: id };
    const after = work(one);
    if ('hindrance' in after) return after;
    items[id] = after;
  }
  return { ...state, items };
}

function begin({ item, state, standing }: Placed, awaits: string, { by, at }: Moment): ItemState | Hindrance {
  if (item.work.by !== 'action' && item.work.by !== 'guide') return { hindrance: 'not-so', item: item.id };
  if (standing !== 'open' && standing !== 'failed' && standing !== 'done') return hindered(item, standing);
  return { ...kept(state), awaits, by, at };
}

function decide(
  { item, state }: Placed,
  { awaits, results }: Extract<Move, { do: 'decided' }>,
  { at }: Moment,
): ItemState | Hindrance {
  const result = results.find((one) => one.item === item.id);
  if (state.awaits !== awaits || result === undefined) return { hindrance: 'taken', item: item.id };
  const { end, outcome, says } = result;
  const by = state.by === undefined ? {} : { by: state.by };
  return { ...kept(state), ...by, end, outcome, at, last: awaits, ...(says === '' ? {} : { says }) };
}

type OfOne = Exclude<
  Move,
  { do: 'begun' } | { do: 'decided' } | { do: 'handed-over' } | { do: 'abandoned' } | { do: 'concluded' }
>;

function touch(placed: Placed, move: OfOne, moment: Moment): ItemState | Hindrance {
  const { item, state, standing } = placed;
  switch (move.do) {
    case 'ticked':
      return tick(placed, move.evidence, moment);
    case 'faulted':
      if (move.reason.trim() === '') return { hindrance: 'no-reason' };
      if (item.work.by !== 'person') return { hindrance: 'not-so', item: item.id };
      return standing === 'open' || standing === 'half'
        ? { ...kept(state), end: 'failed', reason: move.reason, ...moment }
        : hindered(item, standing);
    case 'answered': {
      const { work } = item;
      if (work.by !== 'answer' || !work.choices.some(({ id }) => id === move.choice))
        return { hindrance: 'not-so', item: item.id };
      return standing === 'open'
        ? { ...kept(state), end: 'done', outcome: move.choice, ...moment }
        : hindered(item, standing);
    }
    case 'weighed':
      if (item.due === null || !('asked' in item.due)) return { hindrance: 'not-so', item: item.id };
      return standing === 'asked' ? { ...kept(state), due: move.due, ...moment } : hindered(item, standing);
    case 'skipped':
      if (move.reason.trim() === '') return { hindrance: 'no-reason' };
      if (!item.skippable && standing !== 'failed')
        return standing === 'open' || standing === 'half' || standing === 'asked'
          ? { hindrance: 'must-be-done', item: item.id }
          : hindered(item, standing);
      return standing === 'open' || standing === 'half' || standing === 'failed' || standing === 'asked'
        ? { ...kept(state), end: 'skipped', reason: move.reason, ...moment }
        : hindered(item, standing);
    case 'reopened':
      if (standing === 'undue' && state.due === false) return {};
      return standing === 'done' || standing === 'failed' || standing === 'skipped'
        ? kept(state)
        : { hindrance: standing === 'open' ? 'not-ended' : 'taken', item: item.id };
  }
}

function tick(
  { item, state, standing }: Placed,
  evidence: string | undefined,
  { by, at }: Moment,
): ItemState | Hindrance {
  if (item.work.by !== 'person') return { hindrance: 'not-so', item: item.id };
  if (standing !== 'open' && standing !== 'half') return hindered(item, standing);
  const shown = evidence?.trim() === '' ? undefined : evidence;
  if (item.evidence === 'required' && shown === undefined && state.first?.evidence === undefined)
    return { hindrance: 'no-evidence', item: item.id };
  const said = { by, at, ...(shown === undefined ? {} : { evidence: shown }) };
  if (!item.twoPeople) return { ...kept(state), end: 'done', ...said };
  if (state.first === undefined) return { ...kept(state), first: said };
  if (state.first.by === by) return { hindrance: 'same-person', item: item.id };
  return { ...kept(state), first: state.first, end: 'done', ...said };
}

/** What stays of it whatever becomes of it next. */
function kept({ due, last }: ItemState): ItemState {
  return { ...(due === undefined ? {} : { due }), ...(last === undefined ? {} : { last }) };
}

function hindered({ id: item }: Item, standing: Standing): Hindrance {
  switch (standing) {
    case 'locked':
      return { hindrance: 'locked', item };
    case 'undue':
      return { hindrance: 'undue', item };
    case 'asked':
      return { hindrance: 'not-weighed', item };
    default:
      return { hindrance: 'taken', item };
  }
}
