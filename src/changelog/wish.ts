import { OpsError } from '../errors.ts';
import { spoken, unstorableAt } from '../values/characters.ts';
import { anyOf } from '../values/saying.ts';
import type { ChangeWish } from './change.ts';
import type { Rules } from './counting.ts';

export const LONGEST = 1_000;

/** Clocks of people and of the database differ: what has just been done may lie so far ahead. */
const AHEAD_MS = 60_000;

/** What somebody wants to write down, as it is kept. @throws OpsError with what is wrong with which field */
export function checkWish(wish: ChangeWish, { types, action }: Rules, now: Date): ChangeWish {
  const { type, doneAt, system } = wish;
  if (action !== undefined)
    throw new OpsError({
      code: 'change.by-action',
      what: 'Nothing was written down.',
      why: `The runbook of ${system} has an action for that, so that what it wants of whoever writes is kept.`,
      next: `Run ${action}: what it does is in the change log when it has ended.`,
      offers: [{ action, title: 'Write it down' }],
    });
  const what = spoken(wish.what);
  if (what === undefined) throw mistaken('what', 'it says nothing', 'Say what was changed, and why.');
  if (what.length > LONGEST)
    throw mistaken(
      'what',
      `it has ${what.length.toLocaleString('en')} characters, and ${LONGEST.toLocaleString('en')} are kept`,
      'Say it shorter, with a link to the rest.',
    );
  const place = unstorableAt(what);
  if (place !== undefined)
    throw mistaken('what', `character ${place} cannot be stored`, 'Take it out, and type the text again.');
  if (types.length > 0 && (type === undefined || !types.includes(type)))
    throw mistaken('type', 'the runbook knows no such kind of change', `Choose ${anyOf(types)}.`);
  if (types.length === 0 && type !== undefined)
    throw mistaken('type', 'the runbook names no kinds of changes', 'Leave it out.');
  if (doneAt !== undefined && doneAt.getTime() > now.getTime() + AHEAD_MS)
    throw mistaken('when', 'it is still to come', 'Write it down when it is done.');
  return { system, what, type, doneAt };
}

function mistaken(field: string, why: string, next: string): OpsError {
  return new OpsError({
    code: `change.${field}`,
    what: 'Nothing was written down:',
    why: `${why}.`,
    next,
    mistakes: { [field]: `${why}. ${next}` },
  });
}
