import { REQUEST } from '../../approval/request.ts';
import type { ApprovalView, ReviewView } from '../../approval/view.ts';
import type { Block } from '../../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton, openingForm } from '../../chat/draft.ts';
import { deadline, exactTime } from '../../chat/time-text.ts';
import { logButton } from '../../commands/log-button.ts';
import { planBlocks } from '../../commands/plan-blocks.ts';
import type { PlanLines } from '../../commands/plan-lines.ts';
import { quoted } from '../../values/quoted.ts';
import { requestFooter, runOf, statusLine } from './request-card.ts';
import { paramsSaid, reasonSaid } from './said.ts';

/** Something that one person started alone: what, why, and the review that others owe. */
export function breakGlassCard(view: ApprovalView, what: PlanLines, now: Date): CardDraft {
  const { review } = view;
  return {
    title: `Break-glass: ${view.subject.title}`,
    tone: review === null || review.state === 'open' ? 'danger' : 'neutral',
    status: `${statusLine(view)} ${review === null ? '' : reviewInWords(review, now)}`.trim(),
    blocks: [
      {
        type: 'fields',
        essential: true,
        fields: [
          { label: 'Action', value: view.subject.id },
          { label: 'Started by', value: `${view.requester.name}, alone, at ${exactTime(view.openedAt)}` },
          { label: 'Environment', value: view.environment },
          ...view.beneficiaries.map(({ name }) => ({
            label: 'Benefits',
            value: `${name}, who cannot review it`,
          })),
        ],
      },
      ...reasonSaid(view.requester.name, view.reason),
      ...paramsSaid(what.params),
      ...planBlocks(what),
      ...(review === null ? [] : [verdicts(review)]),
    ],
    controls: controls(view),
    footer: requestFooter(view, what),
  };
}

function reviewInWords({ state, of, quorum, verdicts, dueAt, overdueAt }: ReviewView, now: Date): string {
  const who = of.join(' or ');
  switch (state) {
    case 'open': {
      const word = overdueAt === null ? 'open' : 'OVERDUE';
      return `Review ${word}: ${verdicts.length} of ${quorum} from ${who}, due ${deadline(dueAt, now)}.`;
    }
    case 'ratified':
      return `Reviewed by ${who}: it was right.`;
    case 'objected':
      return `Reviewed by ${who}: somebody objected.`;
  }
}

function verdicts(review: ReviewView): Block {
  return {
    type: 'list',
    items: review.verdicts.map(({ by, opinion, at, reason }) => ({
      mark: opinion === 'ratify' ? 'done' : 'failed',
      text: `${by.name} ${opinion === 'ratify' ? 'ratified' : 'objected'} at ${exactTime(at)} – ${quoted(reason)}`,
    })),
  };
}

function controls(view: ApprovalView): readonly DraftControl[] {
  const { id: request, review } = view;
  const looking = [
    ...runOf(view),
    draftButton('Details', 'request.details', { request }),
    logButton(REQUEST.subject(request)),
  ];
  if (review?.state !== 'open') return looking;
  return [
    openingForm(draftButton('It was right', 'review.ratify', { request }, 'primary')),
    openingForm(draftButton('I object', 'review.object', { request }, 'danger')),
    ...looking,
  ];
}
