import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApprovalView } from '../../../src/approval/view.ts';
import { breakGlassCard } from '../../../src/bot/cards/break-glass-card.ts';
import { requestCard } from '../../../src/bot/cards/request-card.ts';
import { runCard } from '../../../src/bot/cards/run-card.ts';
import { LIMITS as DISCORD } from '../../../src/bot/platforms/discord/options.ts';
import { embedFits } from '../../../src/bot/platforms/discord/render/embed.ts';
import { renderCard as onDiscord } from '../../../src/bot/platforms/discord/render/message.ts';
import { LIMITS as SLACK } from '../../../src/bot/platforms/slack/options.ts';
import { renderCard as onSlack } from '../../../src/bot/platforms/slack/render/message.ts';
import { cardText } from '../../../src/chat/card.ts';
import { type CardDraft, intentsOf, signDraft } from '../../../src/chat/draft.ts';
import { fitCard } from '../../../src/chat/fit.ts';
import { safeCard, visible } from '../../../src/chat/safe-text.ts';
import { planLines } from '../../../src/commands/plan-lines.ts';
import { requestDetails } from '../../../src/commands/request-details.ts';
import { runDetails } from '../../../src/commands/run-details.ts';
import { NO_OUTPUT } from '../../../src/runbook/engine/output/store.ts';
import { decide } from '../../../src/runbook/run/decided.ts';
import { newStepRun, type StepRun } from '../../../src/runbook/run/step-run.ts';
import type { RunView } from '../../../src/runbook/service.ts';
import { fakeStep, ONE_SRE, planWith } from '../../support/planned.ts';
import { ballotOf, openIn, openRoom, personOf, policyOf, type TestRoom } from '../approval/room.ts';

const at = new Date('2026-11-22T03:04:05.000Z');
const nobody = { named: async () => new Map() };

/** Up to the longest reason there can be, of what is longest once it is escaped, or looks like a card of ours. */
const reasons = fc
  .array(
    fc.constantFrom(
      '*',
      '`',
      '_',
      '”',
      '\n',
      '😀',
      '@everyone ',
      'word ',
      '✓ 1 of 1 ',
      '\u202e',
      '.”',
      '```\n',
    ),
    {
      minLength: 1,
      maxLength: 2_000,
    },
  )
  .map((parts) => [...`because ${parts.join('')} end`].slice(0, 2_000).join('').trim());

function signed(draft: CardDraft) {
  return safeCard(
    signDraft(
      draft,
      intentsOf(draft).map((_intent, index) => `n${index}`),
    ),
  );
}

/** What each platform makes of a card is something that the platform takes, with every control of the card. */
function expectTaken(draft: CardDraft): void {
  const card = signed(draft);
  const discord = onDiscord(fitCard(card, DISCORD).card).body;
  for (const embed of discord.embeds ?? []) expect(embedFits(embed)).toBe(true);
  const slack = onSlack(fitCard(card, SLACK).card);
  expect(JSON.stringify(slack.blocks).length).toBeLessThan(12_000);
  for (const limits of [DISCORD, SLACK]) {
    const { card: fitted } = fitCard(card, limits);
    expect(fitted.controls.map(({ label }) => label)).toEqual(card.controls.map(({ label }) => label));
    // Somebody's words neither cut the sentence that says what state it is in nor end it.
    expect(fitted.status).toBe(card.status);
  }
}

/** On each platform the whole stands in the view or in the file beside it, marked as somebody's words. */
function expectWhole(details: CardDraft, words: string): void {
  for (const limits of [DISCORD, SLACK]) {
    const { card, overflow } = fitCard(signed(details), limits, 'quiet');
    expect(overflow ?? cardText(card)).toContain(visible(words));
  }
  const said = details.blocks.flatMap((block) => (block.type === 'said' ? block.entries : []));
  expect(said.map(({ value }) => value)).toContain(words);
}

describe('a long reason', () => {
  let room: TestRoom;
  beforeAll(async () => {
    room = await openRoom();
    room.people.put('ana', 'sre');
    room.people.put('ben', 'sre', 'lead');
  });
  afterAll(async () => {
    await room.db.close();
  });

  async function view(id: string): Promise<ApprovalView> {
    const found = await room.db.read((reader) => room.approvals.get(reader, id));
    if (found === undefined) throw new Error('no such request');
    return found;
  }

  const acts = {
    'of an approval': async (id: string, reason: string) => {
      const request = await view(id);
      await room.approvals.vote(ballotOf({ id, digest: request.digest } as never, 'ben', { reason }));
    },
    'of a rejection': async (id: string, reason: string) => {
      const request = await view(id);
      const choice = 'reject';
      await room.approvals.vote(ballotOf({ id, digest: request.digest } as never, 'ben', { reason, choice }));
    },
    'of a veto': (id: string, reason: string) =>
      room.approvals.veto({ ...personOf(id, 'ben'), reason }).then(() => undefined),
    'of taking a request back': (id: string, reason: string) =>
      room.approvals.withdraw({ ...personOf(id, 'ana'), reason }).then(() => undefined),
  };

  it.each(Object.entries(acts))(
    '%s is bounded and marked on the card of the request, and whole in its details',
    async (_name, act) => {
      await fc.assert(
        fc.asyncProperty(reasons, async (reason) => {
          const policy = policyOf({ veto: ['lead'] });
          const { id } = await openIn(room, { policy, reason });
          await act(id, reason);
          const now = await view(id);
          const draft = requestCard(
            now,
            planLines(now.document, () => []),
            at,
          );
          expectTaken(draft);
          expect(draft.status?.length).toBeLessThan(250);
          expectWhole(
            requestDetails(now, () => [], [], at),
            reason,
          );
        }),
        { numRuns: 12 },
      );
    },
  );

  it('of a break-glass and of its review is bounded and marked on its card, and whole in its details', async () => {
    await fc.assert(
      fc.asyncProperty(reasons, async (reason) => {
        const { id } = await openIn(room, { reason });
        const plain = await view(id);
        const verdict = { by: plain.requester, opinion: 'object', at, reason } as const;
        const review = { state: 'open', of: ['lead'], quorum: 1, page: 'lead', dueAt: at, overdueAt: null };
        const broken = {
          ...plain,
          mode: 'break-glass',
          review: { ...review, verdicts: [verdict] },
        } as unknown as ApprovalView;
        expectTaken(
          breakGlassCard(
            broken,
            planLines(broken.document, () => []),
            at,
          ),
        );
        expectWhole(
          requestDetails(broken, () => [], [], at),
          reason,
        );
      }),
      { numRuns: 10 },
    );
  });

  function runWith(state: 'failed' | 'cancelled' | 'succeeded', change: Partial<RunView>, step: StepRun) {
    return {
      id: 'run-1',
      plan: planWith([fakeStep('drain', { title: 'Drain the pool' })], { policy: ONE_SRE }),
      requester: 'ana',
      requestId: null,
      state,
      outcome: null,
      note: null,
      reason: null,
      cancel: null,
      wayDownStopped: null,
      queuedAt: at,
      startedAt: at,
      finishedAt: at,
      steps: [step],
      printed: NO_OUTPUT,
      ...change,
    } as unknown as RunView;
  }

  const runs: readonly (readonly [string, (reason: string) => RunView])[] = [
    [
      'of a cancel',
      (reason) =>
        runWith('cancelled', { cancel: { by: 'ben', reason } }, { ...newStepRun(0), state: 'cancelled' }),
    ],
    [
      'of an abort',
      (reason) => runWith('failed', {}, decide(newStepRun(0), 'abort', { by: 'ben' }, reason, at)),
    ],
    [
      'of "it was done", decided alone',
      (reason) => runWith('succeeded', {}, decide(newStepRun(0), 'done', { by: 'ben' }, reason, at)),
    ],
    [
      'of an opinion',
      (reason) => {
        const opinion = { principal: 'ben', choice: 'retry', reason, at, standing: {} } as never;
        return runWith('failed', {}, { ...newStepRun(0), state: 'failed', opinions: [opinion] });
      },
    ],
    [
      'in an answer',
      (reason) => {
        const answer = { by: 'ben', at: at.toISOString(), value: { choice: 'done', evidence: reason } };
        return runWith('succeeded', {}, { ...newStepRun(0), state: 'succeeded', answer });
      },
    ],
    ['of the asking', (reason) => runWith('succeeded', { reason }, { ...newStepRun(0), state: 'succeeded' })],
  ];

  it.each(runs)(
    '%s is bounded and marked on the card of the run, and one click away as a whole',
    async (_name, make) => {
      await fc.assert(
        fc.asyncProperty(reasons, async (reason) => {
          const run = make(reason);
          const draft = runCard(run, { name: (id) => id });
          expectTaken(draft);
          const text = cardText(signed(draft));
          if (reason.length > 400) {
            expect(draft.controls.map(({ label }) => label)).toContain('Details');
            expect(text).not.toContain(reason.slice(0, 400).replace(/\s+/g, ' '));
          }
          expectWhole(await runDetails(run, nobody, at), reason);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('is taken up to its limit as people count, and refused beyond it with that limit and its length', async () => {
    const { id } = await openIn(room, { policy: policyOf({ veto: ['lead'] }) });
    const veto = (reason: string) => room.approvals.veto({ ...personOf(id, 'ben'), reason });
    const refused = await veto('😀'.repeat(2_001));
    expect(refused.ok ? '' : refused.refusal.why).toBe(
      'the reason has 2,001 characters, and 2,000 is the most.',
    );
    expect((await veto(`\n  ${'😀'.repeat(2_000)}  `)).ok).toBe(true);
  });
});
