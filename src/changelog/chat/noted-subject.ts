import { parseEntryBody } from '../../audit/entry.ts';
import type { Shown, Subject } from '../../bot/subjects/subject.ts';
import { readPlace } from '../../chat/place.ts';
import type { Registry } from '../../runbook/definition/registry.ts';
import { CHANGE } from '../change.ts';
import { notedIn } from '../entries.ts';
import { NOTED } from '../service.ts';
import { firstBodies } from '../store.ts';
import { notedCard } from './noted-card.ts';

/** What somebody wrote down, where they did: posted by what the database has, so that no crash keeps it from anybody. */
export function notedSubject(registry: Pick<Registry, 'runbooks'>): Subject {
  const titleOf = (system: string): string =>
    registry.runbooks().find(({ id }) => id === system)?.title ?? system;
  return {
    kind: CHANGE,
    events: [NOTED],
    async draw(reader, ids, { names }) {
      const bodies = await firstBodies(reader, ids.map(CHANGE.subject));
      const noted = bodies.flatMap((body) => {
        const entry = parseEntryBody(body);
        return entry === undefined ? [] : (notedIn(entry) ?? []);
      });
      const called = await names.of(noted.flatMap(({ change }) => change.by ?? []));
      return new Map(
        noted.map(({ change, place }): [string, Shown] => [
          CHANGE.idIn(change.chain) ?? '',
          {
            draft: notedCard(change, called(change.by ?? ''), titleOf(change.system)),
            ...readPlace(place),
            ...{ urgent: false, alive: false, files: [] },
          },
        ]),
      );
    },
  };
}
