import type { ApprovalView } from '../approval/view.ts';
import type { Block } from '../chat/card.ts';
import type { CardDraft, DraftControl } from '../chat/draft.ts';
import { exactTime } from '../chat/time-text.ts';
import { jsonText } from '../values/json.ts';
import { planOf } from './plan-lines.ts';
import type { CataloguePort } from './services.ts';
import { pictureOf } from './snapshot.ts';

/**
 * Everything that a request would do, to the last argument, what identifies it, and what people wrote about it.
 * @param at when it was looked at, on the database's clock
 */
export function requestDetails(
  view: ApprovalView,
  describe: CataloguePort['describe'],
  controls: readonly DraftControl[],
  at: Date,
): CardDraft {
  const plan = planOf(view.document);
  const sections =
    plan === undefined ? [{ title: 'Document', lines: [jsonText(view.document, 2)] }] : describe(plan);
  return {
    title: `Details: ${view.subject.title}`,
    tone: 'neutral',
    status: view.status,
    blocks: [
      pictureOf(at, 'the card of the request'),
      ...sections.map(({ title, lines }): Block => ({ type: 'code', label: title, text: lines.join('\n') })),
      {
        type: 'fields',
        essential: true,
        fields: [
          { label: 'Request', value: view.id },
          { label: 'Digest (SHA-256)', value: view.digest },
          ...(plan === undefined ? [] : [{ label: 'Runbook version', value: plan.definition }]),
          { label: 'Asked', value: `by ${view.requester.name}, ${exactTime(view.openedAt)}` },
        ],
      },
      ...wordsOf(view),
    ],
    controls,
  };
}

/** What people wrote, whole and each marked as theirs: the card quotes the beginning of it. */
function wordsOf(view: ApprovalView): readonly Block[] {
  const { requester, reason, votes, review, end, endedBy } = view;
  // Whoever ended it by their vote said it with the vote.
  const ender = view.state === 'denied' ? null : endedBy;
  const said = (by: string, label: string, words: string | null): readonly Block[] =>
    words === null
      ? []
      : [{ type: 'said', title: `In the words of ${by}`, entries: [{ label, value: words }] }];
  return [
    ...said(requester.name, 'Why it was asked for', reason),
    ...votes.flatMap((vote) =>
      said(vote.by.name, vote.choice === 'approve' ? 'Why approved' : 'Why rejected', vote.reason),
    ),
    ...(ender === null ? [] : said(ender.name, 'Why it was ended', end?.why ?? null)),
    ...(review?.verdicts ?? []).flatMap((verdict) =>
      said(verdict.by.name, verdict.opinion === 'ratify' ? 'Why it was right' : 'Why not', verdict.reason),
    ),
  ];
}
