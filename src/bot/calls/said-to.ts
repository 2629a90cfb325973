import { calling } from '../../chat/calls.ts';
import type { Aside } from '../announcer.ts';
import type { CardRow } from '../delivery/cards/row.ts';
import { type Callee, shareOut } from './share.ts';

/**
 * What is said to people under the cards of a thing: everybody once, where they are called. Nothing where nobody can be.
 * @param rows those come first that people are most likely to see
 */
export function saidTo(
  people: readonly Callee[],
  rows: readonly CardRow[],
  text: string,
): ReturnType<Aside['say']> {
  const shares = shareOut(people, rows);
  return rows.flatMap(({ id }) => {
    const calls = shares.get(id) ?? [];
    return calls.length === 0 ? [] : [{ card: id, thread: { text, ...calling(calls) } }];
  });
}

/** The same; whoever has no account where any of the cards is stands in the text, which is said also where nobody can be called. */
export function saidToAll(
  people: readonly Callee[],
  rows: readonly CardRow[],
  text: string,
  name: (principal: string) => string,
): ReturnType<Aside['say']> {
  const reached = new Set([...shareOut(people, rows).values()].flat());
  const absent = people.filter(({ accounts }) => !accounts.some((account) => reached.has(account)));
  if (absent.length === 0) return saidTo(people, rows, text);
  const missed = absent.map(({ principal }) => name(principal)).join(', ');
  const whole = `${text} Not called, for want of an account here: ${missed}.`;
  const said = saidTo(people, rows, whole);
  return said.length > 0 ? said : rows.slice(0, 1).map(({ id }) => ({ card: id, thread: { text: whole } }));
}
