import type { Shown, Subject } from '../../bot/subjects/subject.ts';
import { readPlace } from '../../chat/place.ts';
import type { Registry } from '../../runbook/definition/registry.ts';
import { FREEZE, isInForce } from '../freeze.ts';
import { FREEZE_CHANGED } from '../service.ts';
import { readFreezes } from '../store.ts';
import { freezeCard } from './freeze-card.ts';

/** A freeze, announced where it holds. */
export function freezeSubject(registry: Pick<Registry, 'runbooks' | 'action'>): Subject {
  const titleOf = (system: string): string =>
    registry.runbooks().find(({ id }) => id === system)?.title ?? system;
  const actionTitle = (reference: string): string => registry.action(reference)?.action.title ?? reference;
  return {
    kind: FREEZE,
    events: [FREEZE_CHANGED],
    async draw(reader, ids, { names, now }) {
      const freezes = await readFreezes(reader, ids);
      const called = await names.of(freezes.flatMap((one) => [one.startedBy, one.endedBy ?? []].flat()));
      return new Map(
        freezes.map((one): [string, Shown] => {
          const draft = freezeCard(one, { now, called, titleOf, actionTitle });
          const alive = isInForce(one, now);
          return [one.id, { draft, ...readPlace(one.place), urgent: true, alive, files: [] }];
        }),
      );
    },
  };
}
