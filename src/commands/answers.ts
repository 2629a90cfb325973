import type { Approvals } from '../approval/service.ts';
import type { Refusal } from '../errors.ts';
import type { Reply } from './command.ts';

type Answer = Awaited<ReturnType<Approvals['vote']>>;

/** Nothing to say when it was done (the card shows it); otherwise the refusal, which approval has logged. */
export function answerOf(answer: Answer): Reply {
  if (!answer.ok) return refused(answer.refusal);
  return answer.changed ? { type: 'none' } : said('Nothing changed.', answer.status);
}

/** A refusal that was logged where it was decided. */
export function refused(refusal: Refusal): Reply {
  return { type: 'refused', refusal };
}

/** One quiet sentence or two. */
export function said(title: string, text: string): Reply {
  return {
    type: 'card',
    card: { title, tone: 'neutral', blocks: [{ type: 'text', text }], controls: [] },
    visibility: 'quiet',
  };
}
