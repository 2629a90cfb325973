import type { Reader } from '../../store/database.ts';
import { namesIn } from './names.ts';
import type { Sources } from './sources.ts';
import type { Shown, Subject } from './subject.ts';

export interface Subjects {
  /** The kinds of events that are about how one of them is to be shown. */
  readonly events: readonly string[];
  /** Draws each thing that there is, by its subject, with few statements for all of a kind. */
  draw(reader: Reader, subjects: readonly string[], now: Date): Promise<ReadonlyMap<string, Shown>>;
}

/** @param all in the order in which they are drawn: later ones need not look up the names that earlier ones know */
export function createSubjects(all: readonly Subject[], sources: Pick<Sources, 'names'>): Subjects {
  return {
    // What troubles a card is shown on it, whatever it is of.
    events: ['card.troubled', ...all.flatMap(({ events }) => events)],
    async draw(reader, subjects, now) {
      const shown = new Map<string, Shown>();
      const names = namesIn(reader, sources);
      for (const { kind, draw } of all) {
        const ids = subjects.flatMap((one) => kind.idIn(one) ?? []);
        if (ids.length === 0) continue;
        for (const [id, one] of await draw(reader, ids, { now, names })) shown.set(kind.subject(id), one);
      }
      return shown;
    },
  };
}
