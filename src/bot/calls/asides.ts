import type { Room } from '../../jobs/room.ts';
import type { Database } from '../../store/database.ts';
import type { Announcer } from '../announcer.ts';
import type { Sources } from '../subjects/sources.ts';
import type { Subject } from '../subjects/subject.ts';
import type { Callees } from './callees.ts';
import { saidToAll } from './said-to.ts';
import type { Callee } from './share.ts';

export interface AsidesDeps {
  readonly db: Database;
  readonly announcer: Pick<Announcer, 'announceAll' | 'under'>;
  readonly sources: Pick<Sources, 'names'>;
  readonly callees: Pick<Callees, 'withRole'>;
  readonly subjects: readonly Subject[];
}

/** Says under the cards of the things of rooms what happened to them, and calls whom they name. */
export function createAsides(deps: AsidesDeps): Required<Pick<Room, 'events'>> {
  const { db, announcer, sources, callees, subjects } = deps;
  const asides = subjects.flatMap(({ kind, asides: own = [] }) => own.map((aside) => ({ kind, aside })));
  return {
    events: Object.fromEntries(
      asides.map(({ kind, aside }) => [
        aside.event,
        ({ subject }) =>
          db.transact(async (tx) => {
            const said = await aside.say(tx, kind.idIn(subject) ?? subject);
            if (said === undefined) return;
            // What is said stands under a card; this may come before that was drawn.
            await announcer.announceAll(tx, [subject]);
            const held = await Promise.all(said.calls.map((role) => callees.withRole(tx, role)));
            const people = new Map(held.flat().map((one): [string, Callee] => [one.principal, one]));
            const unheld = said.calls.filter((_role, index) => held[index]?.length === 0);
            const names = await sources.names(tx, [...people.keys()]);
            const text = [said.text, ...unheld.map(nobodyHolds)].join(' ');
            await announcer.under(tx, subject, {
              key: said.key,
              urgent: true,
              say: (rows) =>
                people.size === 0
                  ? rows.map(({ id }) => ({ card: id, thread: { text } }))
                  : saidToAll([...people.values()], rows, text, (one) => names.get(one)?.name ?? one),
            });
          }),
      ]),
    ),
  };
}

function nobodyHolds(role: string): string {
  return `Nobody holds ${role}, so nobody of it was called: tell somebody yourself.`;
}
