import { REQUEST } from '../../approval/request.ts';
import type { ApprovalView } from '../../approval/view.ts';
import { readPlace } from '../../chat/place.ts';
import { exactTime } from '../../chat/time-text.ts';
import { planLines } from '../../commands/plan-lines.ts';
import type { CataloguePort } from '../../commands/services.ts';
import { together } from '../../store/together.ts';
import { quoted } from '../../values/quoted.ts';
import { breakGlassCard } from '../cards/break-glass-card.ts';
import { requestCard } from '../cards/request-card.ts';
import type { Sources, TakenBack } from './sources.ts';
import type { Shown, Subject } from './subject.ts';

/** Something that waits for approval, or a glass that was broken and waits for its review. */
export function requestSubject(
  sources: Pick<Sources, 'requests' | 'takenBack'>,
  describe: CataloguePort['describe'],
): Subject {
  function shown(view: ApprovalView, now: Date, follows: string | undefined): Shown {
    const glass = view.mode === 'break-glass';
    const lines = planLines(view.document, describe);
    const draft = glass ? breakGlassCard(view, lines, now) : requestCard(view, lines, now, follows);
    const alive = view.end === null || view.review?.state === 'open';
    return { draft, ...readPlace(view.place), urgent: glass, alive, files: [] };
  }

  return {
    kind: REQUEST,
    events: ['request.changed'],
    async draw(reader, ids, { now, names }) {
      const views = await sources.requests(reader, ids);
      for (const { requester } of views) names.know(requester.id, requester.name);
      const before = await together(views.map((view) => sources.takenBack(reader, view)));
      const name = await names.of(before.flatMap((run) => run?.requester ?? []));
      const follows = before.map((run) => run && takenBackInWords(run, name(run.requester)));
      return new Map(views.map((view, at) => [view.id, shown(view, now, follows[at])]));
    },
  };
}

/** Whoever agrees to take something back knows who did it, and why. */
function takenBackInWords({ plan, startedAt, reason }: TakenBack, by: string): string {
  const at = startedAt === null ? '' : ` at ${exactTime(startedAt)}`;
  return `"${plan.title}", begun by ${by}${at}${reason === null ? '' : `: ${quoted(reason)}`}`;
}
