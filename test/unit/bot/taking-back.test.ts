import { describe, expect, it } from 'vitest';
import { requestCard } from '../../../src/bot/cards/request-card.ts';
import { LIMITS as CONSOLE } from '../../../src/bot/platforms/console/posts.ts';
import { LIMITS as DISCORD } from '../../../src/bot/platforms/discord/options.ts';
import { LIMITS as SLACK } from '../../../src/bot/platforms/slack/options.ts';
import { cardText } from '../../../src/chat/card.ts';
import { type CardDraft, intentsOf, signDraft } from '../../../src/chat/draft.ts';
import { fitCard } from '../../../src/chat/fit.ts';
import { planLines } from '../../../src/commands/plan-lines.ts';
import { planShown } from '../../../src/commands/plan-shown.ts';
import { startPreview } from '../../../src/commands/start-preview.ts';
import { describePlan } from '../../../src/runbook/plan/describe.ts';
import type { Plan, StandingEmergency } from '../../../src/runbook/plan/plan.ts';
import { takingBackInWords } from '../../../src/runbook/plan/taking-back.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { planWith, shellStep } from '../../support/planned.ts';
import { requestView } from '../../support/request-view.ts';
import { actionView } from '../commands/support.ts';

const at = new Date('2026-11-02T09:30:00Z');
const PAUSE: StandingEmergency = {
  run: 'run-7k2m9q4t',
  title: 'Pause trading',
  by: 'Ana Ruiz',
  at: '2026-11-02T09:12:04.123Z',
  reason: 'A stolen\nsession',
};
const SHUTDOWN: StandingEmergency = {
  run: 'run-8k2m9q4t',
  title: 'Emergency shutdown',
  by: 'Ben',
  at: '2026-11-02T09:10:00.000Z',
};
const SAID = [
  'Takes back: "Pause trading", begun by Ana Ruiz at 2026-11-02 09:12:04 UTC (run-7k2m9q4t), “A stolen session”',
  'Takes back: "Emergency shutdown", begun by Ben at 2026-11-02 09:10:00 UTC (run-8k2m9q4t); it failed, and nobody knows how far it came',
  'Takes back: 2 more emergencies that stand',
];
const PLAN = planWith([shellStep('close', ['scripts/override.sh', '--now'])], {
  takesBack: { emergencies: [PAUSE, { ...SHUTDOWN, state: 'failed' }], more: 2 },
});
const describeIt = (plan: Plan) => describePlan(plan, stepKinds);

const VIEW = requestView({
  openedAt: at,
  requester: { id: 'ben', name: 'Ben' },
  reason: 'A false positive',
});

const requested = (plan: Plan) => requestCard(VIEW, planLines({ plan } as never, describeIt), at);

function previewed(plan: Plan): CardDraft {
  const asked = { action: plan.action, params: {}, mode: 'execute', share: false } as const;
  const reply = startPreview(actionView(), asked, plan, describeIt, { lines: [], ways: [] });
  if (reply.type !== 'card') throw new Error(reply.type);
  return reply.card;
}

function dryRun(plan: Plan): CardDraft {
  const reply = planShown(plan, undefined, describeIt, 'quiet');
  if (reply.type !== 'card') throw new Error(reply.type);
  return reply.card;
}

const CARDS = [
  ['the card of a request', requested],
  ['what is shown before something is asked for', previewed],
] as const;

describe.each(CARDS)('what an action takes back, on %s', (_what, draw) => {
  it('stands before what would run, never folded', () => {
    const { blocks } = draw(PLAN);
    const place = blocks.findIndex(({ type }) => type === 'list');
    const items = SAID.map((text) => ({ mark: 'bullet', text }));
    expect(blocks[place]).toEqual({ type: 'list', essential: true, items });
    expect(blocks[place + 1]).toMatchObject({ type: 'code', label: '1. close' });
  });

  it.each([
    ['Discord', DISCORD],
    ['Slack', SLACK],
    ['the console', CONSOLE],
  ])('is said in the same words on %s, also where the card has to be shortened', (_platform, limits) => {
    const long = shellStep('close', ['scripts/override.sh', 'x'.repeat(20_000)]);
    for (const steps of [PLAN.steps, [long]]) {
      const draft = draw({ ...PLAN, steps });
      const card = signDraft(
        draft,
        intentsOf(draft).map((_intent, index) => `n${index}`),
      );
      const text = cardText(fitCard(card, limits).card);
      for (const line of SAID) expect(text).toContain(line);
    }
  });

  it('is nothing where nothing stands', () => {
    const { takesBack: _none, ...plan } = PLAN;
    expect(JSON.stringify(draw(plan))).not.toContain('Takes back');
  });
});

it('is said by a dry run of what cannot rehearse, and by the details', () => {
  expect(describeIt(PLAN)[0]?.lines).toEqual(expect.arrayContaining(SAID));
  expect(JSON.stringify(dryRun(PLAN))).toContain('run-7k2m9q4t');
});

it.each([
  ['under-way', 'it is still under way'],
  ['in-doubt', 'it is in doubt, and nobody knows how far it came'],
  ['cancelled', 'it was cancelled, and nobody knows how far it came'],
  ['altered', 'it may still stand; its record was altered; run keyturn audit verify'],
] as const)('says of an emergency that is %s how far it came', (state, words) => {
  const takesBack = { emergencies: [{ ...SHUTDOWN, state }], more: 1 };
  const [first, more] = planLines({ plan: { ...PLAN, takesBack } } as never, describeIt).takesBack ?? [];
  expect(first).toMatch(new RegExp(`\\(run-8k2m9q4t\\); ${words}$`));
  expect(more).toBe('Takes back: 1 more emergency that stands');
});

it('says in a form, before anybody has said which thing it is for, of which one an emergency stands', () => {
  const takesBack = { emergencies: [{ ...SHUTDOWN, same: ['job'] }] };
  expect(takingBackInWords(takesBack)).toEqual([
    'Takes back, where it is of the same job: "Emergency shutdown", begun by Ben at 2026-11-02 09:10:00 UTC (run-8k2m9q4t)',
  ]);
});
