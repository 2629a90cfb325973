import { REQUEST } from '../../approval/request.ts';
import type { ApprovalView } from '../../approval/view.ts';
import { readPlace } from '../../chat/place.ts';
import { planLines } from '../../commands/plan-lines.ts';
import type { CataloguePort } from '../../commands/services.ts';
import { breakGlassCard } from '../cards/break-glass-card.ts';
import { requestCard } from '../cards/request-card.ts';
import type { Sources } from './sources.ts';
import type { Shown, Subject } from './subject.ts';

/** Something that waits for approval, or a glass that was broken and waits for its review. */
export function requestSubject(
  sources: Pick<Sources, 'requests'>,
  describe: CataloguePort['describe'],
): Subject {
  function shown(view: ApprovalView, now: Date): Shown {
    const glass = view.mode === 'break-glass';
    const draft = (glass ? breakGlassCard : requestCard)(view, planLines(view.document, describe), now);
    const alive = view.end === null || view.review?.state === 'open';
    return { draft, ...readPlace(view.place), urgent: glass, alive, files: [] };
  }

  return {
    kind: REQUEST,
    events: ['request.changed'],
    async draw(reader, ids, { now, names }) {
      const views = await sources.requests(reader, ids);
      for (const { requester } of views) names.know(requester.id, requester.name);
      return new Map(views.map((view) => [view.id, shown(view, now)]));
    },
  };
}
