import { describe, expect, it } from 'vitest';
import { LIMITS as CONSOLE } from '../../../src/bot/platforms/console/posts.ts';
import { LIMITS as DISCORD } from '../../../src/bot/platforms/discord/options.ts';
import { renderCard as onDiscord } from '../../../src/bot/platforms/discord/render/message.ts';
import { LIMITS as SLACK } from '../../../src/bot/platforms/slack/options.ts';
import { renderCard as onSlack } from '../../../src/bot/platforms/slack/render/message.ts';
import { type Card, cardText } from '../../../src/chat/card.ts';
import { type CardDraft, intentsOf, signDraft } from '../../../src/chat/draft.ts';
import { fitCard } from '../../../src/chat/fit.ts';
import { guideCard } from '../../../src/guide/chat/guide-card.ts';
import { itemCard } from '../../../src/guide/chat/item-card.ts';
import { pageCard } from '../../../src/guide/chat/page-card.ts';
import type { Guide } from '../../../src/guide/guide.ts';
import type { ItemState } from '../../../src/guide/model/state.ts';
import type { Item, Work } from '../../../src/guide/sheet/sheet.ts';

const CHOICES = Array.from({ length: 9 }, (_, index) => ({
  id: `way-${index}`,
  label: `${'A way that somebody may choose '.repeat(3)}${index}`.slice(0, 75),
  tell: 'What whoever chose it is told. '.repeat(10),
}));
const WORKS: readonly Work[] = [
  { by: 'answer', question: 'What do you see? '.repeat(20), choices: CHOICES },
  { by: 'person', question: 'Is everything as it should be? '.repeat(20) },
  {
    by: 'action',
    action: { ref: 'mill:wheel/look', title: 'Look at the wheel '.repeat(6) },
    check: null,
    automatic: true,
    judged: true,
  },
  { by: 'guide', guide: { ref: 'mill:procedures/restart', title: 'Restart the mill '.repeat(6) } },
];
const STATES: readonly ItemState[] = [
  {},
  { end: 'done', by: 'ana', at: '2026-11-02T09:00:00.000Z', evidence: 'seen '.repeat(70) },
  { end: 'failed', by: 'ben', at: '2026-11-02T09:00:00.000Z', reason: 'it is not so '.repeat(25) },
  { end: 'skipped', by: 'cem', at: '2026-11-02T09:00:00.000Z', reason: 'not today' },
  { awaits: 'run/run-12345678', by: 'ana', at: '2026-11-02T09:00:00.000Z' },
];

/** A guide as long and as wordy as one may be. */
function guideOf(count: number, isOrdered: boolean): Guide {
  const items = Array.from(
    { length: count },
    (_, index): Item => ({
      id: `item-${index}`,
      title: `${'An item with a long title '.repeat(5)}${index}`.slice(0, 120),
      ...{ source: 'L12-14', section: `Part ${index % 7}`, due: null, shows: [], of: ['sre'] },
      rank: isOrdered ? index : 0,
      work: WORKS[index % WORKS.length] as Work,
      evidence: 'required',
      twoPeople: true,
      skippable: true,
      remedies: [{ ref: 'mill:procedures/restart', title: 'Restart the mill' }],
      notes: ['A note of its author. '.repeat(10)],
    }),
  );
  const state = Object.fromEntries(
    items.flatMap(({ id }, index) =>
      index % 3 === 0 ? [] : [[id, STATES[index % STATES.length] as ItemState]],
    ),
  );
  return {
    id: 'gde-12345678',
    sheet: {
      ...{ ref: 'mill:checklists/morning', system: 'mill', title: 'Morning of the mill', version: '' },
      kind: isOrdered ? 'procedures' : 'checklists',
      source: 'L1-900',
      about: ['What it is about. '.repeat(20)],
      items,
    },
    state: { phase: 'open', owner: 'ana', items: state, conclusion: null },
    startedBy: 'ana',
    startedAt: new Date('2026-11-02T09:00:00Z'),
    place: null,
    parent: null,
  };
}

function signed(draft: CardDraft | undefined): Card {
  if (draft === undefined) throw new Error('there is no such card');
  return signDraft(
    draft,
    intentsOf(draft).map((_, index) => `${index}`.padStart(32, '0')),
  );
}

const called = (principal: string) => `${principal.toUpperCase()} of the night shift`;

describe.each([
  ['a list', false],
  ['a procedure', true],
])('the cards of %s of 200 items', (_, isOrdered) => {
  const guide = guideOf(200, isOrdered);
  const cards = (): readonly (readonly [string, Card])[] => [
    ['of all', signed(guideCard(guide, called))],
    ...[0, 90, 195].map((from) => [`page ${from}`, signed(pageCard(guide, from, called))] as const),
    ...guide.sheet.items.slice(0, 12).map(({ id }) => [id, signed(itemCard(guide, id, called))] as const),
  ];

  it('fit whole on Discord and in Slack', () => {
    for (const [name, card] of cards()) {
      for (const limits of [DISCORD, SLACK, CONSOLE])
        expect([name, fitCard(card, limits).overflow]).toEqual([name, undefined]);
      const { body, overflow } = onDiscord(fitCard(card, DISCORD).card);
      expect([name, overflow]).toEqual([name, undefined]);
      expect(JSON.stringify([body, onSlack(fitCard(card, SLACK).card)])).not.toContain('No room here');
    }
  });

  it('show on a screen of a phone what is to be done, and how much is left', () => {
    const card = signed(guideCard(guide, called));
    const open = { ...card, blocks: card.blocks.filter(({ fold }) => fold === undefined) };
    // A line of a phone has about 45 characters.
    const lines = cardText(open)
      .split('\n')
      .reduce((sum, line) => sum + Math.ceil(line.length / 45), 0);
    expect(lines).toBeLessThan(90);
    expect(cardText(open)).toContain('Now: ');
    expect(cardText(open)).toMatch(/\d+ more: see all of it\./);
  });

  it('are no longer than those of one with 60', () => {
    const length = (count: number) => cardText(signed(guideCard(guideOf(count, isOrdered), called))).length;
    expect(length(200)).toBeLessThan(1.1 * length(60));
  });
});
