import type { Shown, Subject } from '../../bot/subjects/subject.ts';
import { readPlace } from '../../chat/place.ts';
import { CHANGED, GUIDE } from '../guide.ts';
import { readGuides } from '../store.ts';
import { guideCard } from './guide-card.ts';
import { peopleIn } from './looked-at.ts';

/** A guide as it goes, where it was started and wherever its system has its channel. */
export const guideSubject: Subject = {
  kind: GUIDE,
  events: [CHANGED],
  async draw(reader, ids, { names }) {
    const guides = await readGuides(reader, ids);
    const called = await names.of(guides.flatMap(peopleIn));
    return new Map(
      guides.map((guide): [string, Shown] => [
        guide.id,
        {
          draft: guideCard(guide, called),
          ...readPlace(guide.place),
          ...{ urgent: false, alive: guide.state.phase === 'open', files: [] },
        },
      ]),
    );
  },
};
