import type { ApprovalView } from '../../approval/view.ts';
import type { Card } from '../../chat/card.ts';
import { exactTime } from '../../chat/time-text.ts';
import { quoted } from '../../values/quoted.ts';

/** Pages a role because a break-glass was not reviewed in time. */
export function overdueCard({ id, subject, requester, reason, review }: ApprovalView): Card {
  const due = review === null ? '' : ` It was due at ${exactTime(review.dueAt)}.`;
  return {
    title: `Review overdue: ${subject.title}`,
    tone: 'danger',
    status: `${review?.page ?? 'Somebody'}, please have it reviewed now.`,
    blocks: [
      {
        type: 'text',
        text: `${requester.name} started this under break-glass, and nobody has said whether it was right.${due}`,
      },
      {
        type: 'fields',
        fields: [
          { label: 'Reason given', value: reason === null ? '(none)' : quoted(reason) },
          { label: 'Who may review', value: review?.of.join(' or ') ?? '' },
          { label: 'What to do', value: `Open /ops approvals show request:${id} and use its buttons.` },
        ],
      },
    ],
    controls: [],
    footer: id,
  };
}
