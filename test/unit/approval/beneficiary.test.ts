import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReplayedEntry } from '../../../src/approval/replay/story.ts';
import { replayRequest } from '../../../src/approval/replay.ts';
import type { ApprovalRequest } from '../../../src/approval/request.ts';
import { breakGlassCard } from '../../../src/bot/cards/break-glass-card.ts';
import { requestCard } from '../../../src/bot/cards/request-card.ts';
import { digestOf, type Json } from '../../../src/canonical.ts';
import { cardText } from '../../../src/chat/card.ts';
import { signDraft } from '../../../src/chat/draft.ts';
import {
  ballotOf,
  entriesOf,
  gist,
  HOUR,
  openIn,
  openRoom,
  personOf,
  policyOf,
  type TestRoom,
} from './room.ts';

const EXCLUDED = { beneficiaries: ['ben'] };
const WHAT = { steps: [], risk: 'high', targets: [], params: [], source: '' };

describe('whoever benefits from what is asked', () => {
  let room: TestRoom;
  beforeAll(async () => {
    room = await openRoom();
  });
  afterAll(() => room.db.close());
  beforeEach(() => {
    for (const id of ['ana', 'ben', 'chen']) room.people.put(id, 'sre');
  });

  const open = () => openIn(room, { policy: { ...policyOf({}), ...EXCLUDED } });
  const claim = (request: ApprovalRequest) => room.db.transact((tx) => room.approvals.claim(tx, request.id));
  const logOf = async (request: ApprovalRequest): Promise<ReplayedEntry[]> =>
    (await entriesOf(room, request.id)).map((entry) => ({ ...entry, at: new Date(entry.at) }));
  const viewOf = async (id: string) => {
    const view = await room.db.read((reader) => room.approvals.get(reader, id));
    if (view === undefined) throw new Error(id);
    return view;
  };
  const text = (draft: Parameters<typeof signDraft>[0]) =>
    cardText(signDraft({ ...draft, controls: [] }, []));

  it('5.21 never approves it, and is told why and what they can do', async () => {
    const request = await open();
    const answer = await room.approvals.vote(ballotOf(request, 'ben'));
    expect(answer).toMatchObject({
      ok: false,
      refusal: { code: 'approval.beneficiary', next: 'Ask a colleague. To stop it, reject it.' },
    });
    expect((await viewOf(request.id)).state).toBe('pending');
    expect(gist(await room.approvals.vote(ballotOf(request, 'chen')))).toBe('ready');
    expect(await claim(request)).toMatchObject({ ok: true });
    expect(replayRequest(await logOf(request))).toEqual([]);
  });

  it('5.21 may reject it', async () => {
    const request = await open();
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben', { choice: 'reject' })))).toBe('denied');
  });

  it('5.21 is counted by no claim either', async () => {
    const request = await openIn(room, {
      policy: { ...policyOf({ groups: [{ of: ['sre'], quorum: 2 }] }), ...EXCLUDED },
    });
    await room.approvals.vote(ballotOf(request, 'chen'));
    expect(gist(await room.approvals.vote(ballotOf(request, 'ben')))).toBe('approval.beneficiary');
    expect(await claim(request)).toMatchObject({ ok: false, refusal: { code: 'approval.not-approved' } });
  });

  it('5.21 is part of what is approved, and stands on its card', async () => {
    const request = await open();
    const [opened] = await logOf(request);
    if (opened === undefined) throw new Error('it was not opened');
    const { content } = opened.data as unknown as { content: { policy: typeof EXCLUDED } };
    expect(content.policy.beneficiaries).toEqual(['ben']);
    const other = { ...content, policy: { ...content.policy, beneficiaries: ['chen'] } } as unknown as Json;
    expect(digestOf(other)).not.toBe(request.digest);
    const view = await viewOf(request.id);
    expect(text(requestCard(view, WHAT, new Date(0)))).toContain(
      'Ben benefits from it, and cannot approve it.',
    );
  });

  it('5.14 a log in which they approved is found out, at the vote and at the claim', async () => {
    const request = await open();
    await room.approvals.vote(ballotOf(request, 'chen'));
    await claim(request);
    const forged = (await logOf(request)).map((entry) =>
      entry.kind === 'vote.cast' ? { ...entry, actor: 'principal/ben' } : entry,
    );
    const found = replayRequest(forged).map(({ problem }) => problem);
    expect(found).toContain('ben approved what they benefit from');
    expect(found).toContain('there were not enough approvals');
  });

  describe('of what was done under broken glass', () => {
    const breaking = () =>
      room.db.transact((tx) =>
        room.approvals.breakGlass(tx, {
          subject: { kind: 'plan', id: 'twist:stop', title: 'Stop' },
          document: { plan: 1 },
          policy: {
            of: ['sre'],
            limit: { count: 9, perMs: HOUR },
            review: { of: ['sre'], quorum: 1, withinMs: HOUR },
            page: 'sre',
            ...EXCLUDED,
          },
          by: 'ana',
          reason: 'it burns',
          confirmation: 'stop',
          environment: 'test',
          place: null,
        }),
      );
    const review = (id: string, voter: string) =>
      room.approvals.review({ ...personOf(id, voter), opinion: 'ratify', reason: 'seen' });

    it('5.21 is neither called for its review nor offered it', async () => {
      const { id } = await breaking();
      const waits = await room.db.read((reader) => room.approvals.waitsFor(reader, id));
      expect(waits).toEqual({ people: ['chen'], wakes: false, until: null });
      const offered = async (who: string) =>
        (await room.db.read((reader) => room.approvals.inbox(reader, who))).toReview.map((one) => one.id);
      expect(await offered('ben')).not.toContain(id);
      expect(await offered('chen')).toContain(id);
    });

    it('5.21 never reviews it, and is named on its card', async () => {
      const request = await breaking();
      expect(gist(await review(request.id, 'ben'))).toBe('approval.beneficiary');
      expect(gist(await room.approvals.mayReview(personOf(request.id, 'ben')))).toBe('approval.beneficiary');
      const card = breakGlassCard(await viewOf(request.id), WHAT, new Date(0));
      expect(text(card)).toContain('Benefits: Ben, who cannot review it');
      expect(await review(request.id, 'chen')).toMatchObject({ ok: true });
      const log = await logOf(request);
      expect(replayRequest(log)).toEqual([]);
      const forged = log.map((entry) =>
        entry.kind === 'review.verdict' ? { ...entry, actor: 'principal/ben' } : entry,
      );
      expect(replayRequest(forged).map(({ problem }) => problem)).toContain(
        'ben reviewed what they benefit from',
      );
    });
  });
});
