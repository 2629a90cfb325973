import { expect, it } from 'vitest';
import type { ApprovalView, VoteView } from '../../../../src/approval/view.ts';
import { requestCard } from '../../../../src/bot/cards/request-card.ts';
import { sha256Hex } from '../../../../src/canonical.ts';

const at = new Date('2026-03-01T12:00:00Z');
const [ana, ben, dora] = ['Ana', 'Ben', 'Dora'].map((name) => ({ id: name.toLowerCase(), name }));

function voteOf(by: VoteView['by'] | undefined, counts: boolean): VoteView {
  if (by === undefined) throw new Error('nobody');
  return {
    by,
    choice: 'approve',
    at,
    via: 'button',
    account: `console/local/${by.id}`,
    reason: null,
    counts,
  };
}

it('20 tells an approval that counts no more from one that does, and why', () => {
  const view = {
    id: 'apr-1',
    mode: 'quorum',
    state: 'pending',
    status: 'Waiting for approvals: 1 of 2 from sre.',
    subject: { kind: 'plan', id: 'drill:rocket/two', title: 'Two keys' },
    document: {},
    digest: sha256Hex('two'),
    environment: 'test',
    requester: ana ?? { id: '', name: '' },
    reason: null,
    place: {},
    openedAt: at,
    expiresAt: null,
    notBefore: null,
    notAfter: null,
    claimedAt: null,
    end: null,
    endedBy: null,
    votes: [voteOf(ben, true), voteOf(dora, false)],
    groups: [{ of: ['sre'], quorum: 2, filledBy: [] }],
    awaited: ['sre'],
    via: ['button'],
    confirmApproval: false,
    codeApproval: false,
    veto: [],
    rejections: { count: 0, limit: 1 },
    review: null,
  } as const satisfies ApprovalView;
  const { blocks } = requestCard(
    view,
    { risk: undefined, params: [], steps: [], targets: [], source: '' },
    at,
  );
  expect(blocks.at(-1)).toEqual({
    type: 'list',
    items: [
      { mark: 'done', text: 'Ben approved at 2026-03-01 12:00:00 UTC' },
      {
        mark: 'skipped',
        text: 'Dora approved at 2026-03-01 12:00:00 UTC (counts no more: their role was taken away or given anew since)',
      },
    ],
  });
});
