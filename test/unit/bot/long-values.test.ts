import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApprovalView } from '../../../src/approval/view.ts';
import { requestCard } from '../../../src/bot/cards/request-card.ts';
import { LIMITS as DISCORD } from '../../../src/bot/platforms/discord/options.ts';
import { renderCard as onDiscord } from '../../../src/bot/platforms/discord/render/message.ts';
import { LIMITS as SLACK } from '../../../src/bot/platforms/slack/options.ts';
import { renderCard as onSlack } from '../../../src/bot/platforms/slack/render/message.ts';
import type { Card } from '../../../src/chat/card.ts';
import { intentsOf, signDraft } from '../../../src/chat/draft.ts';
import { fitCard } from '../../../src/chat/fit.ts';
import { safeCard, visible } from '../../../src/chat/safe-text.ts';
import { breakGlassPreview } from '../../../src/commands/break-glass-preview.ts';
import { planLines } from '../../../src/commands/plan-lines.ts';
import type { Action } from '../../../src/runbook/definition/construct/action.ts';
import { describePlan } from '../../../src/runbook/plan/describe.ts';
import type { Plan } from '../../../src/runbook/plan/plan.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { openIn, openRoom, policyOf, type TestRoom } from '../approval/room.ts';
import { demo, runbookOf } from '../runbook/definition/folder.ts';
import { plan } from '../runbook/plan/example.ts';

const PAY = `  pay:
    title: Pay
    source: L1
    risk: high
    approval: one-sre
    params:
      to: { type: longtext, description: Whom, maxLength: 20000 }
      why: { type: longtext, description: Why, maxLength: 20000 }
    steps:
      - { shell: { run: [scripts/look.sh, "{{ params.to }}"] }, effect: pure }
      - { shell: { run: [scripts/pay.sh, "{{ params.to }}", "{{ params.why }}", --for-good] }, effect: unsafe }
      - { title: Tell them, http: { post: "https://tell.example/{{ params.to }}", json: { why: "{{ params.why }}" } }, effect: unsafe }
      - { shell: { run: [scripts/clear.sh, "{{ params.why }}", --all] }, effect: unsafe }`;
const at = new Date('2026-11-22T03:04:05.000Z');
/** Plans of it. Called inside a test. */
function payments(): (to: string, why: string) => Plan {
  const runbook = runbookOf(demo(PAY));
  const action = runbook.actions.pay as Action;
  return (to, why) => plan({ to, why }, { runbook, action });
}
const describeIt = (made: Plan) => describePlan(made, stepKinds);

/** What is long, alone or once it is escaped, and what looks like a card of ours. */
const value = fc
  .tuple(
    fc.constantFrom('x', '*', '`', '\\', '<', '"', '😀', '9 ', 'a\n', '```\n', '@everyone ', '✓ 1 of 1 '),
    fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 300, max: 9_000 })),
  )
  .map(([part, count]) => `a${part.repeat(count).slice(0, 15_000)}z`);

/** All that somebody reads and can press, as each platform gets it. */
const PLATFORMS: readonly (readonly [string, (card: Card) => { text: string; labels: readonly string[] }])[] =
  [
    [
      'Discord',
      (card) => {
        const { embeds = [], components = [] } = onDiscord(fitCard(card, DISCORD).card).body;
        const rows = components as unknown as { components: { label: string }[] }[];
        return {
          text: embeds.map(({ title, description }) => `${title}\n${description}`).join('\n'),
          labels: rows.flatMap((row) => row.components.map(({ label }) => label)),
        };
      },
    ],
    [
      'Slack',
      (card) => {
        const { blocks } = onSlack(fitCard(card, SLACK).card);
        const labels: string[] = [];
        const texts: string[] = [];
        JSON.stringify(blocks, (key, one: unknown) => {
          if (key === 'text' && typeof one === 'string') texts.push(one);
          return one;
        });
        for (const block of blocks)
          if (block.type === 'actions')
            for (const element of block.elements)
              if (element.type === 'button') labels.push(element.text.text);
        return { text: texts.join(''), labels };
      },
    ],
  ];

describe.each(PLATFORMS)('long values of people on %s', (_platform, show) => {
  let room: TestRoom;
  beforeAll(async () => {
    room = await openRoom();
    room.people.put('ana', 'sre');
  });
  afterAll(() => room.db.close());

  async function shown(made: Plan) {
    const { id } = await openIn(room, {
      policy: policyOf({ veto: ['lead'] }),
      document: { plan: made } as never,
    });
    const view = await room.db.read((reader) => room.approvals.get(reader, id));
    const draft = requestCard(view as ApprovalView, planLines({ plan: made } as never, describeIt), at);
    const card = safeCard(
      signDraft(
        draft,
        intentsOf(draft).map((_, n) => `n${n}`),
      ),
    );
    return show(card);
  }

  it('push no command, no target and nobody who must approve off the card, and leave no Approve on what is not whole', async () => {
    const planned = payments();
    await fc.assert(
      fc.asyncProperty(value, value, async (to, why) => {
        const { text, labels } = await shown(planned(to, why));
        for (const essential of ['look.sh', 'pay.sh', '--for-good', 'tell.example', 'clear.sh', '--all'])
          expect(text).toContain(essential);
        for (const target of ['host:scripts/pay.sh', 'https://tell', 'host:scripts/clear.sh'])
          expect(text).toMatch(new RegExp(`Touches:\\W*${target}`));
        expect(text).toContain('0 of 1 approval from sre');
        expect(text).toContain('lead can veto it');
        // What keeps a fence of code from being closed is ours.
        const read = text.replaceAll('\u2060', '');
        const isWhole = [to, why].every((one) => read.includes(visible(one)));
        if (!isWhole) expect(labels).not.toContain('Approve');
        expect(labels.filter((label) => /^(Approve|Read it whole first)$/.test(label))).toHaveLength(1);
        expect(labels).toContain('Reject');
      }),
      { numRuns: 40 },
    );
  });

  it('push nothing off what is shown before the glass is broken', () => {
    const planned = payments();
    fc.assert(
      fc.property(value, value, (to, why) => {
        const made = planned(to, why);
        const asked = { action: 'demo:pay', params: { to, why }, mode: 'execute', share: false } as const;
        const reply = breakGlassPreview({ ref: 'demo:pay' } as never, asked, made, describeIt, {
          lines: [],
          ways: [],
        });
        if (reply.type !== 'card') throw new Error('it is a card');
        expect(reply.card.controls[0]).toMatchObject({ style: 'danger' });
        const nonces = intentsOf(reply.card).map((_, n) => `n${n}`);
        const { text, labels } = show(safeCard(signDraft(reply.card, nonces)));
        for (const essential of ['look.sh', 'pay.sh', '--for-good', 'tell.example', 'clear.sh', '--all'])
          expect(text).toContain(essential);
        expect(labels.slice(0, 2)).toEqual(['Break the glass now', 'Details']);
      }),
      { numRuns: 40 },
    );
  });
});
