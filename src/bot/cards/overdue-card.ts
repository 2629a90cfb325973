import type { ApprovalView } from '../../approval/view.ts';
import type { Block, Card } from '../../chat/card.ts';
import { exactTime } from '../../chat/time-text.ts';
import { quoted } from '../../values/quoted.ts';
import { notCalledInWords } from '../calls/not-called.ts';
import type { Page } from '../calls/page.ts';

/**
 * Pages a role because a break-glass was not reviewed in time. Whoever is not called is named instead.
 * @param name the display name of a principal
 */
export function overdueCard(
  {
    id,
    subject,
    requester,
    reason,
    review,
  }: Pick<ApprovalView, 'id' | 'subject' | 'requester' | 'reason' | 'review'>,
  page: Page,
  name: (principal: string) => string,
): Card {
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
      ...notCalled(page, name),
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

/** A page that reaches nobody must not look like one that did. */
function notCalled(page: Page, name: (principal: string) => string): readonly Block[] {
  const left = notCalledInWords(page, name);
  if (left.length === 0 && page.calls.every((one) => one.length === 0))
    return [{ type: 'text', text: 'Nobody holds the role, so nobody was called: tell somebody yourself.' }];
  return left.map((text) => ({ type: 'text', text }));
}
