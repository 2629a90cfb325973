import type { Refusal } from '../../errors.ts';
import type { ApprovalRequest } from '../request.ts';
import { refusal } from './attempt.ts';

export function forgedReview({ subject }: Pick<ApprovalRequest, 'subject'>): Refusal {
  return refusal(
    'review',
    'forged',
    `what the database says about the review of "${subject.title}" (its verdicts, whether it is open) is not what Keyturn wrote.`,
    'Treat it as an intrusion: run `keyturn audit verify`, and review with others outside of the chat what was done.',
  );
}

export function reviewClosed(state: 'ratified' | 'objected'): Refusal {
  const said = state === 'ratified' ? 'it was found right' : 'somebody objected';
  return refusal('review', 'review-closed', `the review is closed: ${said}.`, 'Nothing more is needed.');
}

export function noReview({ subject }: Pick<ApprovalRequest, 'subject'>): Refusal {
  return refusal(
    'review',
    'no-review',
    `"${subject.title}" was approved beforehand; there is nothing to review.`,
    'Nothing is needed.',
  );
}
