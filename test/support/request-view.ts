import type { ApprovalView } from '../../src/approval/view.ts';
import { sha256Hex } from '../../src/canonical.ts';

/** A request as its card is drawn from it: for two keys, open, with no votes. */
export function requestView(change: Partial<ApprovalView> & Pick<ApprovalView, 'openedAt'>): ApprovalView {
  return {
    beneficiaries: [],
    id: 'apr-1',
    mode: 'quorum',
    state: 'pending',
    status: 'Waiting for approvals: 0 of 1 from sre.',
    subject: { kind: 'plan', id: 'drill:rocket/two', title: 'Two keys' },
    document: {},
    digest: sha256Hex('two'),
    environment: 'test',
    requester: { id: 'ana', name: 'Ana' },
    reason: null,
    place: {},
    expiresAt: null,
    notBefore: null,
    notAfter: null,
    claimedAt: null,
    end: null,
    endedBy: null,
    votes: [],
    groups: [{ of: ['sre'], quorum: 1, filledBy: [] }],
    awaited: ['sre'],
    via: ['button'],
    confirmApproval: false,
    codeApproval: false,
    veto: [],
    rejections: { count: 0, limit: 1 },
    review: null,
    ...change,
  };
}
