import type { ApprovalView } from '../../approval/view.ts';
import { calling, callsAt } from '../../chat/calls.ts';
import type { Block, Card } from '../../chat/card.ts';
import type { Place } from '../../chat/inbound.ts';
import { exactTime } from '../../chat/time-text.ts';
import { quoted } from '../../values/quoted.ts';
import type { Callee } from '../calls/share.ts';

/**
 * Pages a role because a break-glass was not reviewed in time.
 * @param paged everybody who holds it
 * @param places where this is said: whoever has no account there is named instead
 * @param name the display name of a principal
 */
export function overdueCard(
  { id, subject, requester, reason, review }: ApprovalView,
  paged: readonly Callee[],
  places: readonly Place[],
  name: (principal: string) => string,
): Card {
  const due = review === null ? '' : ` It was due at ${exactTime(review.dueAt)}.`;
  const isCalled = ({ accounts }: Callee): boolean =>
    places.some((place) => callsAt(accounts, place).length > 0);
  return {
    title: `Review overdue: ${subject.title}`,
    tone: 'danger',
    status: `${review?.page ?? 'Somebody'}, please have it reviewed now.`,
    blocks: [
      {
        type: 'text',
        text: `${requester.name} started this under break-glass, and nobody has said whether it was right.${due}`,
      },
      ...notCalled(
        paged.filter((one) => !isCalled(one)).map(({ principal }) => name(principal)),
        paged,
      ),
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
    ...calling(paged.flatMap(({ accounts }) => accounts)),
  };
}

/** A page that reaches nobody must not look like one that did. */
function notCalled(names: readonly string[], paged: readonly Callee[]): readonly Block[] {
  if (paged.length === 0)
    return [{ type: 'text', text: 'Nobody holds the role, so nobody was called: tell somebody yourself.' }];
  if (names.length === 0) return [];
  return [{ type: 'text', text: `Not called, for want of an account here: ${names.join(', ')}.` }];
}
