import { describe, expect, it } from 'vitest';
import type { ApprovalView, VoteView } from '../../../../src/approval/view.ts';
import { requestCard } from '../../../../src/bot/cards/request-card.ts';
import { requestView } from '../../../support/request-view.ts';

const at = new Date('2026-03-01T12:00:00Z');
const [ben, dora] = ['Ben', 'Dora'].map((name) => ({ id: name.toLowerCase(), name }));

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
  const view = requestView({
    openedAt: at,
    status: 'Waiting for approvals: 1 of 2 from sre.',
    votes: [voteOf(ben, true), voteOf(dora, false)],
    groups: [{ of: ['sre'], quorum: 2, filledBy: [] }],
  });
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

const SHELL = {
  title: '2. Reset it',
  brief: ['$ scripts/reset.sh --verify'],
  lines: ['$ /srv/twist/scripts/reset.sh --verify', 'in /srv/twist', 'TARGET=main', 'stops after 2 min'],
  changes: true,
};
const PLAN = {
  risk: 'high',
  params: [{ label: 'target', value: 'main' }],
  steps: [{ title: '1. Look', lines: ['GET https://monitor.example'], changes: false }, SHELL],
  targets: ['host:scripts/reset.sh'],
  source: 'L1',
};

function asked(change: Partial<ApprovalView> = {}): ApprovalView {
  return requestView({ openedAt: at, reason: 'a false alarm', veto: ['lead'], ...change });
}

describe('a request that waits', () => {
  it('folds what it touches where that is much', () => {
    const targets = ['a', 'b', 'c', 'd', 'e'].map((name) => `host:scripts/${name}.sh`);
    const { blocks } = requestCard(asked(), { ...PLAN, targets }, at);
    expect(blocks.filter(({ type }) => type === 'fields').map(({ fold }) => fold)).toEqual([
      undefined,
      'Touches 5 things',
    ]);
  });

  it('says who, why and what before who decides, and folds the rest of its plan', () => {
    const { blocks } = requestCard(asked(), PLAN, at);
    expect(blocks.map(({ type, fold }) => (fold === undefined ? type : `${type}: ${fold}`))).toEqual([
      'fields',
      'said',
      'said',
      'code',
      'code: The whole plan: 1 step changes something, 1 only looks',
      'fields',
      'list',
    ]);
    expect(blocks[0]).toMatchObject({ fields: [{ label: 'Asked by', value: 'Ana' }, {}, {}, {}] });
    expect(blocks[5]).toMatchObject({ fields: [{ label: 'Touches', value: 'host:scripts/reset.sh' }] });
    expect(blocks[1]).toMatchObject({ entries: [{ value: 'a false alarm' }] });
    const [shown, folded] = blocks.filter(({ type }) => type === 'code');
    expect(shown).toEqual({
      type: 'code',
      essential: true,
      label: SHELL.title,
      text: '$ scripts/reset.sh --verify',
    });
    for (const line of [...SHELL.lines, '1. Look', 'GET https://monitor.example'])
      expect(folded).toMatchObject({ text: expect.stringContaining(line) as string });
  });

  it('folds nothing of what is said whole already', () => {
    const steps = [{ title: 'What would be done', lines: ['Join the account'], changes: true }];
    const { blocks } = requestCard(asked(), { ...PLAN, steps }, at);
    expect(blocks.every(({ fold }) => fold === undefined)).toBe(true);
  });

  it('keeps every button in its place as votes come and go, and starts nothing where Approve was', () => {
    const labels = (view: ApprovalView) => requestCard(view, PLAN, at).controls.map(({ label }) => label);
    const none = labels(asked());
    const one = labels(asked({ votes: [voteOf(ben, true)] }));
    expect(none).toEqual(['Approve', 'Reject', 'Details', 'Veto', 'Withdraw request']);
    expect(one).toEqual([...none, 'Take back my vote']);
    for (const state of ['claimed', 'executed', 'failed', 'denied', 'vetoed', 'expired'] as const)
      expect(labels(asked({ state, end: { at } as ApprovalView['end'] }))).toEqual(['Details', 'Log']);
  });
});
